"""Ids: nine random digits for what is seen outside, UUIDv7 for what is not.

Several calls of the API carry an id and no publisher, so the nine digits are unique over all publishers:
one small table maps them to their publisher.
"""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
import uuid_utils as uuid
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from cleeng.db import Base

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LOWEST, HIGHEST = 100_000_000, 999_999_999


class Kind(StrEnum):
    """What a nine-digit id names."""

    CUSTOMER = "customer"
    OFFER = "offer"
    ORDER = "order"
    TRANSACTION = "transaction"
    PAYMENT_METHOD = "payment_method"
    SUBSCRIPTION = "subscription"
    CAMPAIGN = "campaign"
    PUBLISHER = "publisher"


class DirectoryEntry(Base):
    """A nine-digit id and the publisher it belongs to."""

    __tablename__ = "directory"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    publisher_id: Mapped[int] = mapped_column(index=True)
    kind: Mapped[Kind]


def new_uuid() -> str:
    """Return a UUIDv7 as 32 hex digits: sorts by the time of its making (RFC 9562, 5.7)."""
    return uuid.uuid7().hex


def new_token(length: int = 48) -> str:
    """Return an unguessable text of `[A-Za-z0-9_-]`: 48 characters carry 288 bits."""
    return secrets.token_urlsafe(length)[:length]


def allocate(db: Session, publisher_id: int, kind: Kind) -> int:
    """Take a free nine-digit id for `publisher_id`; a collision is drawn again."""
    while True:
        number = LOWEST + secrets.randbelow(HIGHEST - LOWEST + 1)
        if claim(db, number, publisher_id, kind):
            return number


def claim(db: Session, number: int, publisher_id: int, kind: Kind) -> bool:
    """Take this very id, as an import does; False if it is taken."""
    dialect = db.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    entry = insert(DirectoryEntry).values(id=number, publisher_id=publisher_id, kind=kind)
    return db.scalar(entry.on_conflict_do_nothing().returning(DirectoryEntry.id)) is not None


def owner(db: Session, number: int, kind: Kind) -> int | None:
    """Return the publisher that an id of this kind belongs to, or None."""
    return db.scalar(
        sa.select(DirectoryEntry.publisher_id).where(DirectoryEntry.id == number, DirectoryEntry.kind == kind)
    )
