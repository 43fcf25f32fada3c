"""Tables of taxes: numbers that were checked, what other machines said, and the evidence of sales."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cleeng.api import TaxIdStatus
from cleeng.db import Base, JsonDict
from cleeng.work import Due


class TaxNumber(Due, Base):
    """A buyer's tax number and what the last check said.  The last good check stands.

    `typed` is the number without separators, as buyers write it; `number` is how it is written in full.
    `checked_at` is when somebody who knows last said yes or no, None if nobody has; `asked_at` when it was last
    tried.  Due once a sale stands on it: while nobody could be asked, and from time to time afterwards.
    """

    __tablename__ = "tax_number"
    __table_args__ = (sa.Index("ix_tax_number_due", "due_at"),)

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    typed: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(30))
    status: Mapped[TaxIdStatus]
    consultation: Mapped[str] = mapped_column(sa.String(100), default="")
    name: Mapped[str] = mapped_column(sa.String(300), default="")
    address: Mapped[str] = mapped_column(sa.String(500), default="")
    detail: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[dt.datetime]
    asked_at: Mapped[dt.datetime | None]
    checked_at: Mapped[dt.datetime | None]


class PreparedTax(Base):
    """What another machine said about buyers of one place; `place` is a digest of what the answer depends on."""

    __tablename__ = "prepared_tax"

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    place: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    answer: Mapped[JsonDict]
    prepared_at: Mapped[dt.datetime]
    fresh_until: Mapped[dt.datetime]


class TaxEvidence(Base):
    """What the tax of one sale stood on: the database refuses to change it, and to delete it before `keep_until`.

    The records of a publisher form a chain: `digest` is SHA-256 over the digest before and `record`, which is kept
    as the very text that went into it.  Whoever changes, removes or inserts one breaks the chain.
    """

    __tablename__ = "tax_evidence"
    __table_args__ = (sa.UniqueConstraint("publisher_id", "order_id", name="uq_tax_evidence_order"),)

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[int]
    record: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(sa.String(64))
    recorded_at: Mapped[dt.datetime]
    keep_until: Mapped[dt.date]


class EvidenceHead(Base):
    """The end of a publisher's chain: how many records there are, and the last one's digest."""

    __tablename__ = "tax_evidence_head"

    publisher_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
