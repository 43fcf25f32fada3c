"""From one currency to another, and to a price that looks like one: pure functions."""

from __future__ import annotations

import decimal
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from cleeng.api import Money, minor_units
from cleeng.pricing.parts import Conversion

if TYPE_CHECKING:
    import datetime as dt

    from cleeng.pricing.points import Points

#: How a converted price was rounded: what `Conversion.rule` says.
AT_POINT = "to the nearest price point"
HALF_UP = "half up to the smallest unit"
LEAST = "up to the smallest unit: what is not free costs something"
NOTHING = "nothing stays nothing"

#: Wide enough that an amount of 15 digits times a rate of 10 is exact: there is one rounding, and it has a name.
_EXACT = decimal.Context(prec=60, traps=[decimal.Inexact, decimal.InvalidOperation])


def convert(
    price: Money, currency: str, rate: Decimal, *, date: dt.date, source: str, points: Points | None = None
) -> Conversion:
    """Say what `price` is in another currency: `rate` units of it for one of the price's own.

    With `points` it goes to the nearest one if that is within 7 %, else half up to the smallest unit of the
    currency.  Only what is free becomes free.
    """
    exact = _EXACT.scaleb(_EXACT.multiply(price.decimal, rate), minor_units(currency))
    minor, rule = _rounded(exact, points)
    return Conversion(price, Money(minor, currency), rate, date, source, rule)


def _rounded(exact: Decimal, points: Points | None) -> tuple[int, str]:
    if exact <= 0:
        return 0, NOTHING
    if points is not None and (point := points.nearest(exact)) is not None:
        return point, AT_POINT
    minor = int(exact.to_integral_value(rounding=ROUND_HALF_UP))
    return (minor, HALF_UP) if minor else (1, LEAST)
