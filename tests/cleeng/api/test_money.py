from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import CurrencyMismatch, InvalidMoney, Money, minor_units

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "BHD", "KRW"])
MINOR = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("4.99", "EUR", 499),
        ("4.9", "EUR", 490),
        ("4", "EUR", 400),
        ("499", "JPY", 499),
        ("1.234", "KWD", 1234),
        ("-0.01", "EUR", -1),
        (19, "EUR", 1900),
    ],
)
def test_a_wire_amount_is_read_in_minor_units(text, currency, minor):
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("4.999", "EUR"),
        ("4.9", "JPY"),
        ("", "EUR"),
        ("abc", "EUR"),
        ("1e3", "EUR"),
        ("4,99", "EUR"),
        (" 4", "EUR"),
        ("٤", "EUR"),
    ],
)
def test_what_is_no_amount_in_its_currency_is_refused(text, currency):
    with pytest.raises(InvalidMoney):
        Money.parse(text, currency)


@pytest.mark.parametrize(
    "make", [lambda: Money(4.99, "EUR"), lambda: Money.parse(4.99, "EUR"), lambda: Money(True, "EUR")]
)
def test_an_amount_is_never_a_float(make):
    with pytest.raises(TypeError):
        make()


@pytest.mark.parametrize("code", ["eur", "EURO", "", "E1R"])
def test_a_currency_is_an_iso_4217_code(code):
    with pytest.raises(InvalidMoney):
        Money(1, code)


def test_two_currencies_do_not_meet():
    for meet in (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a <= b):
        with pytest.raises(CurrencyMismatch):
            meet(Money(1, "EUR"), Money(1, "USD"))


@given(MINOR, CURRENCIES)
def test_the_decimal_has_exactly_the_digits_of_the_currency_and_reads_back(minor, currency):
    money = Money(minor, currency)
    assert -money.decimal.as_tuple().exponent == minor_units(currency)
    assert Money.parse(str(money.decimal), currency) == money


@given(st.integers(0, 10**9), st.decimals(0, 100, places=2))
def test_the_tax_within_a_gross_amount_is_what_its_net_would_bear(minor, rate):
    gross = Money(minor, "EUR")
    tax = gross.tax_included(rate)
    assert 0 <= tax.minor <= minor
    net = gross - tax
    assert abs(net.percent(rate).minor - tax.minor) <= 1


@pytest.mark.parametrize(("minor", "rate", "tax"), [(499, "19", 80), (3, "100", 2), (1, "100", 1), (0, "19", 0)])
def test_tax_within_an_amount_is_rounded_half_up(minor, rate, tax):
    assert Money(minor, "EUR").tax_included(Decimal(rate)) == Money(tax, "EUR")


def test_splitting_rounds_half_to_even():
    assert Money(5, "EUR").share(1, 2) == Money(2, "EUR")
    assert Money(15, "EUR").share(1, 2) == Money(8, "EUR")


@given(st.lists(MINOR), CURRENCIES)
def test_a_sum_loses_nothing(amounts, currency):
    assert Money.sum((Money(a, currency) for a in amounts), currency).minor == sum(amounts)
