"""What gateways tell of their own accord."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from cleeng.db import outside_transaction
from cleeng.payments.errors import PaymentNotFound, TransactionNotFound
from cleeng.payments.models import GatewayNotice

if TYPE_CHECKING:
    from collections.abc import Mapping

    import transaction
    from sqlalchemy.orm import Session

    from cleeng.api import GatewayEvent
    from cleeng.payments.gateways import Gateways
    from cleeng.payments.refund_outcome import RefundOutcomes
    from cleeng.payments.service import PaymentService
    from cleeng.publishers.publisher import Publisher

log = logging.getLogger(__name__)


class WebhookService:
    """Receives webhooks for one publisher."""

    def __init__(
        self,
        db: Session,
        tm: transaction.TransactionManager,
        publisher: Publisher,
        gateways: Gateways,
        payments: PaymentService,
        refunds: RefundOutcomes,
    ) -> None:
        self.db = db
        self.tm = tm
        self.publisher = publisher
        self.gateways = gateways
        self.payments = payments
        self.refunds = refunds

    def receive(self, gateway_name: str, headers: Mapping[str, str], body: bytes) -> int:
        """Verify a webhook and act on it; return how many of its events were new.

        An event counts as received only when its effect is stored in the same transaction: a crash in
        between lets the gateway's next try do it.

        :raises InvalidWebhook: not from the gateway, or unreadable.
        :raises PaymentNotFound: an unknown gateway.
        """
        gateway = self.gateways.named(gateway_name)
        if gateway is None:
            raise PaymentNotFound(gateway_name)
        with outside_transaction(self.tm):
            events = gateway.parse_webhook(self.publisher.context(), headers, body)
        return sum(self._settled(gateway_name, event) for event in events)

    def _settled(self, gateway_name: str, event: GatewayEvent) -> int:
        """Act on one event and commit: locks of one order are never held while another's is waited for."""
        new = self._take(gateway_name, event)
        self.tm.commit()
        self.tm.begin()
        return new

    def _take(self, gateway_name: str, event: GatewayEvent) -> int:
        known = self.db.get(GatewayNotice, (self.publisher.id, gateway_name, event.id))
        facts = {"gateway": gateway_name, "event": event.id, "kind": event.kind, "payment": event.key}
        if known is not None:
            log.info("webhook event known already", extra=facts)
            return 0
        self.db.add(
            GatewayNotice(
                publisher_id=self.publisher.id,
                gateway=gateway_name,
                event_id=event.id,
                kind=event.kind.value,
                payment_id=event.key[:64],
                received_at=self.publisher.clock.now(),
            )
        )
        self.db.flush()
        log.info("webhook event received", extra=facts)
        try:
            if event.kind.value.startswith("refund."):
                self.refunds.hear(event)
            elif event.result is not None and event.kind.value.startswith("payment."):
                self.payments.outcomes.apply(event.key, event.result)
        except (PaymentNotFound, TransactionNotFound):
            log.warning("webhook event of a payment that is not ours", extra=facts)
        return 1
