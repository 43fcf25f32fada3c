"""The rows of the bank's books."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from cleeng.api import MethodSnapshot, Money, Status

if TYPE_CHECKING:
    import sqlite3


def timestamp(moment: dt.datetime) -> int:
    """Return a moment as the books keep it."""
    return round(moment.timestamp() * 1000)


def moment(timestamp: int) -> dt.datetime:
    """Return a time from the books, aware, in UTC."""
    return dt.datetime.fromtimestamp(timestamp / 1000, dt.UTC)


def dumped(snapshot: MethodSnapshot) -> str:
    """Return a snapshot as the books keep it."""
    return json.dumps(asdict(snapshot))


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One payment; with the amount 0 a card that is kept without paying."""

    publisher_id: int
    key: str
    reference: str
    customer_id: int
    method: str
    card: str  #: name of the test card, "" for the other methods
    snapshot: str
    amount: int
    currency: str
    status: str
    code: str = ""
    settles_at: int | None = None
    created_at: int
    keep: int = 0
    saved_token: str = ""
    ticket: str | None = None  #: unguessable; names the bank's page while the buyer has to act
    form_token: str = ""  #: accepted once, then replaced
    tries_left: int = 0
    return_url: str = ""
    cancel_url: str = ""

    @property
    def money(self) -> Money:
        """The amount."""
        return Money(self.amount, self.currency)

    @property
    def state(self) -> Status:
        """The status as the interface names it."""
        return Status(self.status)

    @property
    def shown(self) -> MethodSnapshot:
        """What may be shown of the method."""
        return MethodSnapshot(**json.loads(self.snapshot))


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money that went back."""

    publisher_id: int
    key: str
    payment_key: str
    reference: str
    amount: int
    currency: str
    created_at: int

    @property
    def money(self) -> Money:
        """The amount of this refund alone."""
        return Money(self.amount, self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMethod:
    """A card kept for next time."""

    publisher_id: int
    token: str
    customer_id: int
    card: str
    snapshot: str
    network_reference: str
    created_at: int

    @property
    def shown(self) -> MethodSnapshot:
        """What may be shown of the card."""
        return MethodSnapshot(**json.loads(self.snapshot))


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A webhook to be sent."""

    publisher_id: int
    id: str
    payment_key: str
    happened_at: int
    due_at: int
    sends_left: int
    failures: int = 0


Row = Payment | Refund | KeptMethod | Notice
R = TypeVar("R", Payment, Refund, KeptMethod, Notice)
_TABLES: dict[type[Row], str] = {Payment: "payment", Refund: "refund", KeptMethod: "kept_method", Notice: "notice"}


class Entries:
    """The rows, within one transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def find(self, kind: type[R], **columns: Any) -> list[R]:
        """Return the rows whose columns have these values, in the order of their key."""
        where = " AND ".join(f"{name} = :{name}" for name in columns)
        found = self._db.execute(f"SELECT * FROM {_TABLES[kind]} WHERE {where}", columns)  # noqa: S608 - our own names
        return [kind(**dict(row)) for row in found]

    def one(self, kind: type[R], **columns: Any) -> R | None:
        """Return the row whose columns have these values, or None."""
        return next(iter(self.find(kind, **columns)), None)

    def payments_due(self, publisher_id: int, now: int) -> list[Payment]:
        """Return the payments whose time to settle has come."""
        query = "SELECT * FROM payment WHERE publisher_id = ? AND settles_at <= ?"
        return [Payment(**dict(row)) for row in self._db.execute(query, (publisher_id, now))]

    def notice_due(self, publisher_id: int, now: int) -> Notice | None:
        """Return the oldest webhook whose time has come, or None."""
        query = "SELECT * FROM notice WHERE publisher_id = ? AND due_at <= ? AND sends_left > 0 ORDER BY due_at LIMIT 1"
        row = self._db.execute(query, (publisher_id, now)).fetchone()
        return Notice(**dict(row)) if row else None

    def notices_waiting(self, publisher_id: int) -> bool:
        """Tell whether any webhook is still to be sent, now or later."""
        query = "SELECT EXISTS (SELECT 1 FROM notice WHERE publisher_id = ? AND sends_left > 0)"
        return bool(self._db.execute(query, (publisher_id,)).fetchone()[0])

    def put(self, row: Row) -> None:
        """Write a row, over the one with the same key if there is one."""
        names = [field.name for field in fields(row)]
        keys = "publisher_id", {Payment: "key", Refund: "key", KeptMethod: "token", Notice: "id"}[type(row)]
        changes = ", ".join(f"{name} = excluded.{name}" for name in names if name not in keys)
        self._db.execute(
            f"INSERT INTO {_TABLES[type(row)]} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)}) "  # noqa: S608
            f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changes}",
            asdict(row),
        )

    def remove(self, kind: type[Row], **columns: Any) -> None:
        """Delete the rows whose columns have these values."""
        where = " AND ".join(f"{name} = :{name}" for name in columns)
        self._db.execute(f"DELETE FROM {_TABLES[kind]} WHERE {where}", columns)  # noqa: S608 - our own names
