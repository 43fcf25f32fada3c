import datetime as dt

import pytest

from cleeng.api import Money, Status
from cleeng.payments.models import Payment, Refund
from harness.site import PUBLISHER_ID

pytestmark = pytest.mark.db


@pytest.fixture
def customer_id(shop):
    return shop.register()


@pytest.fixture
def pay(shop, customer_id, clock):
    """Write a payment of an order down, as if its gateway had answered so."""

    def pay(offer, status=Status.SUCCEEDED, *, customer_id=customer_id):
        order_id = shop.give(customer_id, offer)
        now = clock.advance(dt.timedelta(minutes=1))
        with shop.services() as ours:
            row = {"publisher_id": PUBLISHER_ID, "id": f"payment-{order_id}", "order_id": order_id}
            about = {"gateway": "sandbox", "method": "card", "snapshot": {"brand": "Visa"}, "next_action": {}}
            money = {"amount_minor": 499, "currency": "EUR", "status": status}
            ours.unit.db.add(Payment(**row, **about, **money, created_at=now, settled_at=now))
        return row["id"]

    return pay


def refund(shop, payment_id, status, at):
    with shop.services() as ours:
        row = {"publisher_id": PUBLISHER_ID, "id": f"refund-{status}", "payment_id": payment_id, "reason": "surplus"}
        money = {"amount_minor": 199, "currency": "EUR", "status": status}
        ours.unit.db.add(Refund(**row, **money, created_at=at, settled_at=at))


def history(shop, customer_id, **limit):
    with shop.services() as ours:
        return ours.history.of(customer_id, **limit)


def test_payments_stand_there_newest_first(shop, pay, customer_id):
    pay(shop.sell(title="One"))
    pay(shop.sell(title="Two"))
    found = history(shop, customer_id)
    assert [(m.title, m.amount, m.method) for m in found] == [
        ("Two", Money(499, "EUR"), {"brand": "Visa"}),
        ("One", Money(499, "EUR"), {"brand": "Visa"}),
    ]
    assert [m.title for m in history(shop, customer_id, limit=1)] == ["Two"]


def test_a_refund_is_less_than_nothing(shop, pay, customer_id, clock):
    payment_id = pay(shop.sell(title="One"))
    refund(shop, payment_id, Status.SUCCEEDED, clock.advance(dt.timedelta(days=1)))
    back, _ = history(shop, customer_id)
    assert (back.title, back.amount, back.is_refund) == ("One", Money(-199, "EUR"), True)


@pytest.mark.parametrize("status", [Status.FAILED, Status.PENDING, Status.UNKNOWN, Status.CANCELED])
def test_what_moved_no_money_does_not_stand_there(shop, pay, customer_id, clock, status):
    pay(shop.sell(), status)
    paid = pay(shop.sell(title="Paid"))
    refund(shop, paid, status, clock.now())
    assert [m.title for m in history(shop, customer_id)] == ["Paid"]


def test_another_customers_money_does_not_stand_there(shop, pay, customer_id):
    pay(shop.sell(), customer_id=shop.register("other@example.com"))
    assert history(shop, customer_id) == []
