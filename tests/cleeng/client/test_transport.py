"""What is lost on the way is sent again, unless that could do something twice."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cleeng.client import Client, TransportError

RESULT = b'[{"id": "1", "result": {"success": true}, "error": null}]'
DROP = None  #: instead of a status: the connection breaks after the request was read


@pytest.fixture
def flaky():
    """Give a server that answers each request with the next status of a list, the last one for ever."""
    servers = []

    def start(*statuses, headers=(), result=RESULT):
        seen = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                seen.append(json.loads(body))
                status = statuses[min(len(seen), len(statuses)) - 1]
                if status is DROP:
                    self.close_connection = True
                    return
                answer = result if isinstance(seen[-1], list) else result.strip(b"[]")
                self.send_response(status)
                for name, value in (*headers, ("Content-Length", str(len(answer)))):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}", seen

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(client):
    return client.is_trial_allowed(customer_email="viewer@example.com", offer_id="S100000015_DE")


def tell(client):
    return client.update_customer_email(customer_email="viewer@example.com", new_email="v@example.com")


@pytest.mark.parametrize("fault", [429, 502, 503, 504, DROP])
def test_what_only_reads_is_sent_again(flaky, fault):
    url, seen = flaky(fault, fault, 200)
    with Client(url) as client:
        assert ask(client) == {"success": True}
    assert len(seen) == 3


def test_the_server_says_how_long_to_wait(flaky):
    url, seen = flaky(503, 200, headers=[("Retry-After", "0")])
    with Client(url) as client:
        assert ask(client) == {"success": True}
    assert len(seen) == 2


@pytest.mark.parametrize("fault", [502, 503, 504, DROP])
def test_what_writes_is_not_sent_again_and_nobody_knows_what_came_of_it(flaky, fault):
    url, seen = flaky(fault, 200, headers=[("Retry-After", "0")])
    with Client(url) as client, pytest.raises(TransportError) as lost:
        tell(client)
    assert lost.value.outcome_unknown
    assert len(seen) == 1


def test_what_writes_is_sent_again_if_the_caller_says_that_it_does_no_harm(flaky):
    url, seen = flaky(503, DROP, 200)
    with Client(url, retry_writes=True) as client:
        assert tell(client) == {"success": True}
    assert len(seen) == 3


@pytest.mark.parametrize("call", [ask, tell])
def test_what_never_arrived_was_surely_not_done(call):
    with Client("http://127.0.0.1:1", retries=1) as client, pytest.raises(TransportError, match="refused") as lost:
        call(client)
    assert not lost.value.outcome_unknown


def test_tries_come_to_an_end(flaky):
    url, seen = flaky(503, headers=[("Retry-After", "0")])
    with Client(url, retries=2) as client, pytest.raises(TransportError, match="503"):
        ask(client)
    assert len(seen) == 3


def test_a_refusal_of_the_server_s_proxy_is_no_answer(flaky):
    url, seen = flaky(404)
    with Client(url) as client, pytest.raises(TransportError, match="404") as lost:
        tell(client)
    assert not lost.value.outcome_unknown
    assert len(seen) == 1


@pytest.mark.parametrize("result", [b"no JSON", b'"text"', b"{}"])
def test_an_answer_that_is_none_is_said_to_be_none(flaky, result):
    url, _ = flaky(200, result=result)
    with Client(url) as client, pytest.raises(TransportError, match="answer"):
        ask(client)


def test_one_writing_call_of_a_batch_keeps_all_of_it_from_being_sent_again(flaky):
    url, seen = flaky(503, 200)
    with Client(url) as client:
        batch = client.batch()
        read = batch.is_trial_allowed(customer_email="viewer@example.com", offer_id="S100000015_DE")
        write = batch.update_customer_email(customer_email="viewer@example.com", new_email="v@example.com")
        with pytest.raises(TransportError), batch:
            pass
        for pending in (read, write):
            with pytest.raises(TransportError):
                pending.result()
    assert len(seen) == 1


def test_a_call_of_a_batch_that_has_no_reply_says_so(flaky):
    url, _ = flaky(200)
    with Client(url) as client:
        with client.batch() as batch:
            first = batch.is_trial_allowed(customer_email="viewer@example.com", offer_id="S100000015_DE")
            second = batch.get_customer(customer_token="x")
        assert first.result() == {"success": True}
        with pytest.raises(TransportError, match="getCustomer: no reply"):
            second.result()


def test_calls_carry_their_place_as_id(flaky):
    url, seen = flaky(200)
    with Client(url) as client, client.batch() as batch:
        for _ in range(3):
            batch.is_trial_allowed(customer_email="viewer@example.com", offer_id="S100000015_DE")
    assert [[call["id"] for call in request] for request in seen] == [[1, 2, 3]]
