"""Tables of customers: who they are, how they sign in, what speaks for them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cleeng.db import Base, JsonDict


class CustomerStatus(StrEnum):
    """Whether a customer may sign in."""

    ACTIVE = "active"
    INACTIVE = "inactive"


def _of_customer(*more: sa.schema.SchemaItem) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.ForeignKeyConstraint(["publisher_id", "customer_id"], ["customer.publisher_id", "customer.id"]),
        *more,
    )


class Customer(Base):
    """A viewer, at one publisher.

    `email_key` is the address as compared: trimmed and case-folded.  `session_epoch` counts up when all
    sessions must end, as after a new password.
    """

    __tablename__ = "customer"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"]),
        sa.UniqueConstraint("publisher_id", "email_key", name="uq_customer_email_key"),
        sa.UniqueConstraint("publisher_id", "external_id", name="uq_customer_external_id"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    email: Mapped[str] = mapped_column(sa.String(254))
    email_key: Mapped[str] = mapped_column(sa.String(254))
    email_verified: Mapped[bool] = mapped_column(default=False)
    first_name: Mapped[str] = mapped_column(sa.String(100), default="")
    last_name: Mapped[str] = mapped_column(sa.String(100), default="")
    locale: Mapped[str] = mapped_column(sa.String(12))
    country: Mapped[str] = mapped_column(sa.String(2))
    currency: Mapped[str] = mapped_column(sa.String(3))
    external_id: Mapped[str | None] = mapped_column(sa.String(255))
    status: Mapped[CustomerStatus] = mapped_column(default=CustomerStatus.ACTIVE)
    session_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]

    @property
    def display_name(self) -> str:
        """The full name, else the local part of the e-mail address."""
        return f"{self.first_name} {self.last_name}".strip() or self.email.partition("@")[0] or self.email


class LinkedIdentity(Base):
    """How a customer proves who he is: an identity provider's subject, and the provider's own opaque secret."""

    __tablename__ = "linked_identity"
    __table_args__ = _of_customer(sa.Index("ix_linked_identity_customer", "publisher_id", "customer_id"))

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    customer_id: Mapped[int]
    secret: Mapped[str] = mapped_column(sa.String(500), default="")
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]


class CustomerToken(Base):
    """What a publisher's site or player shows to speak for a customer.  Only its hash is stored."""

    __tablename__ = "customer_token"
    __table_args__ = _of_customer(
        sa.UniqueConstraint("token_hash", name="uq_customer_token_token_hash"),
        sa.Index("ix_customer_token_customer", "publisher_id", "customer_id"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    customer_id: Mapped[int]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]


class ConsentState(StrEnum):
    """What a customer answered, in the API's words (JSON-RPC reference, 2.4)."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class ConsentAnswer(Base):
    """What a customer answered to one version of a consent, and when.  Never changed: the last one counts."""

    __tablename__ = "consent_answer"
    __table_args__ = _of_customer(sa.Index("ix_consent_answer_customer", "publisher_id", "customer_id", "name", "id"))

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    customer_id: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(64))
    version: Mapped[str] = mapped_column(sa.String(32))
    state: Mapped[ConsentState]
    answered_at: Mapped[dt.datetime]


class Capture(Base):
    """Whether a publisher asks its customers about themselves."""

    __tablename__ = "capture"
    __table_args__ = (sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"]),)

    publisher_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    enabled: Mapped[bool]


class CaptureQuestion(Base):
    """What a publisher says of one question; built-in ones need no row as long as nobody asks them."""

    __tablename__ = "capture_question"
    __table_args__ = (sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"]),)

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    enabled: Mapped[bool]
    required: Mapped[bool]
    enabled_by_default: Mapped[bool]
    value: Mapped[str] = mapped_column(sa.String(2000))
    question: Mapped[str] = mapped_column(sa.String(500))


class PersonalData(Base):
    """What a customer told a publisher: fields by name, and answers to the publisher's own questions by their key."""

    __tablename__ = "personal_data"
    __table_args__ = _of_customer()

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fields: Mapped[JsonDict]
    answers: Mapped[JsonDict]
    changed_at: Mapped[dt.datetime]


class LinkPurpose(StrEnum):
    """What a link that is good once is good for."""

    CHECKOUT = "checkout"
    MY_ACCOUNT = "my_account"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a purpose, not a password
    WATCH = "watch"
    AUTOLOGIN = "autologin"


class OneTimeLink(Base):
    """A link that signs a customer in, once.  Only the hash of its secret part is stored."""

    __tablename__ = "one_time_link"
    __table_args__ = _of_customer(sa.UniqueConstraint("token_hash", name="uq_one_time_link_token_hash"))

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    customer_id: Mapped[int]
    purpose: Mapped[LinkPurpose]
    data: Mapped[JsonDict]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
