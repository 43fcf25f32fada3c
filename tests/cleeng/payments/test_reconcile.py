import pytest

from cleeng.orders.models import Order, OrderStatus
from cleeng.payments.models import Payment, Refund
from cleeng.payments.reconcile import reconcile
from harness.till import PENDING, TIMES_OUT_PAID, TIMES_OUT_UNPAID

pytestmark = pytest.mark.db


@pytest.fixture
def told(till, installation):
    """Reconcile; give what was told."""
    return lambda: [str(asked) for asked in reconcile(installation.application)]


def only(till, model):
    (row,) = till.rows(model)
    return row


@pytest.mark.parametrize(("card", "status"), [(TIMES_OUT_PAID, "succeeded"), (TIMES_OUT_UNPAID, "failed")])
def test_an_unsettled_payment_is_asked_about_before_it_is_due(till, told, card, status):
    till.browser().buy(till.sell(), card)
    payment = only(till, Payment)
    assert told() == [], "the bank does not know yet"
    till.later(seconds=15)
    assert told() == [f"payment {payment.id} of publisher 100000001: unknown → {status}"]
    assert only(till, Payment).status == status
    assert only(till, Order).status is (OrderStatus.PAID if status == "succeeded" else OrderStatus.OPEN)
    assert told() == []


def test_every_unsettled_payment_is_asked_about(till, told):
    offer = till.sell()
    for number, card in enumerate((TIMES_OUT_PAID, PENDING, TIMES_OUT_UNPAID)):
        browser = till.browser()
        browser.pay(browser.sign_up(offer, email=f"viewer{number}@example.com"), card)
    till.later(seconds=15)
    outcomes = sorted(line.rpartition(": ")[2] for line in told())
    assert outcomes == ["pending → succeeded", "unknown → failed", "unknown → succeeded"]


@pytest.fixture
def refund(till, services):
    """Money that is to go back."""
    till.browser().buy(till.sell(price=499))
    with services() as s:
        s.outcomes.give_back(s.payments.get(only(till, Payment).id), "order was paid already")
    return only(till, Refund)


def test_a_refund_that_is_due_is_sent_once(till, told, refund):
    assert told() == [f"refund {refund.id} of publisher 100000001: pending → succeeded"]
    assert told() == []
    assert till.bank.returned() == 499


def test_what_cannot_be_asked_is_told_and_waits(till, told, refund, services):
    with services() as s:
        s.payments.get(refund.payment_id).gateway = "gone"
    (line,) = told()
    why = "the gateway did not settle the refund: unknown gateway_not_configured"
    assert line == f"refund {refund.id} of publisher 100000001: {why}"
    with services() as s:
        s.payments.get(refund.payment_id).gateway = "sandbox"
    assert told() == [f"refund {refund.id} of publisher 100000001: pending → succeeded"]
