"""What a publisher sells and who bought it, put there by the services that pages and calls use too."""

import datetime as dt

import pytest

from cleeng.api import Money
from cleeng.catalog.models import OfferType
from cleeng.catalog.rules import OfferData
from cleeng.orders.buyer import Buyer
from harness.site import PUBLISHER_ID

PASSWORD = "sunny-afternoon-42"
HOURS = {OfferType.RENTAL: "48", OfferType.PASS: "month", OfferType.SUBSCRIPTION: "month"}


class Shop:
    """One publisher's offers and customers."""

    def __init__(self, services, publisher_id=PUBLISHER_ID):
        self._services = services
        self.publisher_id = publisher_id

    def services(self):
        return self._services(self.publisher_id)

    def sell(self, type_=OfferType.SINGLE, *, price="4.99", currency="EUR", **fields):
        """Put an offer on sale; what a test does not care about is filled in.  An event starts in an hour."""
        with self.services() as ours:
            now = ours.publisher.clock.now()
            if type_ is OfferType.EVENT:
                fields.setdefault("starts_at", now + dt.timedelta(hours=1))
                fields.setdefault("ends_at", fields["starts_at"] + dt.timedelta(hours=2))
            elif not fields.get("ends_at"):
                fields.setdefault("period", HOURS.get(type_, ""))
            if type_ not in (OfferType.PASS, OfferType.SUBSCRIPTION):
                fields.setdefault("video_id", "night-of-miles")
            fields.setdefault("title", f"A {type_.word}")
            return ours.catalog.create(OfferData(type=type_, price=Money.parse(price, currency), **fields))

    def register(self, email="viewer@example.com", password=PASSWORD):
        """Make a customer who can sign in; give the id."""
        with self.services() as ours:
            return ours.sign_in.register(email, password)

    def give(self, customer_id, offer, country="DE"):
        """Let a customer have an offer as if it had been paid; give the id of the order."""
        with self.services() as ours:
            order = ours.orders.start(offer, Buyer(country, "", customer_id))
            ours.orders.complete(order)
            return order.id


def sign_in(app, email="viewer@example.com", password=PASSWORD):
    """Sign in as a viewer does, on the hosted page; give the answer."""
    form = app.get(f"/auth/2/purchase?publisherId={PUBLISHER_ID}&mode=sign-in").forms["checkout"]
    form["email"], form["password"] = email, password
    return form.submit("action", value="sign-in")


@pytest.fixture
def shop(services):
    return Shop(services)
