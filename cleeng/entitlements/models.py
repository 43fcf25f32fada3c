"""Tables of entitlements."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cleeng.db import Base

_ASKED = ("publisher_id", "customer_id", "offer_number", "revoked_at", "expires_at", "offer_country")


class Entitlement(Base):
    """That a customer may watch an offer, and what its tags open, until `expires_at` (None: for good).

    One per order; `order_id` None for what staff granted.  `offer_country` says whose version of a pass or subscription
    opens its tags, "" each.  Revoked, never deleted.
    """

    __tablename__ = "entitlement"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id", "customer_id"], ["customer.publisher_id", "customer.id"]),
        sa.ForeignKeyConstraint(["publisher_id", "offer_number"], ["offer.publisher_id", "offer.number"]),
        sa.UniqueConstraint("publisher_id", "order_id", name="uq_entitlement_order_id"),
        # All that the access check reads of an entitlement: it need not look at the row.
        sa.Index("ix_entitlement_customer", *_ASKED),
        sa.Index("ix_entitlement_offer", "publisher_id", "offer_number", "expires_at"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    customer_id: Mapped[int]
    offer_number: Mapped[int]
    offer_country: Mapped[str] = mapped_column(sa.String(2), default="")
    order_id: Mapped[int | None]
    starts_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]


class CustomerDevice(Base):
    """That a customer watches on a device.  Held for some hours after it was last seen, then forgotten."""

    __tablename__ = "customer_device"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id", "customer_id"], ["customer.publisher_id", "customer.id"]),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    device_id: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    device_type: Mapped[str] = mapped_column(sa.String(255))
    seen_at: Mapped[dt.datetime]
