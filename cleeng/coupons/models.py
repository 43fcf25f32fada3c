"""Tables of coupons."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cleeng.db import Base
from cleeng.work import Due


class CampaignKind(StrEnum):
    """What a campaign's coupons are for."""

    COUPON = "coupon"  #: one payment: everything but subscriptions
    SUBSCRIPTION = "subscription"


class Campaign(Base):
    """What its codes give, to whom, how often.  A limit of 0 is none.

    `used` counts redemptions of all codes, those that an open order holds included; it changes only while the
    row is locked, and so do `used` of its codes and the rows of `coupon_redemption`.
    """

    __tablename__ = "coupon_campaign"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"]),
        sa.Index("ix_coupon_campaign_kind", "publisher_id", "kind", "created_at", "id"),
        sa.CheckConstraint("discount_hundredths BETWEEN 0 AND 10000", name="discount_is_a_share"),
        sa.CheckConstraint("used >= 0 AND (max_usages = 0 OR used <= max_usages)", name="used_within_limit"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[CampaignKind]
    name: Mapped[str] = mapped_column(sa.String(100))
    active: Mapped[bool] = mapped_column(default=True)
    discount_hundredths: Mapped[int]  #: of a percent: 1250 is 12.5 %
    max_usages: Mapped[int] = mapped_column(default=0)  #: of all codes together
    usage_per_code: Mapped[int] = mapped_column(default=0)  #: of each code, by everybody together
    usage_per_user: Mapped[int] = mapped_column(default=0)  #: of each code, by one customer
    expires_at: Mapped[dt.datetime | None]
    offer_ids: Mapped[list[str]]  #: with or without a country; none and no tags: every offer
    tags: Mapped[list[str]]  #: an offer that has one of them, too
    associate_email: Mapped[str] = mapped_column(sa.String(255), default="")
    first_period: Mapped[bool] = mapped_column(default=True)  #: of a subscription; else from the second on
    periods: Mapped[int] = mapped_column(default=1)  #: of a subscription; `coupon.ENDLESS` for all of them
    method_required: Mapped[bool] = mapped_column(default=True)  #: of a subscription that costs nothing today
    used: Mapped[int] = mapped_column(default=0)
    codes: Mapped[int] = mapped_column(default=0)  #: how many there are
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class Code(Base):
    """One code, normalised; a publisher has it once."""

    __tablename__ = "coupon_code"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["publisher_id", "campaign_id"], ["coupon_campaign.publisher_id", "coupon_campaign.id"]
        ),
        sa.Index("ix_coupon_code_campaign", "publisher_id", "campaign_id", "created_at", "code"),
        sa.CheckConstraint("used >= 0", name="used_not_negative"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    campaign_id: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]


class Redemption(Due, Base):
    """One use of a code: held for an open order, and for good once that is paid.

    `slot` numbers a customer's uses of one code.  `due_at` is when an order that nobody pays gives it back;
    None once it is redeemed.
    """

    __tablename__ = "coupon_redemption"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id", "code"], ["coupon_code.publisher_id", "coupon_code.code"]),
        sa.ForeignKeyConstraint(["publisher_id", "order_id"], ["customer_order.publisher_id", "customer_order.id"]),
        sa.UniqueConstraint("publisher_id", "order_id", name="uq_coupon_redemption_order"),
        sa.UniqueConstraint("publisher_id", "code", "customer_id", "slot", name="uq_coupon_redemption_slot"),
        sa.Index("ix_coupon_redemption_due", "due_at"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40))
    order_id: Mapped[int]
    customer_id: Mapped[int]
    slot: Mapped[int]
    created_at: Mapped[dt.datetime]
    redeemed_at: Mapped[dt.datetime | None]
