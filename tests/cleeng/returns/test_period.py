import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.returns.errors import PeriodInvalid
from cleeng.returns.period import Period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026Q3", dt.date(2026, 7, 1), dt.date(2026, 9, 30)),
        ("2028Q1", dt.date(2028, 1, 1), dt.date(2028, 3, 31)),
        ("2026Q4", dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
        ("2028-02", dt.date(2028, 2, 1), dt.date(2028, 2, 29)),
        ("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    ],
)
def test_a_period_is_a_year_a_quarter_or_a_month(text, first, last):
    period = Period.parse(text)
    assert (period.first, period.last, str(period)) == (first, last, text)


@pytest.mark.parametrize("text", ["", "2026Q5", "2026Q0", "2026-13", "2026-7", "26Q3", "2026 Q3", "2026Q3\n", "1999Q1"])
def test_anything_else_is_none(text):
    with pytest.raises(PeriodInvalid, match="write a quarter as 2026Q3"):
        Period.parse(text)


@given(st.dates(dt.date(2021, 7, 1), dt.date(2999, 12, 31)))
def test_every_day_lies_in_one_quarter_that_ends_where_the_next_begins(day):
    quarter = Period.quarter_of(day)
    assert day in quarter
    assert quarter.is_quarter
    following = Period.quarter_of(quarter.last + dt.timedelta(days=1)) if quarter.last.year < 2999 else None
    assert following is None or following.first == quarter.last + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("quarter", "due"),
    [
        ("2026Q1", dt.date(2026, 4, 30)),
        ("2026Q2", dt.date(2026, 7, 31)),
        ("2026Q3", dt.date(2026, 10, 31)),
        ("2026Q4", dt.date(2027, 1, 31)),
    ],
)
def test_a_return_is_due_at_the_end_of_the_month_that_follows(quarter, due):
    assert Period.parse(quarter).due == due
