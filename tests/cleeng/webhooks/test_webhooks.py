"""Publishers' servers are told what happened: signed, at least once, and nobody inside the network is."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cleeng.catalog.models import OfferType
from cleeng.outbox import OutboxItem
from cleeng.webhooks.errors import InvalidEndpoint, NotDelivered
from cleeng.webhooks.sender import SIGNATURE, post
from cleeng.webhooks.service import MOST, WebhookEndpoints, check
from cleeng.worker import build_worker

pytestmark = pytest.mark.db


class Endpoint(ThreadingHTTPServer):
    """A publisher's server: takes what it is told, or answers with `status`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.told = []
        self.status = 204

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/told?by=cleeng"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def endpoint():
    with Endpoint() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def subscribed(till, endpoint):
    """Have the endpoint told of a topic; give the secret."""

    def subscribed(topic="transactionCreated"):
        with till.installation.services() as ours:
            return ours.webhook_endpoints.secret(ours.webhook_endpoints.add(topic, endpoint.url))

    return subscribed


@pytest.fixture
def work(till):
    """Do the work that is due."""
    return lambda: build_worker(till.installation.application).drain()


def test_a_payment_is_told_with_a_signature_that_can_be_checked(till, endpoint, subscribed, work):
    secret = subscribed()
    offer = till.sell()
    till.browser().buy(offer)
    work()
    ((path, headers, body),) = endpoint.told
    assert path == "/told?by=cleeng"
    told = json.loads(body)
    assert set(told) == {"broadcasterId", "topic", "data"}
    assert (told["broadcasterId"], told["topic"]) == (100000001, "transactionCreated")
    data = told["data"]
    assert (data["offerId"], data["offerPrice"], data["offerCurrency"]) == (offer.id, "4.99", "EUR")
    assert (data["customerEmail"], data["paymentGateway"], data["discountRate"]) == (
        "lena@example.com",
        "sandbox",
        None,
    )
    at, _, signature = headers[SIGNATURE].partition(",v1=")
    assert at.removeprefix("t=").isdigit()
    expected = hmac.new(secret.encode(), at.removeprefix("t=").encode() + b"." + body, hashlib.sha256)
    assert signature == expected.hexdigest()


@pytest.mark.parametrize(("topic", "field"), [("customerRegistered", "customerEmail"), ("offerCreated", "createdAt")])
def test_each_topic_is_told_to_those_who_asked_for_it(till, endpoint, subscribed, work, topic, field):
    subscribed(topic)
    till.browser().buy(till.sell(OfferType.PASS))
    work()
    (told,) = [json.loads(body) for _, _, body in endpoint.told]
    assert told["topic"] == topic
    assert told["data"][field]


def test_what_was_not_taken_is_told_again_later(till, endpoint, subscribed, work):
    subscribed("offerCreated")
    endpoint.status = 500
    till.sell()
    work()
    (row,) = (row for row in till.rows(OutboxItem) if row.handler.startswith("webhook:"))
    assert "500" in row.last_error
    endpoint.status = 200
    till.later(minutes=1)
    work()
    assert len(endpoint.told) == 2
    assert endpoint.told[0][1]["X-Cleeng-Event"] == endpoint.told[1][1]["X-Cleeng-Event"]


def test_an_endpoint_that_is_gone_is_told_no_more(till, endpoint, subscribed, work):
    subscribed("offerCreated")
    endpoint.status = 410
    till.sell()
    work()
    till.later(days=1)
    work()
    assert len(endpoint.told) == 1


def test_a_redirect_is_not_followed(till, endpoint, subscribed, work):
    subscribed("offerCreated")
    endpoint.status = 302
    till.sell()
    work()
    assert [path for path, _, _ in endpoint.told] == ["/told?by=cleeng"]


def test_who_ended_it_is_told_no_more_and_the_same_address_has_one_place(till, endpoint, subscribed, work):
    assert subscribed("offerCreated") == subscribed("offerCreated")
    with till.installation.services() as ours:
        ours.webhook_endpoints.remove("offerCreated", endpoint.url)
    till.sell()
    work()
    assert endpoint.told == []


def test_a_topic_has_so_many_endpoints_and_no_more(till):
    with till.installation.services() as ours:
        for n in range(MOST):
            ours.webhook_endpoints.add("offerCreated", f"https://www.demo-sports.example/{n}")
        with pytest.raises(InvalidEndpoint, match="endpoints already"):
            ours.webhook_endpoints.add("offerCreated", "https://www.demo-sports.example/more")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_nothing_is_sent_into_the_network_that_the_server_stands_in(endpoint, host):
    with pytest.raises(NotDelivered, match="not on the public Internet"):
        post(f"http://{host}:{endpoint.server_port}/", b"{}", {}, private=False)
    assert endpoint.told == []


@pytest.mark.parametrize(
    "url",
    [
        "http://www.demo-sports.example/",
        "https://a:b@www.demo-sports.example/",
        "https:///told",
        "https://x/#y",
        "https://x:99999/",
    ],
)
def test_only_plain_addresses_of_the_encrypted_web_are_taken(url):
    with pytest.raises(InvalidEndpoint):
        check("offerCreated", url, private=False)


def test_two_who_ask_at_once_get_the_same_place(till, endpoint):
    assert till.installation.application  # made before the two, so that there is one
    secrets, barrier = [], threading.Barrier(2)

    def add():
        barrier.wait()
        with till.installation.services() as ours:
            endpoints = WebhookEndpoints(ours.unit.db, ours.publisher)
            secrets.append(endpoints.secret(endpoints.add("offerCreated", endpoint.url)))

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(secrets) == 2
    assert len(set(secrets)) == 1
