"""What a quote is worked out from, and how it says so."""

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import Money, TaxedLine, TaxPart, TaxQuote, TaxReason
from cleeng.catalog.models import OfferType
from cleeng.catalog.offer import LocalOffer
from cleeng.coupons.coupon import Coupon
from cleeng.coupons.models import CampaignKind
from cleeng.pricing.calculation import quote
from cleeng.pricing.parts import Conversion, Step
from cleeng.pricing.quote import Quote
from cleeng.pricing.rules import PriceRule
from cleeng.pricing.terms import Terms

NOW = dt.datetime(2026, 11, 23, 20, tzinfo=dt.UTC)
IN_KRONER = Conversion(
    Money(1000, "EUR"), Money(11900, "NOK"), Decimal("11.8455"), dt.date(2026, 11, 20), "ECB", "nearest 9"
)


def offer(minor=1000, type_=OfferType.SINGLE, currency="EUR", **more):
    period = "month" if type_ is OfferType.SUBSCRIPTION else ""
    return LocalOffer(
        100000001, 123456789, type_, "DE", True, "The Long Straight", "", "", Money(minor, currency), period, **more
    )


def coupon(rate):
    return Coupon("MILES10", 300000001, CampaignKind.COUPON, Decimal(rate))


def nothing(_):
    """No rule has a say."""


def on_top(lines):
    """10 % of each line."""
    return TaxQuote([_line(line, line.amount.percent(Decimal(10)), on_top=True) for line in lines], TaxReason.STANDARD)


def within(lines):
    """19 % within each line."""
    return TaxQuote(
        [_line(line, line.amount.tax_included(Decimal(19)), on_top=False) for line in lines], TaxReason.STANDARD
    )


def _line(line, tax, *, on_top):
    part = TaxPart("DE", "VAT", Decimal(10 if on_top else 19), tax)
    net, gross = (line.amount, line.amount + tax) if on_top else (line.amount - tax, line.amount)
    return TaxedLine(line.id, net, tax, gross, [part])


def kinds(priced):
    return [step.kind for step in priced.why]


def test_another_currency_comes_before_everything_else():
    terms = Terms(trial=False, coupon=coupon("50"), conversion=IN_KRONER, service_fee=Decimal(10))
    priced = quote(offer(), on_top, terms)
    assert (priced.price, priced.discount.amount) == (Money(11900, "NOK"), Money(5950, "NOK"))
    assert [fee.amount for fee in priced.fees] == [Money(595, "NOK")]
    assert (priced.net, priced.tax, priced.total) == (Money(6545, "NOK"), Money(655, "NOK"), Money(7200, "NOK"))
    assert kinds(priced) == ["price", "conversion", "coupon", "fee", "tax", "total"]


def test_the_fee_is_taxed_line_by_line_and_the_taxes_of_one_rate_are_one():
    priced = quote(offer(499), within, Terms(trial=False, service_fee=Decimal(5)))
    assert (priced.total, priced.fees[0].amount) == (Money(524, "EUR"), Money(25, "EUR"))
    (tax,) = priced.taxes
    assert tax.amount == Money(80, "EUR") + Money(4, "EUR")  # of 4.99, and of 0.25


def test_a_free_offer_has_no_fee():
    priced = quote(offer(0), within, Terms(trial=False, service_fee=Decimal(5)))
    assert (priced.fees, priced.total) == ((), Money(0, "EUR"))


def test_each_later_period_has_its_fee_too():
    priced = quote(
        offer(1000, OfferType.SUBSCRIPTION, free_days=14), nothing, Terms(trial=True, service_fee=Decimal(10))
    )
    assert (priced.total, priced.recurring) == (Money(0, "EUR"), Money(1100, "EUR"))
    assert kinds(priced)[-2:] == ["trial", "total"]


def test_the_explanation_names_the_rule_that_makes_the_price():
    rule = PriceRule(NOW, NOW + dt.timedelta(days=1), Money(1000, "EUR"), "early bird")
    priced = quote(offer(), nothing, Terms(trial=False, rule=rule))
    step = priced.why[0]
    assert (step.kind, step.amount, step.facts["name"]) == ("rule", Money(1000, "EUR"), "early bird")


def test_the_explanation_names_the_rate_its_day_and_who_published_it():
    step = quote(offer(), nothing, Terms(trial=False, conversion=IN_KRONER)).why[1]
    assert step.facts == {"rate": "11.8455", "date": "2026-11-20", "source": "ECB", "rule": "nearest 9"}


@given(
    st.integers(0, 10**7),
    st.decimals(0, 50, places=2),
    st.sampled_from([nothing, on_top, within]),
    st.booleans(),
    st.none() | st.builds(coupon, st.decimals(0, 100, places=2)),
)
def test_what_is_stored_reads_back(minor, fee, tax, trial, with_coupon):
    terms = Terms(trial, with_coupon, conversion=IN_KRONER, service_fee=fee, expires_at=NOW)
    priced = quote(offer(minor, OfferType.SUBSCRIPTION, free_days=7), tax, terms)
    read = Quote.from_json(priced.to_json())
    assert (read, read.why) == (priced, priced.why)


def test_explanations_of_the_first_release_read_back():
    assert Step.from_json("price of A123456789_DE: 4.99 EUR").text == "price of A123456789_DE: 4.99 EUR"
