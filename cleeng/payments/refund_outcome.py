"""Where the outcome of a refund becomes state: idempotent, under the order's lock, whoever brought it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.api import EventKind, Money, Status
from cleeng.payments.errors import TransactionNotFound
from cleeng.payments.models import Payment, Refund
from cleeng.work import pause

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cleeng.api import GatewayEvent, Result
    from cleeng.entitlements.service import EntitlementService
    from cleeng.invoices.service import InvoiceService
    from cleeng.orders.models import Order
    from cleeng.orders.service import OrderService
    from cleeng.outbox import Outbox
    from cleeng.publishers.publisher import Publisher
    from cleeng.subscriptions.changes import SubscriptionChanges

log = logging.getLogger(__name__)


class RefundOutcomes:
    """Applies gateways' answers to the refunds of one publisher."""

    def __init__(
        self,
        db: Session,
        publisher: Publisher,
        outbox: Outbox,
        orders: OrderService,
        entitlements: EntitlementService,
        subscriptions: SubscriptionChanges,
        invoices: InvoiceService,
    ) -> None:
        self.db = db
        self.publisher = publisher
        self.outbox = outbox
        self.orders = orders
        self.entitlements = entitlements
        self.subscriptions = subscriptions
        self.invoices = invoices

    def apply(self, refund_id: str, result: Result) -> Status:
        """Bring a refund to the state that `result` tells; one that is settled stays as it is.

        Until the gateway says that money moved, or that none will, the refund is pending and its amount reserved.

        :raises TransactionNotFound: there is no such refund.
        """
        order, payment, refund = self._lock(refund_id)
        if refund.status is not Status.PENDING:
            return refund.status
        refund.reference = result.reference or refund.reference
        refund.failure_code = result.code[:100]
        if result.status is Status.SUCCEEDED:
            self._succeeded(order, payment, refund, result)
        elif result.status in (Status.FAILED, Status.CANCELED):
            self._failed(order, payment, refund)
        elif result.status is Status.PENDING:
            refund.attempts += 1
            refund.due_at = self.publisher.clock.now() + pause(refund.attempts)
        return refund.status

    def hear(self, event: GatewayEvent) -> None:
        """Act on what a gateway told of a refund by itself.

        Money that comes again after it went back changes nothing here, as it was credited and the access ended: a
        person has to pay the customer another way.

        :raises TransactionNotFound: there is no such refund.
        """
        order, payment, refund = self._lock(event.key)
        undone = event.kind in (EventKind.REFUND_REVERSED, EventKind.REFUND_FAILED)
        if undone and refund.status is Status.SUCCEEDED:
            told = self._facts(order, payment, refund)
            log.error("a refund that had succeeded came back; the customer still waits for this money", extra=told)
            self.outbox.event("refund.reversed", refund.id, **told)
        elif event.result is not None:
            self.apply(event.key, event.result)

    def _lock(self, refund_id: str) -> tuple[Order, Payment, Refund]:
        """Return a refund, its payment and the order, locked.

        :raises TransactionNotFound: there is no such refund.
        """
        order_id = self.db.scalar(
            sa.select(Payment.order_id)
            .join(Refund, sa.and_(Refund.publisher_id == Payment.publisher_id, Refund.payment_id == Payment.id))
            .where(Refund.publisher_id == self.publisher.id, Refund.id == refund_id)
        )
        if order_id is None:
            raise TransactionNotFound(f"there is no refund {refund_id}")
        order = self.orders.lock(order_id)
        refund = self.db.get_one(Refund, (self.publisher.id, refund_id), populate_existing=True)
        payment = self.db.get_one(Payment, (self.publisher.id, refund.payment_id), populate_existing=True)
        return order, payment, refund

    def _succeeded(self, order: Order, payment: Payment, refund: Refund, result: Result) -> None:
        if result.amount is not None and result.amount != refund.amount:
            self._wrong_amount(order, payment, refund, result)
            return
        self._settle(refund, Status.SUCCEEDED)
        refund.failure_code = ""
        ended = self._take_back(order, payment)
        credit_note = self._credit(order, payment, refund)
        told = {**self._facts(order, payment, refund), "access_revoked": ended, "credit_note": credit_note}
        log.info("refund succeeded", extra=told)
        self.outbox.event("refund.succeeded", refund.id, **told)
        self.outbox.message("refund", order.customer_id, refund.id, refund_id=refund.id, access_revoked=ended)

    def _failed(self, order: Order, payment: Payment, refund: Refund) -> None:
        self._settle(refund, Status.FAILED)
        told = {**self._facts(order, payment, refund), "code": refund.failure_code}
        log.error("a gateway refused a refund; the customer still waits for this money", extra=told)
        self.outbox.event("refund.failed", refund.id, **told)

    def _take_back(self, order: Order, payment: Payment) -> bool:
        """End what the order granted once all of its payment went back; say whether this refund did.

        Money that came twice goes back without a word about access: another payment has paid.
        """
        back = self.db.scalar(
            sa.select(sa.func.coalesce(sa.func.sum(Refund.amount_minor), 0)).where(
                Refund.publisher_id == self.publisher.id,
                Refund.payment_id == payment.id,
                Refund.status == Status.SUCCEEDED,
            )
        )
        if payment.surplus or Money(int(back or 0), payment.currency) < payment.amount:
            return False
        granted = self.entitlements.of_order(order.id)
        if granted is None or granted.revoked_at is not None:
            return False
        self.subscriptions.end_order(order.id, "refunded")
        return True

    def _credit(self, order: Order, payment: Payment, refund: Refund) -> str:
        """Issue the credit note, last of all as it locks the series; return its number, "" where nothing was billed.

        Money that came twice was never billed: the order's invoice is of the other payment.
        """
        invoice = None if payment.surplus else self.invoices.of_order(order.id)
        if invoice is None:
            return ""
        return self.invoices.credit(invoice, refund.amount, refund.reason, refund.id).number

    def _settle(self, refund: Refund, status: Status) -> None:
        refund.status = status
        refund.settled_at = self.publisher.clock.now()
        refund.due_at = refund.leased_until = refund.dead_at = None
        refund.last_error = ""
        self.db.flush()

    def _wrong_amount(self, order: Order, payment: Payment, refund: Refund, result: Result) -> None:
        refund.last_error = f"the gateway gave back {result.amount}, not {refund.amount}"
        refund.due_at, refund.dead_at = None, self.publisher.clock.now()
        told = self._facts(order, payment, refund)
        log.error("a gateway gave back another amount than asked; a person must look", extra=told)

    def _facts(self, order: Order, payment: Payment, refund: Refund) -> dict[str, object]:
        """Return what logs and events tell: which money, of which purchase, whose."""
        return {
            "refund_id": refund.id,
            "payment_id": payment.id,
            "transaction": payment.transaction_id,
            "order_id": order.id,
            "customer_id": order.customer_id,
            "gateway": payment.gateway,
            "amount_minor": refund.amount_minor,
            "currency": refund.currency,
        }
