"""The outbox: side effects as rows, written in the transaction that causes them.

Delivery is at least once, each handler with its own tries: one row per event and handler.  A row's
payload holds ids and amounts only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cleeng import logs
from cleeng.api import Event
from cleeng.db import Base, JsonDict
from cleeng.ids import new_uuid
from cleeng.work import Due

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy.orm import Session

    from cleeng.api import Clock
    from cleeng.clock import Clocks
    from cleeng.db import Database


class OutboxItem(Due, Base):
    """One event for one handler.

    `handler` is "observer:<plugin>", "message:<notifier>", "webhook:<endpoint>" or "tax:<rule>".  Done is what has no
    `due_at`: delivered at `delivered_at`, or refused for good, with the reason in `last_error`.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        sa.UniqueConstraint("publisher_id", "handler", "dedupe_key", name="uq_outbox_dedupe_key"),
        sa.Index("ix_outbox_due", "due_at"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    event_id: Mapped[str] = mapped_column(sa.String(32))
    handler: Mapped[str] = mapped_column(sa.String(100))
    name: Mapped[str] = mapped_column(sa.String(64))
    subject: Mapped[str] = mapped_column(sa.String(64))
    data: Mapped[JsonDict]
    dedupe_key: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[dt.datetime]
    delivered_at: Mapped[dt.datetime | None]


#: What tax rules are told of.
DOCUMENTS = frozenset({"invoice.issued", "credit_note.issued"})


class Outbox:
    """Writes a publisher's events.

    `observers` are the plugins of that publisher that implement `cleeng_event`; `endpoints` gives the ids of the
    publisher's servers that are to be told of an event of this name.
    """

    def __init__(
        self,
        db: Session,
        publisher_id: int,
        clock: Clock,
        observers: Iterable[str],
        notifiers: Iterable[str],
        endpoints: Callable[[str], Iterable[str]],
        tax_rules: Iterable[str] = (),
    ) -> None:
        self.db = db
        self.publisher_id = publisher_id
        self.clock = clock
        self.observers = tuple(observers)
        self.notifiers = tuple(notifiers)
        self.endpoints = endpoints
        self.tax_rules = tuple(tax_rules)

    def event(self, name: str, subject: object, **data: Any) -> None:
        """Tell every observer, and every endpoint that wants to know, that something happened to `subject`."""
        event_id = new_uuid()
        for plugin in self.observers:
            self._put(event_id, f"observer:{plugin}", name, str(subject), data, dedupe_key=event_id)
        for endpoint in self.endpoints(name):
            self._put(event_id, f"webhook:{endpoint}", name, str(subject), data, dedupe_key=event_id)
        for rule in self.tax_rules if name in DOCUMENTS else ():
            self._put(event_id, f"tax:{rule}", name, str(subject), data, dedupe_key=event_id)

    def message(self, kind: str, customer_id: int, subject: object, *, period: str = "", **data: Any) -> None:
        """Have a message of this kind brought to a customer, once per (customer, kind, subject, period)."""
        dedupe_key = f"{kind}:{customer_id}:{subject}:{period}"
        for notifier in self.notifiers:
            handler = f"message:{notifier}"
            known = sa.select(OutboxItem.id).where(
                OutboxItem.publisher_id == self.publisher_id,
                OutboxItem.handler == handler,
                OutboxItem.dedupe_key == dedupe_key,
            )
            if self.db.scalar(known) is None:
                payload = {**data, "customer_id": customer_id}
                self._put(new_uuid(), handler, kind, str(subject), payload, dedupe_key=dedupe_key)

    def delivered(self, kind: str, about: Collection[tuple[int, str]]) -> set[str]:
        """Return of which subjects, out of pairs of customer and subject, a message of this kind reached somebody."""
        keys = [f"{kind}:{customer_id}:{subject}:" for customer_id, subject in about]
        handlers = [f"message:{notifier}" for notifier in self.notifiers]
        return set(
            self.db.scalars(
                sa.select(OutboxItem.subject).where(
                    OutboxItem.publisher_id == self.publisher_id,
                    OutboxItem.handler.in_(handlers),
                    OutboxItem.dedupe_key.in_(keys),
                    OutboxItem.delivered_at.is_not(None),
                )
            )
        )

    def _put(
        self, event_id: str, handler: str, name: str, subject: str, data: Mapping[str, Any], *, dedupe_key: str
    ) -> None:
        now = self.clock.now()
        self.db.add(
            OutboxItem(
                publisher_id=self.publisher_id,
                id=new_uuid(),
                event_id=event_id,
                handler=handler,
                name=name,
                subject=subject,
                data=dict(data),
                dedupe_key=dedupe_key,
                created_at=now,
                due_at=now,
            )
        )


#: Delivers one event: takes the publisher's id, what stands after the colon of the handler, the event and the dedupe
#: key; returns why it will never be delivered, "" once it is.  An exception postpones it.
Route = Callable[[int, str, Event, str], str]


class OutboxHandler:
    """Delivers outbox rows: `routes` maps what stands before the colon of a handler to who delivers it."""

    model = OutboxItem

    def __init__(self, database: Database, clocks: Clocks, routes: Mapping[str, Route]) -> None:
        self.database = database
        self.clocks = clocks
        self.routes = routes

    def run(self, key: tuple[Any, ...]) -> None:
        """Deliver one row, with no transaction open; an exception postpones it."""
        with self.database.unit(writes=False) as unit:
            item = unit.db.get_one(OutboxItem, key)
            if item.due_at is None:
                return
            event = Event(item.event_id, item.name, item.subject, item.created_at, item.data)
            publisher_id, dedupe_key = item.publisher_id, item.dedupe_key
            kind, _, name = item.handler.partition(":")
        refusal = self.routes[kind](publisher_id, name, event, dedupe_key)
        with self.database.unit() as unit:
            item = unit.db.get_one(OutboxItem, key)
            item.due_at = None
            item.last_error = logs.redact(refusal)[:500]
            if not refusal:
                item.delivered_at = self.clocks.of(publisher_id).now()
