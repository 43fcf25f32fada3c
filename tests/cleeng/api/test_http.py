"""Asking another machine, on this one."""

import socket
import threading
from contextlib import contextmanager

import pytest

from cleeng.api import NoAnswer, post_json

REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n"
JSON = b'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{"a": 1}'


@contextmanager
def machine(answer):
    """Let a machine hear one request and answer it by `answer(connection)`; give its address and what it heard."""
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                heard.append(connection.recv(65536))
                answer(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def test_json_is_answered_with_json():
    with machine(lambda connection: connection.sendall(JSON)) as (url, heard):
        assert post_json(url, {"b": 2}, timeout=5) == {"a": 1}
    assert heard[0].startswith(b"POST / ")


def test_a_redirect_is_not_followed_and_nobody_else_gets_the_key():
    with (
        machine(lambda connection: connection.sendall(JSON)) as (elsewhere, heard),
        machine(lambda connection: connection.sendall(REDIRECT.replace(b"{}", elsewhere.encode()))) as (url, _),
        pytest.raises(NoAnswer) as refused,
    ):
        post_json(url, {}, timeout=5, headers={"Authorization": "Bearer secret"})
    assert refused.value.status == 302
    assert heard == []


@pytest.mark.parametrize("status", [b"200 OK", b"500 Oops"])
def test_who_answers_a_byte_at_a_time_is_given_up(status):
    over = threading.Event()

    def drip(connection):
        connection.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Length: 100000\r\n\r\n")
        while not over.wait(0.02):
            try:
                connection.sendall(b" ")
            except OSError:
                return

    with machine(drip) as (url, _):
        try:
            with pytest.raises(NoAnswer, match="too slow"):
                post_json(url, {}, timeout=0.3)
        finally:
            over.set()
