"""A clock that stands still, and a context to call a provider with."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cleeng.api import Context, PublisherInfo

if TYPE_CHECKING:
    from cleeng.api import Clock

#: When a frozen clock stands unless told otherwise: the evening of a leap day, so that months matter.
MOMENT = dt.datetime(2028, 2, 29, 19, 30, tzinfo=dt.UTC)

PUBLISHER = PublisherInfo(
    id=100000001,
    name="Demo Sports",
    email="owner@example.com",
    country="DE",
    currency="EUR",
    locale="en_US",
    time_zone="Europe/Berlin",
    sandbox=True,
)


class FrozenClock:
    """A clock that moves only when told."""

    def __init__(self, at: dt.datetime = MOMENT) -> None:
        if at.tzinfo is None:
            raise ValueError("the clock wants an aware datetime")
        self._now = at.astimezone(dt.UTC)

    def now(self) -> dt.datetime:
        """Return the moment at which the clock stands, aware, in UTC."""
        return self._now

    def advance(self, by: dt.timedelta) -> dt.datetime:
        """Move on (or back, by less than nothing) and return the new moment."""
        self._now += by
        return self._now


def make_context(clock: Clock | None = None, publisher: PublisherInfo = PUBLISHER, **changes: Any) -> Context:
    """Build a context as the core would; `changes` name fields of `Context`."""
    context = Context(
        publisher=publisher,
        clock=clock or FrozenClock(),
        log=logging.LoggerAdapter(logging.getLogger("cleeng.testing"), {}),
        base_url="https://shop.example",
        idempotency_key="key-1",
    )
    return replace(context, **changes)
