import datetime as dt

import pytest

from cleeng.testing.context import MOMENT, FrozenClock, make_context


def test_a_frozen_clock_moves_only_when_told():
    clock = FrozenClock()
    assert clock.now() == clock.now() == MOMENT
    assert clock.advance(dt.timedelta(days=1)) == dt.datetime(2028, 3, 1, 19, 30, tzinfo=dt.UTC) == clock.now()


def test_a_frozen_clock_answers_in_utc():
    oslo = dt.timezone(dt.timedelta(hours=1))
    assert FrozenClock(dt.datetime(2026, 12, 12, 20, tzinfo=oslo)).now().isoformat() == "2026-12-12T19:00:00+00:00"


def test_a_frozen_clock_refuses_a_time_without_zone():
    with pytest.raises(ValueError, match="aware"):
        FrozenClock(dt.datetime(2026, 12, 12, 20))  # noqa: DTZ001


def test_a_context_takes_the_fields_that_a_test_names():
    ctx = make_context(attempt=3, extra={"outbox_dir": "mail"})
    assert (ctx.attempt, ctx.extra["outbox_dir"], ctx.publisher.country) == (3, "mail", "DE")
