import http.client
import socket
import threading
import time

import pytest

from cleeng.web.server import one_process
from cleeng.web.server.one_process import Server, bind


class Slow:
    """A WSGI application that answers when it is told to."""

    def __init__(self, body=b"done"):
        self.body = body
        self.asked = threading.Event()
        self.may_answer = threading.Event()

    def __call__(self, environ, start_response):
        self.asked.set()
        self.may_answer.wait(30)
        start_response("200 OK", [("Content-Length", str(len(self.body))), ("Content-Type", "text/plain")])
        return [self.body]


class Visit(threading.Thread):
    """One request, and what came of it."""

    def __init__(self, url):
        super().__init__()
        self.url = url.removeprefix("http://")
        self.answer = None
        self.start()

    def run(self):
        connection = http.client.HTTPConnection(self.url, timeout=30)
        try:
            connection.request("GET", "/")
            response = connection.getresponse()
            self.answer = (response.status, len(response.read()))
        except OSError as error:
            self.answer = type(error)
        finally:
            connection.close()


@pytest.fixture
def serve():
    started = []

    def serve(app):
        server = Server(app, bind(["127.0.0.1"], 0), threads=2)
        thread = threading.Thread(target=server.run)
        thread.start()
        started.append((server, thread))
        return server, thread

    yield serve
    for server, thread in started:
        server.stop()
        thread.join()


@pytest.mark.parametrize("size", [4, 5_000_000])
def test_a_request_under_way_gets_its_whole_answer_when_the_server_stops(serve, size):
    app = Slow(b"x" * size)
    server, thread = serve(app)
    visit = Visit(server.urls[0])
    app.asked.wait(30)
    server.stop()
    refused(server.urls[0])
    app.may_answer.set()
    visit.join()
    thread.join()
    assert visit.answer == (200, size)


def refused(url):
    deadline = time.monotonic() + 30
    host, port = url.removeprefix("http://").split(":")
    while time.monotonic() < deadline:
        try:
            socket.create_connection((host, port)).close()
        except ConnectionRefusedError:
            return
    pytest.fail("it still listens")


def test_a_request_that_waits_for_a_thread_is_answered_too(serve):
    app = Slow()
    server, thread = serve(app)
    visits = [Visit(server.urls[0]) for _ in range(5)]
    wait_until(lambda: len(server._channels()) == 5 and all(c.requests for c in server._channels()))
    server.stop()
    app.may_answer.set()
    for visit in visits:
        visit.join()
    thread.join()
    assert [visit.answer for visit in visits] == [(200, 4)] * 5


def wait_until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_request_that_does_not_end_does_not_keep_the_server_for_ever(serve, monkeypatch):
    monkeypatch.setattr(one_process, "DRAIN", 0.1)
    app = Slow()
    server, thread = serve(app)
    visit = Visit(server.urls[0])
    app.asked.wait(30)
    server.stop()
    wait_until(lambda: server._map == {} or not server._servers[0].accepting)
    app.may_answer.set()
    visit.join()
    thread.join()


def test_a_connection_that_is_idle_does_not_keep_the_server(serve):
    server, thread = serve(Slow())
    with socket.create_connection(server.urls[0].removeprefix("http://").split(":")):
        server.stop()
        thread.join()


def test_every_address_of_a_name_is_bound_once(free_port):
    port = free_port()
    sockets = bind(["127.0.0.1", "localhost"], port)
    names = [made.getsockname()[:2] for made in sockets]
    for made in sockets:
        made.close()
    assert names[0] == ("127.0.0.1", port)
    assert len(set(names)) == len(names)


def test_a_port_that_is_taken_is_said():
    (taken,) = bind(["127.0.0.1"], 0)
    taken.listen()
    port = taken.getsockname()[1]
    with taken, pytest.raises(OSError, match=f"port {port} of 127.0.0.1 is taken"):
        bind(["127.0.0.1"], port)


def test_without_any_address_of_this_machine_nothing_is_served():
    with pytest.raises(OSError, match="none of these addresses is one of this machine"):
        bind([], 0)
