"""Rates as values: what a currency is worth, and across two that are known in a third."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

#: Significant digits of a rate that is stored with an order; the bank publishes up to six.
DIGITS = 10
_CROSS = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Quotation:
    """What one unit of the base was worth on a day."""

    day: dt.date
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of `base` is `rate` units of `currency`, as `source` said on `day`; the older of two days counts."""

    base: str
    currency: str
    rate: Decimal
    day: dt.date
    source: str


@dataclass(frozen=True)
class RateTable:
    """The rates of a source that hold together: the newest of each currency, or those of one day.

    `title` is the source in words.
    """

    source: str
    title: str
    base: str
    quotations: Mapping[str, Quotation] = field(default_factory=dict)

    @cached_property
    def newest(self) -> dt.date | None:
        """The last day of any currency, None where nothing is known."""
        return max((quotation.day for quotation in self.quotations.values()), default=None)

    @property
    def currencies(self) -> list[str]:
        """Every currency that is known, the base among them, in the order of their codes."""
        return sorted({self.base, *self.quotations})

    def rate(self, base: str, currency: str) -> Rate | None:
        """Return the rate from one currency to another, through the table's own base; None if one is unknown.

        It is rounded half even to DIGITS significant digits, and amounts are converted with what is left: so the
        rate that is stored with an order gives the order's amount again.
        """
        one, other = self._quotation(base), self._quotation(currency)
        if one is None or other is None:
            return None
        day = min(one.day, other.day)
        return Rate(base, currency, _CROSS.divide(other.rate, one.rate), day, self.source)

    def _quotation(self, currency: str) -> Quotation | None:
        if currency != self.base:
            return self.quotations.get(currency)
        return Quotation(self.newest, Decimal(1)) if self.newest else None
