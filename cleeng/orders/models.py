"""Tables of orders."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, composite, mapped_column

from cleeng.api import Money
from cleeng.db import Base, JsonDict
from cleeng.orders.buyer import Buyer


class OrderStatus(StrEnum):
    """How far an order came."""

    OPEN = "open"
    PAID = "paid"  #: or free; access is granted
    CANCELED = "canceled"


class Order(Base):
    """What a customer set out to buy.  `quote` is what was shown; the payment takes exactly its total.

    `coupon_code` ("" for none), `campaign_id` and `discount_minor`, what comes off the price today, say what
    stands in the quote, for lists and sums.  `buyer` is what there is no column for (`Buyer.to_json`);
    `quote_signature` is "" for orders from before quotes were signed.

    A customer has at most one open order per offer: two tabs meet in it.
    """

    __tablename__ = "customer_order"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id", "customer_id"], ["customer.publisher_id", "customer.id"]),
        sa.ForeignKeyConstraint(["publisher_id", "offer_number"], ["offer.publisher_id", "offer.number"]),
        sa.Index(
            "uq_customer_order_open",
            "publisher_id",
            "customer_id",
            "offer_number",
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        ),
        sa.Index("ix_customer_order_customer", "publisher_id", "customer_id", "created_at"),
        sa.CheckConstraint("total_minor >= 0", name="total_not_negative"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    customer_id: Mapped[int]
    offer_number: Mapped[int]
    offer_country: Mapped[str] = mapped_column(sa.String(2))
    status: Mapped[OrderStatus] = mapped_column(default=OrderStatus.OPEN)
    total_minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    quote: Mapped[JsonDict]
    country: Mapped[str] = mapped_column(sa.String(2))
    ip_country: Mapped[str] = mapped_column(sa.String(2), default="")
    buyer: Mapped[JsonDict] = mapped_column(default=dict, server_default=sa.text("'{}'"))
    quote_signature: Mapped[str] = mapped_column(sa.String(64), default="", server_default=sa.text("''"))
    coupon_code: Mapped[str] = mapped_column(sa.String(40), default="", server_default=sa.text("''"))
    campaign_id: Mapped[int | None]
    discount_minor: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    consents: Mapped[JsonDict]
    external_data: Mapped[str] = mapped_column(sa.String(2000), default="")
    referrer: Mapped[str] = mapped_column(sa.String(2000), default="")
    created_at: Mapped[dt.datetime]
    paid_at: Mapped[dt.datetime | None]
    total: Mapped[Money] = composite("total_minor", "currency")

    def who(self) -> Buyer:
        """Return who the order was priced for."""
        return Buyer.from_json(self.country, self.ip_country, self.customer_id, self.buyer)
