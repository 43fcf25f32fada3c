"""Pitfall 5: a period is counted from the anchor, never from the previous end."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.subscriptions.periods import boundary

ANCHORS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001
PERIODS = st.sampled_from(["day", "week", "2weeks", "month", "3months", "6months", "year"])


def day(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("anchor", "period", "ends"),
    [
        ("2027-01-31", "month", ["2027-02-28", "2027-03-31", "2027-04-30"]),
        ("2028-01-31", "month", ["2028-02-29", "2028-03-31"]),
        ("2028-02-29", "year", ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("2026-11-30", "3months", ["2027-02-28", "2027-05-30"]),
        ("2026-08-31", "6months", ["2027-02-28", "2027-08-31"]),
        ("2026-12-28", "week", ["2027-01-04"]),
        ("2026-12-28", "2weeks", ["2027-01-11"]),
    ],
)
def test_the_anchors_day_is_kept_and_clamped_where_a_month_is_shorter(anchor, period, ends):
    assert [boundary(day(anchor), period, n) for n in range(1, len(ends) + 1)] == [day(e) for e in ends]


@given(ANCHORS, PERIODS, st.integers(0, 200))
def test_periods_follow_one_another_without_gap_or_overlap(anchor, period, n):
    assert boundary(anchor, period, n) < boundary(anchor, period, n + 1)


@given(ANCHORS, st.sampled_from(["month", "3months", "6months", "year"]), st.integers(1, 200))
def test_the_time_of_day_stays_and_the_day_is_the_anchors_or_the_months_last(anchor, period, n):
    end = boundary(anchor, period, n)
    assert end.timetz() == anchor.timetz()
    assert end.day == min(anchor.day, calendar.monthrange(end.year, end.month)[1])
