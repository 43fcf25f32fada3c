"""Billing periods: pure, counted from the anchor.

Period n ends at the anchor plus n months, the anchor's day kept and clamped to the last day of a shorter
month: 31 January, 28 February, 31 March.  Counting from the previous end instead would lose the 31st.
"""

from __future__ import annotations

import calendar
import datetime as dt

_DAYS = {"day": 1, "week": 7, "2weeks": 14}
_MONTHS = {"month": 1, "3months": 3, "6months": 6, "year": 12}


def boundary(anchor: dt.datetime, period: str, n: int) -> dt.datetime:
    """Return the end of the n-th period, which is the start of the next: periods are half-open."""
    if period in _DAYS:
        return anchor + dt.timedelta(days=_DAYS[period] * n)
    months = anchor.year * 12 + anchor.month - 1 + _MONTHS[period] * n
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return anchor.replace(year=year, month=month + 1, day=min(anchor.day, last))
