"""Every address of the server, and hands that send it anything: bytes as they are, with a viewer's cookies."""

import re
from dataclasses import dataclass

import pytest
from webob import Request

from cleeng.invoices.models import Invoice
from cleeng.orders.models import Order
from cleeng.payments.models import Payment
from cleeng.rpc import ADDRESSES
from cleeng.web.routes import PAGES
from harness.site import PUBLISHER_ID


@dataclass
class Sweep:
    """A customer who bought something; `addresses` are by the route's name, with things in them that exist."""

    app: object
    addresses: dict

    def send(self, method, address, body=b"", kind="", **environ):
        """Send one request; give the answer, whatever it is."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.app.cookies.items())
        known = {"HTTP_COOKIE": cookies, "REMOTE_ADDR": "127.0.0.1", "CONTENT_TYPE": kind}
        request = Request.blank(address, environ={**known, **environ}, method=method)
        request.body = body if isinstance(body, bytes) else body.encode()
        answer = request.get_response(self.app.app)
        assert answer.body is not None  # read to the end, which closes the file of a static answer
        return answer

    def csrf(self):
        """Give the token of the customer's forms."""
        page = self.app.get(f"/my-account?publisherId={PUBLISHER_ID}")
        return page.html.find("input", {"name": "csrf_token"})["value"]


def every_address(offer_id, order_id, payment_id, method_id=100000009, invoice_id="0" * 32):
    """Give the address of every route, by its name, with these things in them."""
    there = {
        "offer_id": offer_id,
        "order_id": order_id,
        "payment_id": payment_id,
        "publisher_id": PUBLISHER_ID,
        "method_id": method_id,
        "invoice_id": invoice_id,
        "gateway": "sandbox",
        "file": "logo.svg",
    }
    places = {**PAGES, **ADDRESSES, "bank": f"/{PUBLISHER_ID}/challenge/ticket"}
    return {
        name: re.sub(r"{(\w+)(?::(?:[^{}]|{[^{}]*})*)?}", lambda m: str(there[m[1]]), path)
        for name, path in places.items()
    }


@pytest.fixture
def sweep(till):
    visitor = till.browser()
    visitor.buy(till.sell())
    (order,), (payment,), (invoice,) = till.rows(Order), till.rows(Payment), till.rows(Invoice)
    addresses = every_address(till.sell(title="Another").id, order.id, payment.id, invoice_id=invoice.id)
    return Sweep(visitor.app, addresses)
