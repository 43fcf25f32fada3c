"""The core's part in tests of the sandbox gateway: a teller who calls it, and a shop that hears its webhooks."""

import http.server
import queue
from dataclasses import replace

from cleeng.api import CustomerInfo, Money, PaymentIntent, PaymentRef
from cleeng.testing.context import PUBLISHER, FrozenClock, make_context
from cleeng_plugins.payment_sandbox.cards import BY_NAME
from cleeng_plugins.payment_sandbox.gateway import SandboxGateway
from cleeng_plugins.payment_sandbox.settings import SandboxSettings

AMOUNT = Money(499, "EUR")
RETURN = "https://shop.example/return"
CANCEL = "https://shop.example/cancel"


def fields_of(name):
    """What a viewer types from the test card of this name."""
    card = BY_NAME[name]
    return {
        "number": card.number,
        "expiry": "04 / 31",
        "cvc": "1234" if card.brand == "American Express" else "123",
        "name": "Lena Brandt",
    }


class Teller:
    """Speaks to the gateway as the core does, with a context for each call."""

    def __init__(self, folder, **settings):
        self.clock = FrozenClock()
        self.folder = folder
        self.gateway = SandboxGateway(SandboxSettings(**settings))
        self.customer = CustomerInfo(200000001, "viewer@example.com", "en_US", "DE")
        self.base_url = ""

    def restart(self):
        self.gateway = SandboxGateway(self.gateway.settings)

    def ctx(self, key="", **changes):
        changes = {"extra": {"data_dir": str(self.folder)}, "base_url": self.base_url} | changes
        return make_context(clock=self.clock, idempotency_key=key, **changes)

    def publisher(self, **changes):
        return replace(PUBLISHER, **changes)

    def intent(self, card="approved", **changes):
        method = changes.pop("method", "card")
        fields = {"card": lambda: fields_of(card), "phone": lambda: {"tel": "+49 151 23456789"}}.get(method, dict)()
        return replace(PaymentIntent(AMOUNT, 300000001, "Film", self.customer, method, fields), **changes)

    def pay(self, card="approved", key="pay-1", ctx=None, **changes):
        return self.gateway.start(ctx or self.ctx(key), self.intent(card, **changes), RETURN, CANCEL)

    def keep(self, card="approved", key="keep-1"):
        """Pay with a card and keep it."""
        kept = self.pay(card, key, keep_method=True).saved_token
        return next(m for m in self.gateway.list_methods(self.ctx(), self.customer) if m.token == kept)

    def status(self, key="pay-1"):
        return self.gateway.get_status(self.ctx(), PaymentRef(key, AMOUNT))

    def void(self, key="pay-1"):
        return self.gateway.void(self.ctx(), PaymentRef(key, AMOUNT))

    def refund(self, minor, key="refund-1", payment="pay-1", currency="EUR"):
        return self.gateway.refund(self.ctx(key), PaymentRef(payment, AMOUNT), Money(minor, currency))


class Shop(http.server.ThreadingHTTPServer):
    """A server that takes webhooks; `answers` are the statuses to give first, then 204."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken = queue.Queue()
        self.answers = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.put((self.path, dict(self.headers), body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.end_headers()

    def log_message(self, *args):
        pass
