"""Periods of returns: days of the publisher's calendar."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Self

from cleeng.returns.errors import PeriodInvalid

_PERIOD = re.compile(r"(2[0-9]{3})(?:Q([1-4])|-(0[1-9]|1[0-2]))?\Z")


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included; `name` is 2026, 2026Q3 or 2026-07."""

    name: str
    first: dt.date
    last: dt.date

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a year, a quarter or a month.

        :raises PeriodInvalid: it is none of these.
        """
        found = _PERIOD.match(text)
        if found is None:
            raise PeriodInvalid(f"{text!r} is no period: write a quarter as 2026Q3, a month as 2026-07, a year as 2026")
        year, quarter, month = int(found[1]), int(found[2] or 0), int(found[3] or 0)
        begin, end = (3 * quarter - 2, 3 * quarter) if quarter else (month or 1, month or 12)
        return cls(text, dt.date(year, begin, 1), _month_end(year, end))

    @classmethod
    def quarter_of(cls, day: dt.date) -> Self:
        """Return the quarter that a day lies in."""
        return cls.parse(f"{day.year}Q{(day.month + 2) // 3}")

    @property
    def is_quarter(self) -> bool:
        """Whether it is one."""
        return "Q" in self.name

    @property
    def due(self) -> dt.date:
        """Until when its return is filed: the last day of the month that follows (2006/112/EC, article 369f)."""
        return _month_end(self.last.year + self.last.month // 12, self.last.month % 12 + 1)

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return self.name


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
