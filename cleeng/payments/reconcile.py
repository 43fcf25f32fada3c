"""The worker's part of payments: settle what nobody answered, and bring surplus money back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from cleeng.api import PaymentRef, Status
from cleeng.payments.models import Payment, Refund

if TYPE_CHECKING:
    from cleeng.application import Application

log = logging.getLogger(__name__)


class PaymentReconciler:
    """Asks the gateway about payments that are not settled."""

    model = Payment

    def __init__(self, application: Application) -> None:
        self.application = application

    def run(self, key: tuple[Any, ...]) -> None:
        """Ask about one payment and store the answer."""
        publisher = self.application.publishers.get(key[0])
        if publisher is None:
            raise LookupError(f"publisher {key[0]} is not configured: nobody can be asked")
        with self.application.database.unit() as unit:
            self.application.services(publisher, unit).payments.look(key[1])


class RefundSender:
    """Sends refunds that are due."""

    model = Refund

    def __init__(self, application: Application) -> None:
        self.application = application

    def run(self, key: tuple[Any, ...]) -> None:
        """Ask the gateway for one refund, under the refund's own key, and store the answer."""
        publisher = self.application.publishers.get(key[0])
        if publisher is None:
            raise LookupError(f"publisher {key[0]} is not configured: nobody can be asked")
        with self.application.database.unit(writes=False) as unit:
            refund = unit.db.get_one(Refund, key)
            if refund.status is not Status.PENDING:
                return
            payment = unit.db.get_one(Payment, (refund.publisher_id, refund.payment_id))
            reference = PaymentRef(payment.id, payment.amount, payment.reference)
            gateway, amount, refund_id = payment.gateway, refund.amount, refund.id
            services = self.application.services(publisher, unit)
        result = services.gateways.refund(gateway, reference, refund_id, amount)
        if result.status not in (Status.SUCCEEDED, Status.FAILED):
            raise RuntimeError(f"the gateway did not settle the refund: {result.status} {result.code}")
        with self.application.database.unit() as unit:
            refund = unit.db.get_one(Refund, key, with_for_update=True)
            refund.status = result.status
            refund.settled_at = publisher.clock.now()
            refund.due_at = None
            log.info(
                "refund settled", extra={"refund": refund.id, "payment": refund.payment_id, "status": result.status}
            )
