"""From one currency to another; an independent way to the same amounts reckons in fractions."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import Money, minor_units
from cleeng.pricing.conversion import AT_POINT, HALF_UP, LEAST, NOTHING, convert
from cleeng.pricing.points import Points, packaged_points

DAY = dt.date(2028, 2, 29)
#: No digits, two and three.
CURRENCIES = ("JPY", "EUR", "KWD", "NOK", "CHF", "KRW", "HUF")


def converted(price, currency, rate, *, points=True):
    found = packaged_points().get(currency) if points is True else points
    return convert(price, currency, Decimal(rate), date=DAY, source="ecb", points=found)


@pytest.mark.parametrize(
    ("price", "currency", "rate", "becomes", "rule"),
    [
        (Money(499, "EUR"), "USD", "1.1000", Money(549, "USD"), AT_POINT),  # 5.489
        (Money(999, "EUR"), "NOK", "11.5000", Money(11900, "NOK"), AT_POINT),  # 114.885: 119 is 3.6 % away
        (Money(999, "EUR"), "JPY", "160.00", Money(1600, "JPY"), AT_POINT),  # 1598.4: nearer than 1580
        (Money(990, "EUR"), "JPY", "160.00", Money(1580, "JPY"), AT_POINT),  # 1584
        (Money(499, "EUR"), "CHF", "0.9500", Money(490, "CHF"), AT_POINT),  # 4.7405: 4.90 is 3.4 % away, 4.50 5.1 %
        (Money(499, "EUR"), "BHD", "0.41470", Money(2000, "BHD"), AT_POINT),  # 2.069
        (Money(30, "EUR"), "USD", "1.1000", Money(33, "USD"), HALF_UP),  # 0.49 is too far
        (Money(100, "EUR"), "NOK", "11.5000", Money(1150, "NOK"), HALF_UP),  # 9 and 19 are too far
        (Money(1, "EUR"), "KWD", "0.0010", Money(1, "KWD"), LEAST),
        (Money(0, "EUR"), "USD", "1.1000", Money(0, "USD"), NOTHING),
    ],
)
def test_a_price_becomes_one_that_looks_like_a_price(price, currency, rate, becomes, rule):
    made = converted(price, currency, rate)
    assert (made.price, made.rule) == (becomes, rule)
    assert (made.base, made.rate, made.date, made.source) == (price, Decimal(rate), DAY, "ecb")


@pytest.mark.parametrize(
    ("price", "currency", "rate", "becomes"),
    [
        (Money(499, "EUR"), "USD", "1.1000", Money(549, "USD")),  # 548.9
        (Money(100, "EUR"), "USD", "1.0050", Money(101, "USD")),  # 100.5: half up
        (Money(499, "EUR"), "JPY", "160.00", Money(798, "JPY")),  # 798.4
        (Money(499, "EUR"), "BHD", "0.41470", Money(2069, "BHD")),  # 2.069353
        (Money(799, "JPY"), "EUR", "0.00625", Money(499, "EUR")),  # 4.99375
    ],
)
def test_without_price_points_it_is_rounded_half_up_to_the_smallest_unit(price, currency, rate, becomes):
    made = converted(price, currency, rate, points=None)
    assert (made.price, made.rule) == (becomes, HALF_UP)


PRICES = st.builds(Money, st.integers(0, 10**12), st.sampled_from(CURRENCIES))
RATES = st.decimals("0.0001", "99999", places=5).map(lambda rate: rate.normalize())


@given(PRICES, st.sampled_from(CURRENCIES), RATES)
def test_plain_rounding_is_what_fractions_say(price, currency, rate):
    units = Fraction(price.minor, 10 ** minor_units(price.currency)) * Fraction(rate)
    exact = units * 10 ** minor_units(currency)
    expected = (exact + Fraction(1, 2)).__floor__()
    made = converted(price, currency, rate, points=None).price
    assert made == Money(expected or (1 if price else 0), currency)


@given(PRICES, st.sampled_from(CURRENCIES), RATES)
def test_no_price_moves_by_more_than_seven_percent_or_half_a_unit(price, currency, rate):
    exact = Fraction(price.minor, 10 ** minor_units(price.currency)) * Fraction(rate) * 10 ** minor_units(currency)
    made = converted(price, currency, rate)
    far = abs(made.price.minor - exact)
    assert far <= max(exact * 7 / 100, Fraction(1, 2)) or (made.rule == LEAST and made.price.minor == 1)
    assert bool(made.price) == bool(price), "only what is free becomes free"


@given(PRICES, st.sampled_from(CURRENCIES), RATES)
def test_the_stored_rate_gives_the_stored_price_again(price, currency, rate):
    made = converted(price, currency, rate)
    again = convert(made.base, currency, made.rate, date=DAY, source="ecb", points=packaged_points().get(currency))
    assert again == made


@given(st.integers(1, 10**9), st.sampled_from(sorted(packaged_points())))
def test_no_other_point_is_nearer(minor, currency):
    points = packaged_points()[currency]
    found = points.nearest(Decimal(minor))
    every = {
        n * points.step + e for n in range(minor // points.step - 2, minor // points.step + 4) for e in points.endings
    }
    distance = min(abs(point - minor) for point in every if point > 0)
    assert (found is None) == (distance * 100 > minor * 7)
    assert found is None or (found in every and abs(found - minor) == distance)


def test_of_two_points_the_lower_one():
    assert Points(100, (0, 50)).nearest(Decimal(1025)) == 1000


def test_the_table_fits_the_currencies():
    """Every entry is in units that the currency has; Swiss prices end in whole five-centime pieces."""
    for currency, points in packaged_points().items():
        assert points.step > 0
        assert points.endings
        assert len(set(points.endings)) == len(points.endings)
        assert currency != "CHF" or all(ending % 5 == 0 for ending in points.endings)
