"""Never two charges, never paid without access, never access without payment: whoever comes when."""

import threading

import pytest
import sqlalchemy as sa

from cleeng.api import PaymentRef
from cleeng.customers.models import Customer
from cleeng.entitlements.models import Entitlement
from cleeng.orders.models import Order, OrderStatus
from cleeng.payments.models import Payment
from cleeng.payments.reconcile import PaymentReconciler, RefundSender
from cleeng.work import Worker
from harness.till import (
    CHALLENGE,
    CHALLENGE_WITH_WEBHOOK,
    PENDING,
    TIMES_OUT_PAID,
    TIMES_OUT_UNPAID,
    heading,
)

pytestmark = pytest.mark.db


@pytest.fixture
def work(till, installation):
    """Do what is due: what the worker does about payments."""

    def run():
        application = installation.application
        handlers = [PaymentReconciler(application), RefundSender(application)]
        return Worker(
            application.database, application.clocks, handlers, [p.id for p in application.publishers]
        ).drain()

    return run


def check_books(till):
    """Hold that what the bank took and what was granted are the same; return how many payments there were."""
    paid = [p for p in till.rows(Payment) if p.status == "succeeded"]
    orders = [o.id for o in till.rows(Order) if o.status is OrderStatus.PAID]
    assert {p.id for p in paid} == {key for key, _ in till.bank.charges()}
    assert set(orders) == {e.order_id for e in till.rows(Entitlement)} == {p.order_id for p in paid}
    assert len(paid) - sum(p.surplus for p in paid) == len(orders)
    return len(paid)


def test_the_same_page_sent_twice_pays_once(till, installation):
    visitor = till.browser()
    page = visitor.sign_up(till.sell())
    assert heading(visitor.pay(page)) == "Paid. Enjoy."
    assert heading(visitor.pay(page)) == "Paid. Enjoy."
    assert check_books(till) == 1


def test_two_tabs_pay_once(till, installation):
    visitor, offer = till.browser(), till.sell()
    first = visitor.sign_up(offer)
    second = visitor.open(offer)
    assert first.forms["checkout"]["payment_id"].value != second.forms["checkout"]["payment_id"].value
    visitor.pay(first)
    assert heading(visitor.pay(second)) == "You already have access"
    assert check_books(till) == 1


