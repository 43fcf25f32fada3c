"""A second way to price a basket, on fractions: what the program says is held against it."""

import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

#: Digits after the point (ISO 4217).
DIGITS = {"EUR": 2, "USD": 2, "GBP": 2, "JPY": 0, "KRW": 0, "KWD": 3, "TND": 3}


def half_up(exact):
    """Round to the nearest whole number, halves upwards; for what is not negative."""
    return floor(exact + Fraction(1, 2))


@dataclass(frozen=True)
class Basket:
    """What somebody buys, and under what terms.  Percentages are texts, amounts minor units."""

    minor: int
    currency: str
    subscription: bool
    trial: bool
    coupon: str | None
    first_period: bool
    periods: int
    fee: str
    rates: tuple[str, ...]
    inclusive: bool
    rate: str | None
    target: str
    date: dt.date = dt.date(2026, 11, 20)


@dataclass(frozen=True)
class Answer:
    """What it comes to, in minor units of the currency that is paid in."""

    price: int
    off: int
    fee: int
    net: int
    tax: int
    total: int
    recurring: int | None
    reduced: int | None


def draw(seed):
    """Draw a basket; the same seed draws the same."""
    r = random.Random(seed)
    currency, target = r.choice(list(DIGITS)), r.choice(list(DIGITS))
    subscription = r.random() < 0.4
    inclusive = r.random() < 0.5
    rates = [str(Decimal(r.choice([0, 1900, 2100, 2550, 810, 500, r.randrange(5000)])) / 100)]
    if not inclusive and r.random() < 0.4:  # a state's and its city's sales tax
        rates.append(str(Decimal(r.randrange(1, 600)) / 100))
    return Basket(
        minor=r.choice([0, 1, 5, 99, 499, 799, 1000, r.randrange(10**4), r.randrange(10**8)]),
        currency=currency,
        subscription=subscription,
        trial=r.random() < 0.3,
        coupon=str(Decimal(r.randrange(10001)) / 100) if r.random() < 0.5 else None,
        first_period=r.random() < 0.7,
        periods=r.randrange(1, 13),
        fee=str(Decimal(r.choice([0, 0, 250, r.randrange(5001)])) / 100),
        rates=tuple(rates),
        inclusive=inclusive,
        rate=None if currency == target else str(Decimal(r.randrange(1, 10**9)) / 10**6),
        target=target,
    )


def price(basket):
    """Price a basket."""
    listed = converted(basket)
    percent = Fraction(basket.coupon or 0) / 100
    taken = half_up(listed * percent)
    off = taken if basket.coupon and basket.first_period else 0
    fee, net, tax = _payment(basket, listed - off)
    recurring = sum(_payment(basket, listed)) - _fee_within(basket, listed) if basket.subscription else None
    later = basket.periods - 1 if basket.first_period else basket.periods
    reduced = None
    if basket.coupon and basket.subscription and later:
        reduced = sum(_payment(basket, listed - taken)) - _fee_within(basket, listed - taken)
    free = basket.trial and basket.subscription and not basket.coupon and basket.minor
    return Answer(listed, off, fee, net, tax, 0 if free else net + tax, recurring or None, reduced)


def converted(basket):
    """Return the price in the currency that is paid in, to its nearest minor unit; only what is free becomes free."""
    if basket.rate is None:
        return basket.minor
    units = Fraction(basket.minor, 10 ** DIGITS[basket.currency]) * Fraction(basket.rate)
    return max(half_up(units * 10 ** DIGITS[basket.target]), 1 if basket.minor else 0)


def _fee_within(basket, amount):
    """The fee that `_payment` tells beside net and tax, which hold it already."""
    return half_up(amount * Fraction(basket.fee) / 100)


def _payment(basket, amount):
    """Return fee, net and tax of one payment: tax is rounded on each line, for each of its rates."""
    fee = half_up(amount * Fraction(basket.fee) / 100)
    net = tax = 0
    for line in (amount, fee):
        for_line = sum(_tax(line, Fraction(rate), inclusive=basket.inclusive) for rate in basket.rates)
        tax += for_line
        net += line - for_line if basket.inclusive else line
    return fee, net, tax


def _tax(line, rate, *, inclusive):
    return half_up(line * rate / (100 + rate)) if inclusive else half_up(line * rate / 100)
