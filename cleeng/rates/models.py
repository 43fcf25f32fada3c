"""Tables of exchange rates.  They belong to the installation: publishers who use the same source share them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cleeng.db import Base, JsonDict
from cleeng.work import Due


class ExchangeRates(Base):
    """What one unit of `base` was worth on a day, by currency, as text.

    A rate that is here never changes: orders were priced with it.  Currencies may be added to a day.
    """

    __tablename__ = "exchange_rates"

    source: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    base: Mapped[str] = mapped_column(sa.String(3))
    rates: Mapped[JsonDict]
    stored_at: Mapped[dt.datetime]


class RateFeed(Due, Base):
    """When a source is to be asked again, and how it went.  By real time: it is the world that is asked.

    `asked_at` is the last try, `fetched_at` the last that worked; `trouble` is what an operator should know, "" if
    all is well.  `held` are currencies that moved too far, with what came: they wait for a person.
    """

    __tablename__ = "rate_feed"

    source: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    asked_at: Mapped[dt.datetime | None]
    fetched_at: Mapped[dt.datetime | None]
    trouble: Mapped[str] = mapped_column(sa.String(500), default="")
    held: Mapped[JsonDict]
