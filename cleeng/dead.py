"""Work that failed too often and waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.models import Base
from cleeng.work import Due, clock_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from cleeng.clock import Clocks


@dataclass(frozen=True, slots=True)
class DeadRow:
    """One row that was given up; `error` is what its last try ended with.

    `publisher_id` is None where the work is the installation's own.
    """

    model: type[Any]
    publisher_id: int | None
    key: tuple[Any, ...]
    since: dt.datetime
    error: str

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "table": self.model.__tablename__,
            "publisher": self.publisher_id,
            "id": self.key[-1],
            "since": self.since.isoformat(timespec="seconds"),
            "error": self.error,
        }


def dead_rows(db: Session) -> list[DeadRow]:
    """Return what was given up, of all tables of due work, oldest first."""
    found = [
        DeadRow(model, getattr(row, "publisher_id", None), sa.inspect(row).identity, row.dead_at, row.last_error)
        for model in _models()
        for row in db.scalars(sa.select(model).where(model.dead_at.is_not(None)))
    ]
    return sorted(found, key=lambda row: row.since)


def revive(db: Session, rows: Iterable[DeadRow], clocks: Clocks) -> None:
    """Have rows tried again, now and with all their tries before them."""
    for row in rows:
        found = db.get_one(row.model, row.key, with_for_update=True)
        found.attempts, found.dead_at, found.leased_until = 0, None, None
        found.due_at = clock_of(found, clocks).now()


def _models() -> list[type[Any]]:
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Due)]
