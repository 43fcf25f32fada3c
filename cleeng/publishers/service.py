"""Bring the publishers of the inis into the database."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.customers.queries import has_customers
from cleeng.db import exclusive
from cleeng.orders.queries import has_sold
from cleeng.publishers.errors import NotASandbox, NotSynced
from cleeng.publishers.models import Associate, PublisherRecord
from cleeng.settings import Faults

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from cleeng.api import Clock
    from cleeng.settings import PublisherSettings

log = logging.getLogger(__name__)

#: What a publisher's row takes over from its ini.
FIELDS = ("name", "email", "country", "currency", "locale", "time_zone", "sandbox")
#: What cannot change any more, and since when: the books are in one currency, and test money and the demo's
#: published tokens have no place at a publisher who sells.
FIXED = {
    "currency": (has_sold, "something was sold already"),
    "sandbox": (has_customers, "there are customers already"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What a sync did to one publisher."""

    publisher_id: int
    name: str
    text: str

    def __str__(self) -> str:
        return f"publisher {self.publisher_id} {self.name}: {self.text}"


class PublisherService:
    """The rows of all publishers; `clock` is real time: sandboxes do not move it here."""

    def __init__(self, db: Session, clock: Clock) -> None:
        self.db = db
        self.clock = clock

    def sync(self, configured: Mapping[int, PublisherSettings]) -> list[Change]:
        """Bring the rows in line with the inis, one process at a time; return what changed.

        A publisher whose ini has gone is disabled, and enabled again when it is back; nothing is deleted.
        Associates never had an ini and stay as they are.

        :raises ConfigurationError: an ini changes what is fixed by now, or takes an associate's id.
        """
        exclusive(self.db.connection(), "publishers")
        associates = set(self.db.scalars(sa.select(Associate.publisher_id)))
        known = {record.id: record for record in self.db.scalars(sa.select(PublisherRecord))}
        faults = Faults()
        changes: list[Change] = []
        for id_, settings in sorted(configured.items()):
            if id_ in associates:
                line = settings.lines.get("publisher.id", 0)
                faults.add(settings.path, line, f"[publisher] id: {id_} is an associate's, made by API")
                continue
            texts = self._bring(known.get(id_), settings, faults)
            changes += [Change(id_, settings.info.name, text) for text in texts]
        for id_, record in sorted(known.items()):
            if id_ not in configured and id_ not in associates and record.enabled:
                record.enabled, record.updated_at = False, self.clock.now()
                changes.append(Change(id_, record.name, "disabled, its ini has gone"))
        faults.check()
        for change in changes:
            log.info("publisher changed", extra={"publisher": change.publisher_id, "change": change.text})
        return changes

    def advance(self, publisher_id: int, by: dt.timedelta) -> dt.timedelta:
        """Move a sandbox publisher's time on; return how far it is ahead of real time now.

        :raises NotASandbox: real publishers live in real time.
        """
        record = self._sandbox(publisher_id)
        record.clock_offset += int(by.total_seconds())
        self._take_along(record)
        return dt.timedelta(seconds=record.clock_offset)

    def reset_clock(self, publisher_id: int) -> None:
        """Let a sandbox publisher's time be real time again.

        :raises NotASandbox: real publishers live in real time.
        """
        record = self._sandbox(publisher_id)
        record.clock_offset = 0
        self._take_along(record)

    def _sandbox(self, publisher_id: int) -> PublisherRecord:
        record = self.db.get(PublisherRecord, publisher_id, with_for_update=True)
        if record is None:
            raise NotSynced(publisher_id)
        if not record.sandbox:
            raise NotASandbox(f"publisher {publisher_id} is no sandbox: its time cannot be moved")
        return record

    def _associates(self, record: PublisherRecord) -> Sequence[int]:
        return self.db.scalars(sa.select(Associate.publisher_id).where(Associate.distributor_id == record.id)).all()

    def _take_along(self, record: PublisherRecord) -> None:
        """Give a publisher's associates what they have in common with it: its time, test money or none."""
        shared = {name: getattr(record, name) for name in ("sandbox", "time_zone", "clock_offset")}
        theirs = self._associates(record)
        self.db.execute(sa.update(PublisherRecord).where(PublisherRecord.id.in_(theirs)).values(**shared))

    def _bring(self, record: PublisherRecord | None, settings: PublisherSettings, faults: Faults) -> list[str]:
        wanted = {name: getattr(settings.info, name) for name in FIELDS}
        now = self.clock.now()
        if record is None:
            self.db.add(PublisherRecord(id=settings.info.id, created_at=now, updated_at=now, **wanted))
            return ["added"]
        texts = [] if record.enabled else ["enabled again"]
        changed = {name: value for name, value in wanted.items() if getattr(record, name) != value}
        for name, (is_fixed, reason) in FIXED.items():
            bound = [record.id, *(self._associates(record) if name == "sandbox" else ())]
            if name in changed and any(is_fixed(self.db, id_) for id_ in bound):
                line = settings.lines.get(f"publisher.{name}", 0)
                stays = _text(getattr(record, name))
                faults.add(settings.path, line, f"[publisher] {name}: has to stay {stays}, {reason}")
        for name, value in changed.items():
            texts.append(f"{name} {_text(getattr(record, name))} → {_text(value)}")
            setattr(record, name, value)
        if not record.sandbox:
            record.clock_offset = 0
        if texts:
            record.enabled, record.updated_at = True, now
            self._take_along(record)
        return texts


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
