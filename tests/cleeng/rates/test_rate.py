import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.rates.rate import Quotation, RateTable

DAY = dt.date(2014, 3, 28)


def table(**rates):
    return RateTable("ecb", "European Central Bank", "EUR", {c: Quotation(DAY, Decimal(r)) for c, r in rates.items()})


def test_a_rate_from_the_base_is_as_published():
    rate = table(USD="1.3759").rate("EUR", "USD")
    assert (rate.rate, rate.day, rate.source) == (Decimal("1.3759"), DAY, "ecb")


def test_a_cross_rate_goes_through_the_base():
    """The bank's rates of 28 March 2014: 1 USD was 140.90 / 1.3759 JPY."""
    assert table(USD="1.3759", JPY="140.90").rate("USD", "JPY").rate == Decimal("102.4056981")


def test_a_currency_is_worth_itself():
    assert table(USD="1.3759").rate("USD", "USD").rate == 1
    assert table(USD="1.3759").rate("EUR", "EUR").rate == 1


@pytest.mark.parametrize(("base", "currency"), [("EUR", "XXX"), ("XXX", "EUR"), ("USD", "XXX")])
def test_there_is_no_rate_of_a_currency_that_nobody_knows(base, currency):
    assert table(USD="1.3759").rate(base, currency) is None


def test_a_table_without_rates_knows_not_even_its_base():
    assert table().rate("EUR", "EUR") is None


def test_a_cross_rate_is_as_old_as_the_older_of_the_two():
    older = DAY - dt.timedelta(days=3)
    both = RateTable("ecb", "", "EUR", {"USD": Quotation(DAY, Decimal(1)), "BRL": Quotation(older, Decimal(6))})
    assert both.rate("USD", "BRL").day == both.rate("BRL", "USD").day == older
    assert both.rate("EUR", "USD").day == DAY


RATES = st.decimals("0.0001", "99999", places=4)


@given(RATES, RATES)
def test_a_cross_rate_has_ten_digits_and_is_within_half_of_the_last(one, other):
    rate = table(AAA=str(one), BBB=str(other)).rate("AAA", "BBB").rate
    exact = Fraction(other) / Fraction(one)
    assert len(rate.as_tuple().digits) <= 10
    assert abs(Fraction(rate) - exact) <= exact / 10**9 / 2
