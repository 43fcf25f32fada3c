"""Which of the rates that came are taken over: pure functions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from cleeng.rates.errors import RatesRefused
from cleeng.rates.rate import Quotation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from cleeng.api import DayRates

#: The bank's clock may be ahead of ours.
AHEAD = dt.timedelta(days=1)
#: What a currency may be worth: no money on Earth lies beyond.
LEAST, MOST = Decimal("0.000001"), 100_000_000


@dataclass(frozen=True, slots=True)
class Held:
    """A rate that moved too far to be believed without a person; `before` stays in use."""

    currency: str
    before: Quotation
    came: Quotation

    @property
    def change(self) -> Decimal:
        """By how many percent it moved."""
        return (self.came.rate / self.before.rate - 1) * 100

    def __str__(self) -> str:
        moved = f"{self.change:+.1f} %, from {self.before.rate} on {self.before.day} to {self.came.rate}"
        return f"{self.currency} moved {moved} on {self.came.day}"

    def to_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return {"rate": str(self.came.rate), "day": str(self.came.day), "before": str(self.before.rate)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is new and believed, by day, and what is held back."""

    new: Mapping[dt.date, Mapping[str, Decimal]] = field(default_factory=dict)
    held: tuple[Held, ...] = ()


def judge(
    came: Iterable[DayRates],
    known: Mapping[str, Quotation],
    *,
    today: dt.date,
    max_change: Decimal,
    accepted: Collection[str] = (),
) -> Verdict:
    """Say what of the rates that came is taken over, each compared with the one before it.

    A currency that moves by more than `max_change` percent between two days is held back from then on, unless it is
    among `accepted` or comes back within the bound by itself.  What is known already is left alone.

    :raises RatesRefused: a day lies in the future, or a rate is none that any money has, whoever accepts it: then
        nothing of it can be believed.
    """
    newest = dict(known)
    new: dict[dt.date, dict[str, Decimal]] = {}
    held: dict[str, Held] = {}
    for day in sorted(came, key=attrgetter("day")):
        if day.day > today + AHEAD:
            raise RatesRefused(f"there are rates of {day.day}, but today is {today}")
        for currency, rate in day.rates.items():
            before, now = newest.get(currency), Quotation(day.day, rate)
            if before is not None and day.day <= before.day:
                continue
            if not is_number(rate):
                raise RatesRefused(f"{currency} comes at {rate!r} on {day.day}: that is no number")
            if before is not None and currency not in accepted and _jumps(before.rate, rate, max_change):
                held[currency] = Held(currency, before, now)
                continue
            if not LEAST <= rate <= MOST:
                when = "for the first time, " if before is None else ""
                raise RatesRefused(f"{currency} comes {when}at {rate:.6g} on {day.day}: no money is worth that")
            held.pop(currency, None)
            newest[currency] = now
            new.setdefault(day.day, {})[currency] = rate
    return Verdict(new, tuple(held[currency] for currency in sorted(held)))


def is_number(rate: object) -> bool:
    """Say whether a provider gave what can be reckoned with: nothing else keeps it from giving a float, or NaN."""
    return isinstance(rate, Decimal) and rate.is_finite()


def believable(day: DayRates) -> DayRates:
    """Return a day of the packaged rates, of which no earlier ones are known.

    :raises RatesRefused: a rate is none that any money has.
    """
    for currency, rate in day.rates.items():
        if not (is_number(rate) and LEAST <= rate <= MOST):
            raise RatesRefused(f"{currency} is packaged at {rate!r} on {day.day}: no money is worth that")
    return day


def _jumps(before: Decimal, now: Decimal, percent: Decimal) -> bool:
    return abs(now - before) * 100 > before * percent
