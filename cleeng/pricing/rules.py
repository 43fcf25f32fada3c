"""Prices that hold for a while, such as an early bird's: pure functions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from cleeng.api import Money

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class PriceRule:
    """Another price from `starts_at` until before `ends_at`."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    price: Money
    name: str = ""

    def holds(self, now: dt.datetime) -> bool:
        """Say whether this is the price now."""
        return self.starts_at <= now < self.ends_at

    def to_json(self) -> dict[str, Any]:
        """Return what is stored: Unix times, minor units; the currency is the offer's."""
        times = {"from": int(self.starts_at.timestamp()), "to": int(self.ends_at.timestamp())}
        return {**times, "amount": self.price.minor, "name": self.name}

    @classmethod
    def from_json(cls, data: Mapping[str, Any], currency: str) -> PriceRule:
        """Read back what `to_json` gave."""
        starts_at, ends_at = (dt.datetime.fromtimestamp(data[name], dt.UTC) for name in ("from", "to"))
        return cls(starts_at, ends_at, Money(data["amount"], currency), data["name"])


def overlap(rules: Sequence[PriceRule]) -> bool:
    """Say whether two of the rules would hold at one moment."""
    ordered = sorted(rules, key=attrgetter("starts_at"))
    return any(after.starts_at < before.ends_at for before, after in pairwise(ordered))


def rule_at(rules: Sequence[PriceRule], now: dt.datetime) -> PriceRule | None:
    """Return the rule that holds now, or None."""
    return next((rule for rule in rules if rule.holds(now)), None)


def price_by(rule: PriceRule | None, usual: Money) -> Money:
    """Return the price of the rule that holds, or the usual one where none does.

    A subscription that begins now keeps this price for its later periods too: it is what was agreed.
    """
    return rule.price if rule else usual
