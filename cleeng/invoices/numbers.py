"""Numbers without gaps: the next of a series, taken in the transaction that needs it."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy.dialects import postgresql, sqlite

from cleeng.invoices.models import InvoiceCounter, InvoiceKind

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from cleeng.publishers.publisher import Publisher


class Number(NamedTuple):
    """A place in a series, and when the document that bears it is issued."""

    series: str
    sequence: int
    text: str
    at: dt.datetime


def take(db: Session, publisher: Publisher, kind: InvoiceKind) -> Number:
    """Take the next number of a publisher's series, which stays locked until the transaction ends.

    Nobody else gets a number of it before that: one that is rolled back is given out again, and no number was
    issued earlier than the one before.  So it is the last lock that a transaction takes.
    """
    asked_at = publisher.clock.now()
    series = series_at(publisher, kind, asked_at)
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    first = insert(InvoiceCounter).values(publisher_id=publisher.id, series=series, last=1)
    following = first.on_conflict_do_update(
        index_elements=[InvoiceCounter.publisher_id, InvoiceCounter.series],
        set_={"last": InvoiceCounter.last + 1},
    )
    sequence: int = db.scalars(following.returning(InvoiceCounter.last)).one()
    # It may have waited for the lock.  Past midnight on New Year's Eve the number still belongs to the old year.
    at = publisher.clock.now()
    if series_at(publisher, kind, at) != series:
        at = asked_at
    return Number(series, sequence, f"{series}{sequence:0{publisher.settings.invoices.digits}d}", at)


def series_at(publisher: Publisher, kind: InvoiceKind, moment: dt.datetime) -> str:
    """Return the series that a document issued at a moment belongs to; years are the publisher's."""
    settings = publisher.settings.invoices
    pattern = settings.series if kind is InvoiceKind.INVOICE else settings.credit_series
    return pattern.replace("{year}", str(day_of(publisher, moment).year))


def day_of(publisher: Publisher, moment: dt.datetime) -> dt.date:
    """Return the day in the publisher's time zone: the one that books and returns go by."""
    return moment.astimezone(zoneinfo.ZoneInfo(publisher.info.time_zone)).date()
