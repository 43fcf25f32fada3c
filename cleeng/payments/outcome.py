"""Where an outcome becomes state: idempotent, under the order's lock, whoever brought it."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.api import Status
from cleeng.coupons.redemption import HOLD_REFUSED
from cleeng.ids import Kind, allocate, new_uuid
from cleeng.orders.models import OrderStatus
from cleeng.payments.errors import PaymentNotFound
from cleeng.payments.models import UNSETTLED, Payment, Refund
from cleeng.payments.snapshot import write_action, write_snapshot
from cleeng.work import pause

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cleeng.api import Result
    from cleeng.orders.models import Order
    from cleeng.orders.service import OrderService
    from cleeng.outbox import Outbox
    from cleeng.payments.methods import MethodService
    from cleeng.publishers.publisher import Publisher

log = logging.getLogger(__name__)

#: Longer than any gateway call may take: before that, "never heard of it" can be a call on its way.
IN_FLIGHT = dt.timedelta(minutes=2)
#: How long a buyer may take at the bank before the reconciler looks.
AT_THE_BANK = dt.timedelta(minutes=15)
#: Once an answer left a payment in one of these, the buyer was told that we are checking and will write.
CHECKED = (Status.PENDING, Status.AUTHORIZED, Status.UNKNOWN)


class Outcomes:
    """Applies gateways' answers to the payments of one publisher."""

    def __init__(
        self, db: Session, publisher: Publisher, outbox: Outbox, orders: OrderService, methods: MethodService
    ) -> None:
        self.db = db
        self.publisher = publisher
        self.outbox = outbox
        self.orders = orders
        self.methods = methods

    def first_look(self) -> dt.datetime:
        """Return when the reconciler may ask about a payment that is being sent now."""
        return self.publisher.clock.now() + IN_FLIGHT

    def apply(self, payment_id: str, result: Result, *, answer: bool = False) -> Status:
        """Bring a payment to the state that `result` tells; the same news twice changes nothing.

        `answer` marks the answer to the very call that takes the money.  From anybody else "never heard
        of it" counts only once that call cannot be on its way any more.  A payment that succeeded stays
        so.  One that failed or was given up can still turn out paid: late news of money always counts.

        :raises PaymentNotFound: there is no such payment.
        """
        order_id = self.db.scalar(
            sa.select(Payment.order_id).where(Payment.publisher_id == self.publisher.id, Payment.id == payment_id)
        )
        if order_id is None:
            raise PaymentNotFound(payment_id)
        order = self.orders.lock(order_id)
        payment = self.db.get_one(Payment, (self.publisher.id, payment_id), populate_existing=True)
        if payment.status is Status.SUCCEEDED:
            return payment.status
        if result.status is Status.SUCCEEDED:
            self._succeeded(order, payment, result)
        elif payment.status in UNSETTLED:
            if result.status is Status.NOT_ATTEMPTED and not answer and self._in_flight(payment):
                payment.due_at = payment.created_at + IN_FLIGHT
            else:
                self._not_succeeded(order, payment, result)
        return payment.status

    def _succeeded(self, order: Order, payment: Payment, result: Result) -> None:
        if result.amount is not None and result.amount != payment.amount:
            self._wrong_amount(payment, result)
            return
        payment.status = Status.SUCCEEDED
        self._note(payment, result)
        self._settled(payment)
        payment.failure_kind = payment.failure_code = payment.advice = ""
        kept = self.methods.keep(order.customer_id, payment, result)
        payment.method_id = payment.method_id or kept
        if payment.amount:
            payment.transaction_id = allocate(self.db, self.publisher.id, Kind.TRANSACTION)
        facts = self._facts(payment)
        log.info("payment succeeded", extra=facts)
        self.outbox.event("payment.succeeded", payment.id, **facts)
        if order.status is not OrderStatus.OPEN:
            self.give_back(payment, "order was paid already")
        elif self._pays(order, payment):
            self.orders.complete(order, payment.method_id)
        else:
            self.give_back(payment, "order costs something else by now")

    def _pays(self, order: Order, payment: Payment) -> bool:
        """Say whether a payment is for what its open order costs.

        The order may have been priced anew since: the price that the buyer saw when he paid is the one that counts.
        """
        if payment.agreed:
            self.orders.prices.restore(order, payment.agreed)
        return order.total == payment.amount

    def _not_succeeded(self, order: Order, payment: Payment, result: Result) -> None:
        now = self.publisher.clock.now()
        promised = payment.attempts and payment.status in CHECKED
        payment.status = result.status
        self._note(payment, result)
        if result.status not in UNSETTLED:
            self._settled(payment)
            log.info("payment did not succeed", extra={**self._facts(payment), "kind": payment.failure_kind})
            self.outbox.event("payment.failed", payment.id, **self._facts(payment))
            if order.status is OrderStatus.OPEN:
                self.orders.coupons.keep(order.id, HOLD_REFUSED)
            if promised and order.status is OrderStatus.OPEN:
                self.outbox.message("payment_failed", order.customer_id, payment.id, payment_id=payment.id)
            return
        payment.attempts += 1
        wait = AT_THE_BANK if result.status is Status.REQUIRES_ACTION else pause(payment.attempts)
        payment.due_at = now + wait

    def _in_flight(self, payment: Payment) -> bool:
        return payment.created_at + IN_FLIGHT > self.publisher.clock.now()

    def _note(self, payment: Payment, result: Result) -> None:
        payment.reference = result.reference or payment.reference
        payment.network_reference = result.network_reference or payment.network_reference
        payment.next_action = write_action(result.next_action)
        payment.failure_kind = result.kind.value if result.kind else ""
        payment.failure_code = result.code[:100]
        payment.advice = result.advice.value if result.advice else ""
        if result.method is not None:
            payment.snapshot = write_snapshot(result.method)

    def _settled(self, payment: Payment) -> None:
        payment.settled_at = self.publisher.clock.now()
        payment.due_at = payment.leased_until = None
        payment.last_error = ""

    def give_back(self, payment: Payment, why: str) -> None:
        """Return money that buys nothing: another payment had paid the order, say, and nobody pays twice."""
        if not payment.amount:
            return
        payment.surplus = True
        now = self.publisher.clock.now()
        self.db.add(
            Refund(
                publisher_id=self.publisher.id,
                id=new_uuid(),
                payment_id=payment.id,
                amount_minor=payment.amount_minor,
                currency=payment.currency,
                reason=why,
                created_at=now,
                due_at=now,
            )
        )
        log.error("a payment buys nothing and goes back", extra={**self._facts(payment), "why": why})

    def _wrong_amount(self, payment: Payment, result: Result) -> None:
        payment.status = Status.UNKNOWN
        payment.last_error = f"the gateway took {result.amount}, not {payment.amount}"
        payment.due_at, payment.dead_at = None, self.publisher.clock.now()
        log.error("a gateway took another amount than asked; a person must look", extra=self._facts(payment))

    def _facts(self, payment: Payment) -> dict[str, object]:
        return {
            "order_id": payment.order_id,
            "payment_id": payment.id,
            "gateway": payment.gateway,
            "amount_minor": payment.amount_minor,
            "currency": payment.currency,
        }
