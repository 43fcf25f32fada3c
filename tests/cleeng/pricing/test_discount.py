"""Coupons in quotes: taken off before tax, rounded once, never together with a trial."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import Money, TaxedLine, TaxPart, TaxQuote, TaxReason
from cleeng.catalog.models import OfferType
from cleeng.catalog.offer import LocalOffer
from cleeng.coupons.coupon import ENDLESS, Coupon
from cleeng.coupons.models import CampaignKind
from cleeng.pricing.calculation import quote
from cleeng.pricing.quote import Quote
from cleeng.pricing.terms import Terms

PERCENTAGES = st.decimals(0, 100, places=2)


def offer(minor=799, type_=OfferType.SINGLE, **more):
    period = "month" if type_ is OfferType.SUBSCRIPTION else ""
    price = Money(minor, "EUR")
    return LocalOffer(100000001, 123456789, type_, "DE", True, "The Long Straight", "", "", price, period, **more)


def coupon(rate="10", kind=CampaignKind.COUPON, **more):
    return Coupon("MILES10", 300000001, kind, Decimal(rate), **more)


def plan_coupon(rate="50", **more):
    return coupon(rate, CampaignKind.SUBSCRIPTION, **more)


def vat(lines):
    """19 % within the price."""
    return TaxQuote(
        [_line(line, "VAT", line.amount.tax_included(Decimal(19)), 19) for line in lines], TaxReason.STANDARD
    )


def sales_tax(lines):
    """10 % on top of the price."""
    taxed = [_line(line, "Sales tax", line.amount.percent(Decimal(10)), 10) for line in lines]
    return TaxQuote(taxed, TaxReason.STANDARD)


def _line(line, name, tax, rate):
    net, gross = (line.amount - tax, line.amount) if name == "VAT" else (line.amount, line.amount + tax)
    return TaxedLine(line.id, net, tax, gross, [TaxPart("XX", name, Decimal(rate), tax)])


@given(st.integers(1, 10**9), PERCENTAGES, st.sampled_from([vat, sales_tax]))
def test_the_lines_add_up_and_nothing_is_below_zero(minor, rate, tax):
    priced = quote(offer(minor), tax, Terms(trial=True, coupon=coupon(rate)))
    assert priced.net + priced.tax == priced.total
    reduced = priced.price - priced.discount.amount
    assert reduced == (priced.total if priced.prices_include_tax else priced.net)
    assert 0 <= priced.discount.amount.minor <= priced.price.minor


@given(st.integers(1, 10**6), PERCENTAGES, st.booleans(), st.integers(1, ENDLESS))
def test_what_is_stored_reads_back(minor, rate, first, periods):
    with_coupon = plan_coupon(rate, first_period=first, periods=periods)
    priced = quote(offer(minor, OfferType.SUBSCRIPTION), vat, Terms(trial=False, coupon=with_coupon))
    assert Quote.from_json(priced.to_json()) == priced


def test_a_quote_from_before_there_were_coupons_reads_back():
    stored = quote(offer(), vat, Terms(trial=False)).to_json()
    del stored["discount"]
    assert Quote.from_json(stored).discount is None


@pytest.mark.parametrize(
    ("minor", "rate", "off"), [(499, "10", 50), (499, "33.33", 166), (5, "50", 3), (1, "49.99", 0)]
)
def test_the_discount_is_rounded_half_up_to_the_cent(minor, rate, off):
    assert quote(offer(minor), vat, Terms(trial=False, coupon=coupon(rate))).discount.amount == Money(off, "EUR")


def test_tax_is_asked_for_what_is_left():
    priced = quote(offer(1000), sales_tax, Terms(trial=False, coupon=coupon("25")))
    assert (priced.price.minor, priced.net.minor, priced.tax.minor, priced.total.minor) == (1000, 750, 75, 825)
    (step,) = (step for step in priced.why if step.kind == "coupon")
    assert (step.text, str(step.amount)) == ("coupon MILES10 of campaign 300000001, 25 % off", "-2.50 EUR")


def test_a_full_discount_costs_nothing_and_needs_no_way_to_pay():
    priced = quote(offer(), vat, Terms(trial=False, coupon=coupon("100")))
    assert (priced.total, priced.taxes, priced.needs_method) == (Money(0, "EUR"), (), False)


@pytest.mark.parametrize("required", [True, False])
def test_a_subscription_that_begins_for_nothing_needs_a_way_to_pay_unless_the_campaign_waives_it(required):
    with_coupon = plan_coupon("100", method_required=required)
    priced = quote(offer(type_=OfferType.SUBSCRIPTION), vat, Terms(trial=False, coupon=with_coupon))
    assert (priced.total.minor, priced.recurring, priced.needs_method) == (0, Money(799, "EUR"), required)


def test_a_waived_way_to_pay_is_needed_all_the_same_where_something_is_to_be_paid_today():
    with_coupon = plan_coupon("50", method_required=False)
    assert quote(offer(type_=OfferType.SUBSCRIPTION), vat, Terms(trial=False, coupon=with_coupon)).needs_method


def test_a_coupon_takes_the_place_of_the_trial():
    plan = offer(type_=OfferType.SUBSCRIPTION, free_days=14)
    priced = quote(plan, vat, Terms(trial=True, coupon=plan_coupon("25")))
    assert (priced.in_trial, priced.total, priced.recurring) == (False, Money(599, "EUR"), Money(799, "EUR"))


@pytest.mark.parametrize(
    ("first", "periods", "today", "later", "reduced"),
    [
        (True, 1, 400, 0, None),
        (True, 3, 400, 2, Money(400, "EUR")),
        (False, 1, 800, 1, Money(400, "EUR")),
        (False, 3, 800, 3, Money(400, "EUR")),
        (True, ENDLESS, 400, ENDLESS, Money(400, "EUR")),
    ],
)
def test_a_subscription_is_reduced_for_its_periods_from_the_first_or_second_on(first, periods, today, later, reduced):
    with_coupon = plan_coupon("50", first_period=first, periods=periods)
    priced = quote(offer(800, OfferType.SUBSCRIPTION), vat, Terms(trial=False, coupon=with_coupon))
    assert priced.total == Money(today, "EUR")
    assert (priced.recurring.minor, priced.discount.later_periods, priced.discount.reduced) == (800, later, reduced)
