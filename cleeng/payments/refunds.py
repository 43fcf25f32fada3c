"""Refunds: money of one payment goes back, never more than was paid.

The amount is reserved under the order's lock and committed before the gateway is called; the answer is stored in a
new transaction.  A refund of which nobody knows is asked for again under the same key, which moves money once.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng import texts
from cleeng.api import Capability, Money, PaymentRef, Result, Status
from cleeng.db import outside_transaction
from cleeng.payments.errors import RefundExceedsPayment, RefundKeyTaken, RefundNotPossible, TransactionNotFound
from cleeng.payments.models import Payment, Refund
from cleeng.payments.storing import store

if TYPE_CHECKING:
    import transaction
    from sqlalchemy.orm import Session

    from cleeng.api import PaymentGateway
    from cleeng.orders.service import OrderService
    from cleeng.payments.gateways import Gateways
    from cleeng.payments.outcome import Outcomes
    from cleeng.payments.refund_outcome import RefundOutcomes
    from cleeng.publishers.publisher import Publisher

log = logging.getLogger(__name__)

#: A refund in one of these gives its amount free again; in any other it is reserved, or gone.
FREE = (Status.FAILED, Status.CANCELED)
#: The reference of what no gateway was asked for.
BY_HAND = "by hand"


class RefundService:
    """The refunds of one publisher's payments."""

    def __init__(
        self,
        db: Session,
        tm: transaction.TransactionManager,
        publisher: Publisher,
        gateways: Gateways,
        orders: OrderService,
        payments: Outcomes,
        outcomes: RefundOutcomes,
    ) -> None:
        self.db = db
        self.tm = tm
        self.publisher = publisher
        self.gateways = gateways
        self.orders = orders
        self.payments = payments
        self.outcomes = outcomes

    def refund(self, transaction_id: int, *, key: str, amount: Money | None = None, reason: str = "") -> Result:
        """Give `amount`, or all that is left, of a transaction back; once per `key`.

        Leaves the transaction.  Returns what the gateway said; where it did not settle the refund, the worker asks
        again.  For the errors see `reserve`.
        """
        self.reserve(transaction_id, key=key, amount=amount, reason=reason)
        return self.send(key)

    def record(self, transaction_id: int, *, key: str, amount: Money | None = None, reason: str = "") -> str:
        """Write down money that went back on the gateway's own pages; nobody is asked.  Return the refund's id.

        A refund that is pending, of `amount` if that is given, is the one that was meant.  For the errors see
        `reserve`.
        """
        payment = self.transaction(transaction_id)
        self.orders.lock(payment.order_id)
        of_amount = [] if amount is None else [Refund.amount_minor == amount.minor]
        pending = self.db.scalars(
            sa.select(Refund)
            .where(
                Refund.publisher_id == self.publisher.id,
                Refund.payment_id == payment.id,
                Refund.status == Status.PENDING,
                *of_amount,
            )
            .order_by(Refund.created_at, Refund.id)
            .limit(1)
        ).one_or_none()
        refund = pending or self.reserve(transaction_id, key=key, amount=amount, reason=reason, sends=False)
        log.info("refund made by hand", extra={**facts(refund), "transaction": transaction_id})
        self.outcomes.apply(refund.id, Result.succeeded(refund.amount, BY_HAND))
        return refund.id

    def reserve(
        self, transaction_id: int, *, key: str, amount: Money | None = None, reason: str = "", sends: bool = True
    ) -> Refund:
        """Write a refund down, to be sent unless it went back by hand; the same key finds the first.

        :raises TransactionNotFound: this publisher has no such transaction.
        :raises RefundExceedsPayment: more than is left, or nothing is.
        :raises RefundNotPossible: the gateway cannot do it.
        :raises RefundKeyTaken: `key` names another refund.
        """
        payment = self.transaction(transaction_id)
        self.orders.lock(payment.order_id)
        known = self.db.get(Refund, (self.publisher.id, key))
        if known is not None:
            if known.payment_id != payment.id or amount not in (None, known.amount):
                raise RefundKeyTaken(f"{key} names a refund of {known.amount} already")
            return known
        left = self.left(payment)
        wanted = left if amount is None else amount
        if not Money(0, left.currency) < wanted <= left:
            raise RefundExceedsPayment(f"{wanted} cannot go back: {payment.amount} was paid and {left} is left of it")
        if sends:
            self._check(payment, wanted, left)
        now = self.publisher.clock.now()
        refund = Refund(
            publisher_id=self.publisher.id,
            id=key,
            payment_id=payment.id,
            amount_minor=wanted.minor,
            currency=wanted.currency,
            reason=texts.line(reason)[:200],
            created_at=now,
            due_at=self.payments.first_look(),
        )
        self.db.add(refund)
        self.db.flush()
        log.info("refund reserved", extra={**facts(refund), "transaction": transaction_id, "left_minor": left.minor})
        return refund

    def send(self, refund_id: str) -> Result:
        """Ask the gateway for a refund under its own key, and store the answer.  Leaves the transaction.

        One that is settled is not sent again.
        """
        refund = self.get(refund_id)
        if refund.status is not Status.PENDING:
            return Result(refund.status, amount=refund.amount, reference=refund.reference, code=refund.failure_code)
        payment = self.db.get_one(Payment, (self.publisher.id, refund.payment_id))
        reference = PaymentRef(payment.id, payment.amount, payment.reference)
        gateway, amount = payment.gateway, refund.amount
        with outside_transaction(self.tm):
            result = self.gateways.refund(gateway, reference, refund_id, amount)
        store(self.tm, lambda: self.outcomes.apply(refund_id, result), refund_id)
        return result

    def get(self, refund_id: str) -> Refund:
        """Return a refund.

        :raises TransactionNotFound: there is none.
        """
        refund = self.db.get(Refund, (self.publisher.id, refund_id), populate_existing=True)
        if refund is None:
            raise TransactionNotFound(f"there is no refund {refund_id}")
        return refund

    def transaction(self, transaction_id: int) -> Payment:
        """Return the payment that a transaction is.

        :raises TransactionNotFound: this publisher has none of this number.
        """
        payment = self.db.scalars(
            sa.select(Payment).where(
                Payment.publisher_id == self.publisher.id, Payment.transaction_id == transaction_id
            )
        ).one_or_none()
        if payment is None:
            raise TransactionNotFound(f"there is no transaction T{transaction_id}")
        return payment

    def left(self, payment: Payment) -> Money:
        """Return what can still go back of a payment; right only under the order's lock."""
        reserved = self.db.scalar(
            sa.select(sa.func.coalesce(sa.func.sum(Refund.amount_minor), 0)).where(
                Refund.publisher_id == self.publisher.id,
                Refund.payment_id == payment.id,
                Refund.status.not_in(FREE),
            )
        )
        return payment.amount - Money(int(reserved or 0), payment.currency)

    def _check(self, payment: Payment, wanted: Money, left: Money) -> None:
        """Refuse what the gateway would refuse, before anything is written or sent."""
        gateway: PaymentGateway | None = self.gateways.named(payment.gateway)
        if gateway is None:
            raise RefundNotPossible(f"the gateway {payment.gateway} took this payment: put it back into [gateways] use")
        by_hand = f"give it back on the pages of {gateway.title}, then write it down with --by-hand"
        needed = {
            Capability.REFUND: True,
            Capability.PARTIAL_REFUND: wanted != payment.amount,
            Capability.MULTIPLE_REFUNDS: left != payment.amount,
        }
        lacking = [name for name, asked in needed.items() if asked and name not in gateway.capabilities]
        if lacking:
            raise RefundNotPossible(f"the gateway {gateway.name} knows no {lacking[0].replace('_', ' ')}: {by_hand}")
        window, paid_at = gateway.refund_window, payment.settled_at or payment.created_at
        if window is not None and paid_at + window < self.publisher.clock.now():
            raise RefundNotPossible(f"the gateway {gateway.name} gives back for {window.days} days only: {by_hand}")


def facts(refund: Refund) -> dict[str, object]:
    """Return what logs and events tell of a refund."""
    return {
        "refund_id": refund.id,
        "payment_id": refund.payment_id,
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
    }
