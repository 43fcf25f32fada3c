"""What stood on the page is what is paid, today and later, whatever happened between."""

import datetime as dt
from dataclasses import replace

import pytest

from cleeng.api import Money, Result, Status
from cleeng.catalog.models import OfferType
from cleeng.invoices.models import Invoice
from cleeng.orders.models import Order, OrderStatus
from cleeng.payments.models import Payment, Refund
from cleeng.pricing.quote import Quote
from cleeng.pricing.rules import PriceRule
from cleeng.subscriptions.models import Subscription
from harness.eu import CANADIAN_CARD, FRENCH, FRENCH_CARD, alert, browser_at
from harness.till import APPROVED, CHALLENGE, heading

pytestmark = pytest.mark.db


def rule(till, minor, *, begins, ends):
    now = till.clock.now()
    return PriceRule(now + begins, now + ends, Money(minor, "EUR"), "for a while")


def test_a_trials_later_price_does_not_change_behind_the_button(till):
    early = rule(till, 299, begins=-dt.timedelta(days=1), ends=dt.timedelta(minutes=5))
    visitor = till.browser()
    page = visitor.sign_up(till.sell(OfferType.SUBSCRIPTION, 999, free_days=7, price_rules=(early,)))
    till.later(minutes=20)
    visitor.app.get(page.request.url)  # somebody who reads for long is not idle
    till.later(minutes=11)
    page = visitor.pay(page, status=422)
    assert "The price of later periods changed to 9.99 EUR" in alert(page)
    assert till.rows(Subscription) == []
    assert heading(visitor.pay(page)) != "How do you want to pay?"
    (subscription,) = till.rows(Subscription)
    assert subscription.price == Money(999, "EUR")


def test_what_was_free_for_an_hour_is_not_free_for_ever(till):
    free = rule(till, 0, begins=dt.timedelta(minutes=10), ends=dt.timedelta(minutes=40))
    visitor = till.browser()
    page = visitor.sign_up(till.sell(price_rules=(free,)))
    till.later(minutes=20)
    page = page.forms["checkout"].submit("action", value="country").maybe_follow()
    till.later(minutes=12)  # the first price has expired by now, and the free hour is on
    page = page.forms["checkout"].submit("action", value="country").maybe_follow()
    assert heading(page) == "Ready to watch"
    for _ in range(4):
        till.later(minutes=20)
        page = visitor.app.get(page.request.url)
    page = page.forms["checkout"].submit("action", value="pay", status=422)
    assert "The price changed to 4.99 EUR" in alert(page)
    assert [order.status for order in till.rows(Order)] == [OrderStatus.OPEN]


@pytest.fixture
def late(till, services):
    """A payment of 4.99 that was given up, and whose order costs 3.99 in another country by now: its id."""
    offer, visitor = till.sell(), till.browser()
    visitor.pay(visitor.sign_up(offer), CHALLENGE)
    (payment,) = till.rows(Payment)
    with services() as s:
        s.payments.settle(payment.id, Result(Status.FAILED))
    (order,) = till.rows(Order)
    with services() as s:
        cheaper = replace(s.catalog.by_number(offer.number, offer.country), price=Money(399, "EUR"))
        s.payments.reprice(order.id, cheaper, replace(s.orders.get(order.id).who(), country="AT"))
        assert s.orders.get(order.id).total == Money(399, "EUR")
    return payment.id


def test_money_that_comes_late_pays_the_price_that_it_was_sent_for(till, services, late):
    with services() as s:
        s.payments.settle(late, Result(Status.SUCCEEDED, amount=Money(499, "EUR")))
    (order,), (invoice,) = till.rows(Order), till.rows(Invoice)
    assert (order.status, order.total, order.country) == (OrderStatus.PAID, Money(499, "EUR"), "DE")
    assert invoice.total == Money(499, "EUR")
    with services() as s:
        assert s.orders.prices.intact(s.orders.get(order.id))


def test_late_money_that_nobody_knows_the_price_of_goes_back(till, services, late):
    with services() as s:
        s.payments.get(late).agreed = {}  # an attempt of the first release
    with services() as s:
        s.payments.settle(late, Result(Status.SUCCEEDED, amount=Money(499, "EUR")))
    assert [order.status for order in till.rows(Order)] == [OrderStatus.OPEN]
    (refund,) = till.rows(Refund)
    assert (refund.amount, refund.reason) == (Money(499, "EUR"), "order costs something else by now")


def test_a_card_of_another_country_after_a_challenge_is_weighed_anew(eu_till):
    till = eu_till()
    visitor = browser_at(till, FRENCH)
    visitor.pay(visitor.sign_up(till.sell(price=1200), query="?country=DE"), FRENCH_CARD)
    (order,) = till.rows(Order)
    assert order.buyer["card_country"] == "FR"
    page = visitor.app.get(f"/checkout/orders/{order.id}/payment")
    page = visitor.pay(page, CANADIAN_CARD, status=422)
    (order,) = till.rows(Order)
    assert order.status is OrderStatus.OPEN
    assert order.buyer["card_country"] == "CA"
    assert not Quote.from_json(order.quote).settled


def test_another_country_ends_a_payment_that_waits_at_the_bank(till):
    visitor = till.browser()
    visitor.pay(visitor.sign_up(till.sell()), CHALLENGE)
    (order,) = till.rows(Order)
    form = visitor.app.get(f"/checkout/orders/{order.id}/payment").forms["checkout"]
    form["country"] = "FR"
    page = form.submit("action", value="country").maybe_follow()
    (order,) = till.rows(Order)
    assert order.country == "FR"
    assert heading(visitor.pay(page, APPROVED)) == "Paid. Enjoy."
    assert till.bank.charges() == [(till.rows(Payment)[-1].id, 499)]


def test_a_free_first_month_does_not_skip_the_question_where_the_buyer_is(eu_till, coupons):
    till = eu_till()
    coupons.subscription("FREE", discount="100")
    visitor = browser_at(till, FRENCH)
    visitor.sign_up(till.sell(OfferType.SUBSCRIPTION, 999), query="?country=DE&coupon=FREE")
    (order,) = till.rows(Order)
    quote = Quote.from_json(order.quote)
    assert (quote.total.minor, quote.recurring.minor, quote.settled) == (0, 999, False)
    assert quote.ask == ("card",)
