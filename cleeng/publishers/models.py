"""Tables of publishers and their API tokens."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cleeng.db import Base


class PublisherRecord(Base):
    """A publisher as the database knows it: what its ini says, brought in line by `cleeng publishers sync`.

    `clock_offset` (seconds) moves a sandbox publisher's time.  A publisher whose ini has gone is disabled;
    nothing is deleted.  An `Associate` has no ini: its row is as the API made it.
    """

    __tablename__ = "publisher"
    __table_args__ = (sa.CheckConstraint("sandbox OR clock_offset = 0", name="clock_moves_in_sandboxes_only"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(sa.String(100))
    email: Mapped[str] = mapped_column(sa.String(254))
    country: Mapped[str] = mapped_column(sa.String(2))
    currency: Mapped[str] = mapped_column(sa.String(3))
    locale: Mapped[str] = mapped_column(sa.String(12))
    time_zone: Mapped[str] = mapped_column(sa.String(64))
    sandbox: Mapped[bool]
    enabled: Mapped[bool] = mapped_column(default=True)
    clock_offset: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class Associate(Base):
    """A publisher that belongs to a distributor: made by API, without an ini of its own.

    What it does not say itself (gateways, pages, tax rules, time zone) is the distributor's, its clock too.
    `email_key` is the address as compared; `data` is the distributor's own, of any form.
    """

    __tablename__ = "associate"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"]),
        sa.ForeignKeyConstraint(["distributor_id"], ["publisher.id"]),
        sa.UniqueConstraint("distributor_id", "email_key", name="uq_associate_email_key"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    distributor_id: Mapped[int]
    email_key: Mapped[str] = mapped_column(sa.String(254))
    first_name: Mapped[str] = mapped_column(sa.String(100), default="")
    last_name: Mapped[str] = mapped_column(sa.String(100), default="")
    data: Mapped[str] = mapped_column(sa.Text, default="")


class TokenKind(StrEnum):
    """For whom an API token speaks: the publisher alone, or its associates as well."""

    PUBLISHER = "publisher"
    DISTRIBUTOR = "distributor"


class ApiToken(Base):
    """A named key to the API.  Only its hash is stored.  A revoked one stays, and its name is free again."""

    __tablename__ = "api_token"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"]),
        sa.UniqueConstraint("token_hash", name="uq_api_token_token_hash"),
        sa.Index(
            "uq_api_token_name",
            "publisher_id",
            "name",
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    kind: Mapped[TokenKind]
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
