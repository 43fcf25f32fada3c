from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import Money, TaxedLine, TaxPart, TaxQuote, TaxReason
from cleeng.catalog.models import OfferType
from cleeng.catalog.offer import LocalOffer
from cleeng.pricing.calculation import quote
from cleeng.pricing.quote import Quote
from cleeng.pricing.terms import Terms


def offer(minor=499, type_=OfferType.SINGLE, currency="EUR", **more):
    defaults = {"period": "month"} if type_ is OfferType.SUBSCRIPTION else {}
    return LocalOffer(
        100000001,
        123456789,
        type_,
        "DE",
        True,
        "The Long Straight",
        "",
        "",
        Money(minor, currency),
        **{**defaults, **more},
    )


def included(rate):
    def ask(lines):
        (line,) = lines
        tax = line.amount.tax_included(rate)
        part = TaxPart("DE", "VAT", rate, tax)
        return TaxQuote([TaxedLine(line.id, line.amount - tax, tax, line.amount, [part])], TaxReason.STANDARD)

    return ask


def on_top(rate):
    def ask(lines):
        (line,) = lines
        tax = line.amount.percent(rate)
        part = TaxPart("US", "Sales tax", rate, tax)
        return TaxQuote([TaxedLine(line.id, line.amount, tax, line.amount + tax, [part])], TaxReason.STANDARD)

    return ask


AMOUNTS = st.integers(0, 10**9)
RATES = st.decimals(0, 50, places=2)


@given(AMOUNTS, RATES, st.sampled_from(["EUR", "JPY", "KWD"]), st.sampled_from([included, on_top]))
def test_the_lines_add_up(minor, rate, currency, kind):
    priced = quote(offer(minor, currency=currency), kind(rate), Terms(trial=True))
    assert priced.net + priced.tax == priced.total
    assert priced.price == (priced.total if kind is included or not minor else priced.net)


@given(AMOUNTS, RATES, st.booleans(), st.sampled_from([0, 14]))
def test_what_is_stored_reads_back(minor, rate, trial, days):
    priced = quote(offer(minor, OfferType.SUBSCRIPTION, free_days=days), included(rate), Terms(trial=trial))
    assert Quote.from_json(priced.to_json()) == priced


def test_where_nobody_taxes_nothing_is_taxed_and_the_quote_says_why():
    priced = quote(offer(), lambda _: None, Terms(trial=True))
    assert (priced.total, priced.taxes, priced.reason) == (Money(499, "EUR"), (), "not_registered")
    assert any("no tax" in step.text for step in priced.why)


def test_a_trial_costs_nothing_today_and_names_what_comes_later():
    priced = quote(offer(799, OfferType.SUBSCRIPTION, free_days=14), included(Decimal(19)), Terms(trial=True))
    assert (priced.total.minor, priced.recurring, priced.trial_days) == (0, Money(799, "EUR"), 14)
    assert priced.needs_method


def test_who_had_the_trial_pays_at_once():
    priced = quote(offer(799, OfferType.SUBSCRIPTION, free_days=14), included(Decimal(19)), Terms(trial=False))
    assert (priced.total.minor, priced.trial_days) == (799, 0)


def test_what_is_free_needs_no_method():
    assert not quote(offer(0), included(Decimal(19)), Terms(trial=True)).needs_method
    assert not quote(offer(0, OfferType.SUBSCRIPTION), included(Decimal(19)), Terms(trial=True)).needs_method
