"""Tables of payments, the methods customers keep, refunds, and what gateways told."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, composite, mapped_column

from cleeng.api import Money, Status
from cleeng.db import Base, JsonDict
from cleeng.work import Due

#: While a payment is in one of these, no other attempt at its order may start.
UNSETTLED = (Status.PENDING, Status.AUTHORIZED, Status.REQUIRES_ACTION, Status.UNKNOWN)


class Payment(Due, Base):
    """One attempt to pay an order.  Never deleted, never edited once settled.

    `id` is minted by the page and is the gateway's idempotency key.  `due_at` is when to ask the gateway
    again; None once settled.  `transaction_id` is the public nine-digit number, given when money moved.
    """

    __tablename__ = "payment"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id", "order_id"], ["customer_order.publisher_id", "customer_order.id"]),
        sa.Index("ix_payment_order", "publisher_id", "order_id"),
        sa.Index("ix_payment_due", "due_at"),
        sa.Index("ix_payment_settled", "publisher_id", "settled_at", "transaction_id"),
        sa.UniqueConstraint("publisher_id", "transaction_id", name="uq_payment_transaction_id"),
        sa.CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    order_id: Mapped[int]
    gateway: Mapped[str] = mapped_column(sa.String(64))
    method: Mapped[str] = mapped_column(sa.String(64))
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    status: Mapped[Status] = mapped_column(default=Status.PENDING)
    reference: Mapped[str] = mapped_column(sa.String(255), default="")
    network_reference: Mapped[str] = mapped_column(sa.String(255), default="")
    failure_kind: Mapped[str] = mapped_column(sa.String(32), default="")
    failure_code: Mapped[str] = mapped_column(sa.String(100), default="")
    advice: Mapped[str] = mapped_column(sa.String(32), default="")
    snapshot: Mapped[JsonDict]  #: what may be shown of the method
    next_action: Mapped[JsonDict]  #: what the buyer has to do; {} for nothing
    #: The order's price and buyer when this was sent (`PriceService.agreed`); {} for attempts of the first release.
    agreed: Mapped[JsonDict] = mapped_column(default=dict, server_default=sa.text("'{}'"))
    keep_method: Mapped[bool] = mapped_column(default=False)
    method_id: Mapped[int | None]  #: the stored method that pays
    surplus: Mapped[bool] = mapped_column(default=False)  #: money came for an order that was paid already
    transaction_id: Mapped[int | None]
    created_at: Mapped[dt.datetime]
    settled_at: Mapped[dt.datetime | None]
    amount: Mapped[Money] = composite("amount_minor", "currency")


class PaymentMethod(Base):
    """A way to pay that a gateway keeps for a customer; `token` is the gateway's name for it."""

    __tablename__ = "payment_method"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id", "customer_id"], ["customer.publisher_id", "customer.id"]),
        sa.Index("ix_payment_method_customer", "publisher_id", "customer_id"),
        sa.UniqueConstraint("publisher_id", "gateway", "token", name="uq_payment_method_token"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    customer_id: Mapped[int]
    gateway: Mapped[str] = mapped_column(sa.String(64))
    method: Mapped[str] = mapped_column(sa.String(64))
    token: Mapped[str] = mapped_column(sa.String(255))
    network_reference: Mapped[str] = mapped_column(sa.String(255), default="")
    snapshot: Mapped[JsonDict]
    created_at: Mapped[dt.datetime]
    removed_at: Mapped[dt.datetime | None]


class Refund(Due, Base):
    """Money that goes back, of one payment.  The sum of a payment's refunds never exceeds it.

    `id` is the gateway's idempotency key.  From the row's first commit on the amount is reserved: only a refund
    that failed gives it free again.  `reason` is the staff's, for the books; `reference` the gateway's own id.
    """

    __tablename__ = "refund"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id", "payment_id"], ["payment.publisher_id", "payment.id"]),
        sa.Index("ix_refund_due", "due_at"),
        sa.Index("ix_refund_payment", "publisher_id", "payment_id"),
        sa.CheckConstraint("amount_minor > 0", name="amount_positive"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    payment_id: Mapped[str] = mapped_column(sa.String(64))
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    status: Mapped[Status] = mapped_column(default=Status.PENDING)
    reason: Mapped[str] = mapped_column(sa.String(200))
    reference: Mapped[str] = mapped_column(sa.String(255), default="", server_default=sa.text("''"))
    failure_code: Mapped[str] = mapped_column(sa.String(100), default="", server_default=sa.text("''"))
    created_at: Mapped[dt.datetime]
    settled_at: Mapped[dt.datetime | None]
    amount: Mapped[Money] = composite("amount_minor", "currency")


class GatewayNotice(Base):
    """What a gateway's webhook told, once per event id."""

    __tablename__ = "gateway_notice"

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    gateway: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    event_id: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(64))
    payment_id: Mapped[str] = mapped_column(sa.String(64))
    received_at: Mapped[dt.datetime]
