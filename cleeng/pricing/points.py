"""Price points: where prices in a currency usually end (`cleeng/data/price_points.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from cleeng.api import Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Percent that a price may move to a point; further away it is rounded to the smallest unit instead.
NEAR = Decimal(7)


@dataclass(frozen=True, slots=True)
class Points:
    """The points of one currency: `endings` within every `step`, in minor units."""

    step: int
    endings: tuple[int, ...]

    def nearest(self, minor: Decimal) -> int | None:
        """Return the point nearest to an amount, of two the lower; None if none is within NEAR percent.

        `minor` is in minor units and not yet rounded.  There is no point at zero.
        """
        near = [point for point in self._around(minor) if point > 0]
        best = min(near, key=lambda point: (abs(point - minor), point), default=None)
        return best if best is not None and abs(best - minor) * 100 <= minor * NEAR else None

    def _around(self, minor: Decimal) -> Iterator[int]:
        first = int(minor // self.step) - 1
        for steps in range(first, first + 3):
            for ending in self.endings:
                yield steps * self.step + ending


@cache
def packaged_points() -> Mapping[str, Points]:
    """Return the points of each currency that has any."""
    text = files("cleeng").joinpath("data/price_points.toml").read_text(encoding="utf-8")
    return {currency: _points(currency, entry) for currency, entry in tomllib.loads(text).items()}


def _points(currency: str, entry: Mapping[str, str | list[str]]) -> Points:
    """Read an entry; an amount with more digits than the currency has is refused."""
    step = Money.parse(str(entry["step"]), currency).minor
    endings = tuple(Money.parse(ending, currency).minor for ending in entry["endings"])
    if not all(0 <= ending < step for ending in endings):
        raise ValueError(f"{currency}: an ending lies outside of the step")
    return Points(step, endings)
