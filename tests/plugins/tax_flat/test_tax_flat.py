import datetime as dt
from decimal import Decimal

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import Money, Party, TaxableLine, TaxedLine, TaxPart, TaxQuery, TaxReason
from cleeng.testing.context import make_context
from cleeng.testing.taxes import AMOUNTS, TaxRuleContract
from cleeng_plugins.tax_flat import FlatTax

RATES = st.decimals(0, 100, places=2)


def rule(**settings):
    return FlatTax(FlatTax.Settings.model_validate(settings))


def quote(of, amount, *, seller="DE", buyer="DE", includes_tax=None):
    line = TaxableLine("film", amount, includes_tax=includes_tax)
    return of.quote(make_context(), TaxQuery([line], Party(seller), Party(buyer), dt.date(2026, 12, 12)))


class TestGrossContract(TaxRuleContract):
    def provider(self):
        return rule(rate="19", country="DE")


class TestNetContract(TaxRuleContract):
    def provider(self):
        return rule(rate="8.875", inclusive="false", everywhere="true")


def test_a_german_price_includes_the_tax():
    taxed = quote(rule(rate="19"), Money(499, "EUR"))
    part = TaxPart("DE", "VAT", Decimal(19), Money(80, "EUR"))
    assert taxed.lines == [TaxedLine("film", Money(419, "EUR"), Money(80, "EUR"), Money(499, "EUR"), [part])]
    assert taxed.reason is TaxReason.STANDARD


@pytest.mark.parametrize("country", ["US", "CA"])
def test_in_north_america_the_tax_comes_on_top(country):
    (line,) = quote(rule(rate="8.875", name="Sales tax"), Money(499, "USD"), seller=country, buyer=country).lines
    assert (line.net, line.tax, line.gross) == (Money(499, "USD"), Money(44, "USD"), Money(543, "USD"))
    assert line.parts[0].name == "Sales tax"


def test_what_the_line_says_of_itself_wins_over_the_setting_and_the_setting_over_the_custom():
    by_line = quote(rule(rate="25", inclusive="true"), Money(1000, "EUR"), includes_tax=False)
    by_setting = quote(rule(rate="25", inclusive="false"), Money(1000, "EUR"))
    assert by_line.lines[0].gross == by_setting.lines[0].gross == Money(1250, "EUR")


def test_buyers_elsewhere_and_nowhere_yet_are_not_taxed():
    for buyer in ("NO", ""):
        answer = quote(rule(rate="19"), Money(499, "EUR"), buyer=buyer)
        assert answer.reason is TaxReason.NOT_REGISTERED
        assert answer.lines == [TaxedLine("film", Money(499, "EUR"), Money(0, "EUR"), Money(499, "EUR"))]


def test_everywhere_means_everywhere():
    answer = quote(rule(rate="19", everywhere="true"), Money(119, "EUR"), buyer="NO")
    assert answer.lines[0].tax == Money(19, "EUR")


def test_the_country_may_be_another_than_the_publisher_s():
    assert quote(rule(rate="25", country="NO"), Money(100, "NOK"), seller="DE", buyer="NO").lines[0].tax.minor == 20


def test_a_rate_of_nothing_names_no_tax():
    answer = quote(rule(), Money(499, "EUR"))
    assert answer.reason is TaxReason.ZERO
    assert not answer.lines[0].parts
    assert answer.lines[0].gross == answer.lines[0].net == Money(499, "EUR")


def test_half_a_cent_of_tax_is_rounded_up_on_the_line():
    assert quote(rule(rate="25", inclusive="false"), Money(2, "EUR")).lines[0].tax == Money(1, "EUR")
    assert quote(rule(rate="100"), Money(1, "EUR")).lines[0].tax == Money(1, "EUR")


@given(amount=AMOUNTS, rate=RATES)
def test_tax_is_never_off_by_more_than_half_a_minor_unit(amount, rate):
    on_top = quote(rule(rate=rate, inclusive=False), amount).lines[0]
    within = quote(rule(rate=rate, inclusive=True), amount).lines[0]
    assert abs(on_top.tax.minor - amount.minor * rate / 100) <= Decimal("0.5")
    assert abs(within.tax.minor - amount.minor * rate / (100 + rate)) <= Decimal("0.5")


@pytest.mark.parametrize(
    "wrong", [{"rate": "101"}, {"rate": "-1"}, {"rate": "19 %"}, {"country": "Germany"}, {"name": ""}]
)
def test_a_setting_that_makes_no_sense_is_a_fault(wrong):
    with pytest.raises(pydantic.ValidationError):
        rule(**wrong)
