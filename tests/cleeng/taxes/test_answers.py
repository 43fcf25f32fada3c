"""Answers of tax rules that cannot be right are refused before anything is priced with them."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from cleeng.api import (
    Evidence,
    Location,
    Money,
    Prepared,
    Standing,
    TaxableLine,
    TaxedLine,
    TaxPart,
    TaxQuote,
    TaxReason,
)
from cleeng.taxes.answers import WrongTax, check, check_prepared, noted

ASKED = [TaxableLine("film", Money(1000, "EUR"))]
PART = TaxPart("NO", "VAT", Decimal(25), Money(200, "EUR"))
RIGHT = TaxedLine("film", Money(800, "EUR"), Money(200, "EUR"), Money(1000, "EUR"), [PART])


def line(net, tax, gross, *parts):
    return TaxedLine("film", Money(net, "EUR"), Money(tax, "EUR"), Money(gross, "EUR"), parts)


def judge(*lines, reason=TaxReason.STANDARD, **more):
    check(noted(ASKED), TaxQuote(lines, reason, **more))


def test_tax_within_or_on_top_is_right():
    judge(RIGHT)
    judge(line(1000, 200, 1200, PART))


def test_a_rate_of_a_hundred_percent_is_right_for_the_smallest_unit_too():
    part = TaxPart("NO", "VAT", Decimal(100), Money(1, "EUR"))
    taxed = TaxedLine("film", Money(0, "EUR"), Money(1, "EUR"), Money(1, "EUR"), [part])
    check(noted([TaxableLine("film", Money(1, "EUR"))]), TaxQuote([taxed], TaxReason.STANDARD))


@pytest.mark.parametrize("gross", [1000, 800, 500])
def test_a_business_pays_at_least_half_of_what_a_consumer_does(gross):
    judge(line(gross, 0, gross), reason=TaxReason.REVERSE_CHARGE)


@pytest.mark.parametrize(
    ("taxed", "reason"),
    [
        (line(0, 0, 0), TaxReason.REVERSE_CHARGE),
        (line(-500, 0, -500), TaxReason.REVERSE_CHARGE),
        (line(400, 0, 400), TaxReason.REVERSE_CHARGE),
        (line(1100, 0, 1100), TaxReason.REVERSE_CHARGE),
        (line(800, 0, 800), TaxReason.ZERO),
        (line(800, 200, 1100, PART), TaxReason.STANDARD),
        (line(-200, 1200, 1000, replace(PART, amount=Money(1200, "EUR"))), TaxReason.STANDARD),
        (line(1000, 10**15, 10**15 + 1000, replace(PART, amount=Money(10**15, "EUR"))), TaxReason.STANDARD),
        (line(1000, 200, 1200), TaxReason.STANDARD),
        (replace(RIGHT, id="other"), TaxReason.STANDARD),
        (replace(RIGHT, net=None), TaxReason.STANDARD),
        (replace(RIGHT, gross=Money(1000, "USD")), TaxReason.STANDARD),
        (replace(RIGHT, parts=["25 %"]), TaxReason.STANDARD),
        (RIGHT, "standard"),
    ],
)
def test_what_does_not_add_up_is_refused(taxed, reason):
    with pytest.raises(WrongTax):
        judge(taxed, reason=reason)


@pytest.mark.parametrize(
    "change",
    [
        {"rate": Decimal("NaN")},
        {"rate": Decimal(-25)},
        {"rate": Decimal(1000)},
        {"rate": 25.0},
        {"jurisdiction": None},
        {"jurisdiction": "Norway"},
        {"name": "V" * 65},
        {"region": None},
        {"amount": Money(200, "NOK")},
    ],
)
def test_a_share_that_no_invoice_can_hold_is_refused(change):
    with pytest.raises(WrongTax):
        judge(line(800, 200, 1000, replace(PART, **change)))


def test_shares_of_which_one_is_negative_are_refused():
    shares = replace(PART, amount=Money(5000, "EUR")), replace(PART, name="less", amount=Money(-4800, "EUR"))
    with pytest.raises(WrongTax, match="EUR of less"):
        judge(line(800, 200, 1000, *shares))


@pytest.mark.parametrize("lines", [(), (RIGHT, RIGHT), ("nonsense",)])
def test_an_answer_about_other_lines_is_refused(lines):
    with pytest.raises(WrongTax):
        judge(*lines)


@pytest.mark.parametrize(
    "more",
    [{"invoice_text": None}, {"invoice_text": "x" * 1001}, {"facts": {"rate": Decimal(25)}}, {"location": "NO"}],
)
def test_words_that_cannot_be_kept_are_refused(more):
    with pytest.raises(WrongTax):
        judge(RIGHT, **more)


@pytest.mark.parametrize(
    "location",
    [
        Location("NO", standing="agreed"),
        Location("NO", agreeing=("ip",)),
        Location(None),
        Location("NO", agreeing=(Evidence("ip", None),)),
        Location("NO", ask=(1,)),
    ],
)
def test_a_place_that_cannot_be_explained_is_refused(location):
    with pytest.raises(WrongTax):
        judge(RIGHT, location=location)


@pytest.mark.parametrize("location", [None, Location("NO")])
def test_a_tax_that_is_unknown_sells_nothing_even_if_the_place_is_settled(location):
    with pytest.raises(WrongTax, match="raise TaxUnknown"):
        judge(line(1000, 0, 1000), reason=TaxReason.UNKNOWN, location=location)


def test_a_tax_that_is_unknown_until_something_is_asked_is_an_answer():
    judge(
        line(1000, 0, 1000), reason=TaxReason.UNKNOWN, location=Location("US", "", Standing.UNKNOWN, ask=("postcode",))
    )


def test_what_is_no_answer_at_all_is_refused():
    with pytest.raises(WrongTax, match="'25 %' is no TaxQuote"):
        check(noted(ASKED), "25 %")


@pytest.mark.parametrize(
    "found",
    [
        {"rate": "25"},
        Prepared({"rate": "25"}, dt.datetime(2026, 12, 12)),  # noqa: DTZ001 - what is refused
        Prepared({"rate": Decimal(25)}, dt.datetime(2026, 12, 12, tzinfo=dt.UTC)),
    ],
)
def test_what_was_prepared_and_cannot_be_kept_is_refused(found):
    with pytest.raises(WrongTax):
        check_prepared(found)