def test_eight_presses_at_once_pay_once(till, installation):
    visitor, offer = till.browser(), till.sell()
    pages = [visitor.sign_up(offer)] + [visitor.open(offer) for _ in range(3)]
    forms = [(page.forms["checkout"].action, dict(visitor.filled(page).submit_fields())) for page in pages]
    together = threading.Barrier(8)
    statuses = []

    def press(address, fields):
        app = installation.visitor()
        app.cookiejar = visitor.app.cookiejar
        together.wait()
        statuses.append(app.post(address, fields | {"action": "pay"}, status="*").status_int)

    threads = [threading.Thread(target=press, args=form) for form in forms * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 8
    assert check_books(till) == 1


def test_an_answer_that_does_not_come_shows_checking_and_offers_no_second_attempt(till, installation, work):
    """Pitfall 2: an unknown outcome shown as failure makes people pay twice."""
    visitor, offer = till.browser(), till.sell()
    page = visitor.buy(offer, TIMES_OUT_PAID)
    assert heading(page) == "We are checking your payment"
    assert "Please do not pay again" in page.text
    again = visitor.open(offer)
    assert heading(visitor.pay(again)) == "We are checking your payment"
    till.later(minutes=3)
    work()
    assert visitor.app.get(page.html.select_one("[data-poll]")["data-poll"]).json["state"] == "done"
    assert check_books(till) == 1
    assert heading(visitor.open(offer)) == "You already have access"


def test_an_answer_that_does_not_come_and_was_not_paid_lets_the_viewer_try_again(till, installation, work):
    visitor = till.browser()
    page = visitor.buy(till.sell(), TIMES_OUT_UNPAID)
    assert heading(page) == "We are checking your payment"
    till.later(minutes=3)
    work()
    page = visitor.app.get(page.request.path).follow()
    assert heading(page) == "Choose another way to pay"
    assert heading(visitor.pay(page)) == "Paid. Enjoy."
    assert check_books(till) == 1


def test_a_pending_payment_settles_by_itself(till, installation, work):
    page = till.browser().buy(till.sell(), PENDING)
    assert heading(page) == "We are checking your payment"
    till.later(minutes=3)
    work()
    assert check_books(till) == 1


def test_check_again_asks_the_bank_at_once(till, installation):
    visitor = till.browser()
    page = visitor.buy(till.sell(), TIMES_OUT_PAID)
    till.later(seconds=30)
    assert heading(page.click("Check again").maybe_follow()) == "Paid. Enjoy."
    assert check_books(till) == 1


def answer(page, value):
    """Press a button of the bank's page; return where it leads, by our own pages."""
    form = page.forms[0]
    return form.submit("answer", value=value).maybe_follow()


def test_a_challenge_that_is_passed_pays(till, installation):
    page = till.browser().buy(till.sell(), CHALLENGE)
    assert "/plugins/payment_sandbox/" in page.request.path
    assert heading(answer(page, "approve")) == "Paid. Enjoy."
    assert check_books(till) == 1


def test_a_challenge_that_is_refused_takes_nothing(till, installation):
    page = answer(till.browser().buy(till.sell(), CHALLENGE), "refuse")
    assert heading(page) == "Choose another way to pay"
    assert check_books(till) == 0


def test_choosing_another_card_ends_the_unfinished_challenge(till, installation):
    visitor, offer = till.browser(), till.sell()
    challenge = visitor.buy(offer, CHALLENGE)
    assert heading(visitor.pay(visitor.open(offer))) == "Paid. Enjoy."
    assert check_books(till) == 1
    challenge.forms[0].submit("answer", value="approve", status="*")
    assert check_books(till) == 1


def test_the_return_twice_pays_once(till, installation):
    visitor = till.browser()
    page = visitor.buy(till.sell(), CHALLENGE)
    back = page.forms[0].submit("answer", value="approve")
    assert heading(visitor.app.get(back.location).maybe_follow()) == "Paid. Enjoy."
    assert heading(visitor.app.get(back.location).maybe_follow()) == "Paid. Enjoy."
    assert check_books(till) == 1


def test_a_stranger_who_knows_the_return_address_learns_nothing_and_changes_nothing(till, installation):
    visitor = till.browser()
    visitor.buy(till.sell(), CHALLENGE)
    (payment,) = till.rows(Payment)
    path = f"/checkout/orders/{payment.order_id}/return/{payment.id}"
    page = installation.visitor().get(path)
    assert heading(page) == "You can close this window"
    assert "lena@example.com" not in page.text
    assert check_books(till) == 0


def test_a_buyer_who_never_comes_back_is_asked_about(till, installation, work):
    visitor = till.browser()
    page = visitor.buy(till.sell(), CHALLENGE)
    page.forms[0].submit("answer", value="approve")
    till.later(minutes=20)
    work()
    assert check_books(till) == 1


def test_a_challenge_nobody_finishes_is_given_up_after_a_day(till, installation, work):
    till.browser().buy(till.sell(), CHALLENGE)
    till.later(hours=25)
    work()
    (payment,) = till.rows(Payment)
    assert payment.status in ("canceled", "failed")
    assert payment.due_at is None


@pytest.mark.parametrize("order", ["webhook first", "return first", "webhook only"])
def test_return_and_webhook_in_any_order_pay_once(till, installation, order, sandbox_webhook):
    """Pitfall 1: the browser's return and the gateway's webhook race."""
    visitor = till.browser()
    page = visitor.buy(till.sell(), CHALLENGE_WITH_WEBHOOK)
    back = page.forms[0].submit("answer", value="approve")
    payment_id = till.rows(Payment)[0].id
    if order == "return first":
        visitor.app.get(back.location)
    sandbox_webhook(payment_id)
    sandbox_webhook(payment_id)
    if order == "webhook first":
        assert heading(visitor.app.get(back.location).maybe_follow()) == "Paid. Enjoy."
    assert check_books(till) == 1


def test_a_forged_webhook_is_refused(till, installation):
    till.sell()
    app = installation.visitor()
    app.post("/webhooks/100000001/sandbox", b"{}", status=400)
    app.post("/webhooks/100000001/sandbox", b"\xff" * 100, headers={"Sandbox-Signature": "t=1,v1=00"}, status=400)
    app.post("/webhooks/100000001/nobody", b"{}", status=404)
    app.post("/webhooks/999999999/sandbox", b"{}", status=404)


def test_the_price_that_was_shown_is_paid_or_nothing(till, installation, services):
    visitor, offer = till.browser(), till.sell()
    page = visitor.sign_up(offer)
    page.forms["checkout"]["seen"].force_value("199 EUR")
    answered = visitor.pay(page, status=422)
    assert "The price changed to" in answered.text
    assert check_books(till) == 0
    assert heading(visitor.pay(answered)) == "Paid. Enjoy."
    assert [amount for _, amount in till.bank.charges()] == [499]


def test_money_that_comes_late_for_a_paid_order_goes_back(till, installation, work, services):
    """Two gateways' worth of bad luck: an attempt given up as lost turns out paid after another one paid."""
    visitor, offer = till.browser(), till.sell()
    page = visitor.buy(offer, TIMES_OUT_PAID)
    with installation.application.database.unit() as unit:
        lost = unit.db.scalars(sa.select(Payment)).one()
        lost.status, lost.due_at = "failed", None  # as an operator who gives it up by hand
        lost_id = lost.id
    visitor.pay(visitor.app.get(page.request.path).follow())
    till.later(minutes=3)
    with services() as s:
        publisher = s.publisher
        payment = s.payments.get(lost_id)
        reference = PaymentRef(payment.id, payment.amount, payment.reference)
    result = publisher.provider("gateways", "sandbox").get_status(publisher.context(lost_id), reference)
    with services() as s:
        s.payments.settle(lost_id, result)
    work()
    assert check_books(till) == 2
    assert till.bank.returned() == 499


def test_one_customer_at_two_publishers_is_two_customers(till, installation):
    installation.add_publisher(200000002, "Other Sports", more="\n[gateways]\nuse = sandbox\n")
    till.browser().buy(till.sell())
    with installation.services(200000002) as s:
        assert s.customers.find("lena@example.com") is None
    assert [c.publisher_id for c in till.rows(Customer)] == [100000001]
