"""What customers paid and got back, as they see it in their account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.api import Status
from cleeng.orders.models import Order
from cleeng.payments.models import Payment, Refund

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from cleeng.api import Money
    from cleeng.publishers.publisher import Publisher


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that moved; `amount` is less than zero where it went back to the customer."""

    at: dt.datetime
    title: str
    method: Mapping[str, Any]  #: what may be shown of it
    amount: Money
    order_id: int
    refund_id: str = ""  #: where it went back
    surplus: bool = False  #: it came for an order that was paid already, and went back

    @property
    def is_refund(self) -> bool:
        """Whether it went back."""
        return bool(self.refund_id)


class HistoryService:
    """The money of one publisher's customers.  Reads only."""

    def __init__(self, db: Session, publisher: Publisher) -> None:
        self.db = db
        self.publisher = publisher

    def of(self, customer_id: int, limit: int = 500) -> list[Movement]:
        """Return a customer's payments and refunds that moved money, newest first."""
        mine = (Order.publisher_id == self.publisher.id, Order.customer_id == customer_id)
        paid = self.db.execute(
            sa.select(Payment, Order.quote)
            .join(Order, sa.and_(Order.publisher_id == Payment.publisher_id, Order.id == Payment.order_id))
            .where(*mine, Payment.status == Status.SUCCEEDED, Payment.amount_minor > 0)
            .order_by(Payment.settled_at.desc())
            .limit(limit)
        ).all()
        refunded = self.db.execute(
            sa.select(Refund, Payment, Order.quote)
            .join(Payment, sa.and_(Payment.publisher_id == Refund.publisher_id, Payment.id == Refund.payment_id))
            .join(Order, sa.and_(Order.publisher_id == Payment.publisher_id, Order.id == Payment.order_id))
            .where(*mine, Refund.status == Status.SUCCEEDED)
            .order_by(Refund.settled_at.desc())
            .limit(limit)
        ).all()
        found = [_payment(payment, quote) for payment, quote in paid]
        found += [_refund(refund, payment, quote) for refund, payment, quote in refunded]
        return sorted(found, key=lambda movement: movement.at, reverse=True)[:limit]


def _payment(payment: Payment, quote: Mapping[str, Any]) -> Movement:
    at, title, order_id = payment.settled_at or payment.created_at, quote["title"], payment.order_id
    return Movement(at, title, payment.snapshot, payment.amount, order_id, surplus=payment.surplus)


def _refund(refund: Refund, payment: Payment, quote: Mapping[str, Any]) -> Movement:
    at = refund.settled_at or refund.created_at
    return Movement(at, quote["title"], payment.snapshot, -refund.amount, payment.order_id, refund.id)
