"""Tables of subscriptions."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, composite, mapped_column

from cleeng.api import Money
from cleeng.db import Base


class SubscriptionStatus(StrEnum):
    """Whether it renews."""

    ACTIVE = "active"
    CANCELLED = "cancelled"  #: runs to its end
    TERMINATED = "terminated"  #: ended at once


class CancellationType(StrEnum):
    """Why it stopped renewing, in the API's words (JSON-RPC reference, 2.3)."""

    PAYMENT = "paymentCancel"
    USER = "userCancel"
    PUBLISHER = "publisherCancel"


class Subscription(Base):
    """An agreement that renews.  Period n is counted from `anchor_at`, never from the previous end.

    Price and currency stay as agreed; a coupon takes `discount_hundredths` of a percent off the price of
    `discount_periods` periods from `discount_from` on, the first being 1.  One customer has at most one that
    runs per offer.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id", "customer_id"], ["customer.publisher_id", "customer.id"]),
        sa.ForeignKeyConstraint(["publisher_id", "offer_number"], ["offer.publisher_id", "offer.number"]),
        sa.Index("ix_subscription_customer", "publisher_id", "customer_id"),
        sa.Index("ix_subscription_cancelled", "publisher_id", "cancelled_at"),
        sa.CheckConstraint("price_minor >= 0", name="price_not_negative"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    customer_id: Mapped[int]
    offer_number: Mapped[int]
    offer_country: Mapped[str] = mapped_column(sa.String(2))
    order_id: Mapped[int]
    method_id: Mapped[int | None]
    status: Mapped[SubscriptionStatus] = mapped_column(default=SubscriptionStatus.ACTIVE)
    period: Mapped[str] = mapped_column(sa.String(16))
    price_minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    coupon_code: Mapped[str] = mapped_column(sa.String(40), default="", server_default=sa.text("''"))
    discount_hundredths: Mapped[int] = mapped_column(default=0, server_default="0")
    discount_from: Mapped[int] = mapped_column(default=1, server_default="1")
    discount_periods: Mapped[int] = mapped_column(default=0, server_default="0")
    anchor_at: Mapped[dt.datetime]
    trial_ends_at: Mapped[dt.datetime | None]
    next_renewal_at: Mapped[dt.datetime]
    created_at: Mapped[dt.datetime]
    cancelled_at: Mapped[dt.datetime | None]
    cancelled_by: Mapped[CancellationType | None]
    cancellation_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    terminated_at: Mapped[dt.datetime | None]
    price: Mapped[Money] = composite("price_minor", "currency")


class ExternalSubscription(Base):
    """That somebody else charges a subscription, such as an app store: it is never renewed or paid here.

    `reference` is the other side's id of its last payment, "" if it gave none; `params` whatever came with it.
    """

    __tablename__ = "external_subscription"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id", "subscription_id"], ["subscription.publisher_id", "subscription.id"]),
        sa.Index(
            "uq_external_subscription_reference",
            "publisher_id",
            "gateway",
            "reference",
            unique=True,
            sqlite_where=sa.text("reference <> ''"),
            postgresql_where=sa.text("reference <> ''"),
        ),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    gateway: Mapped[str] = mapped_column(sa.String(64))
    method: Mapped[str] = mapped_column(sa.String(64))
    reference: Mapped[str] = mapped_column(sa.String(255))
    params: Mapped[str] = mapped_column(sa.Text)
    registered_at: Mapped[dt.datetime]
