"""An order explained: every number, where it came from, and what became of the order since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.catalog.offer import OfferId
from cleeng.entitlements.models import Entitlement
from cleeng.payments.models import Payment, Refund
from cleeng.pricing.quote import Quote

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from cleeng.api import Money
    from cleeng.catalog.service import CatalogService
    from cleeng.invoices.models import Invoice
    from cleeng.invoices.service import InvoiceService
    from cleeng.orders.models import Order
    from cleeng.orders.service import OrderService
    from cleeng.publishers.publisher import Publisher
    from cleeng.taxes.evidence import EvidenceService


class OrderExplanations:
    """Explains the orders of one publisher.  Reads only."""

    def __init__(
        self,
        db: Session,
        publisher: Publisher,
        orders: OrderService,
        catalog: CatalogService,
        invoices: InvoiceService,
        evidence: EvidenceService,
    ) -> None:
        self.db = db
        self.publisher = publisher
        self.orders = orders
        self.catalog = catalog
        self.invoices = invoices
        self.evidence = evidence

    def of(self, order_id: int) -> dict[str, Any]:
        """Return all there is to say of an order, as JSON: money in minor units, times ISO 8601 in UTC.

        `steps` lead from the offer's price to the total; `evidence` is the record of what its tax stood on, None where
        there is none; `intact` says that the price is the one that was stored,
        None for orders from before prices were signed.

        :raises OrderNotFound: this publisher has none of this number.
        """
        order = self.orders.get(order_id)
        offer = self.catalog.by_number(order.offer_number, order.offer_country)
        quote = Quote.from_json(order.quote)
        return {
            "order": order.id,
            "publisher": order.publisher_id,
            "status": order.status.value,
            "createdAt": _time(order.created_at),
            "paidAt": _time(order.paid_at),
            "customer": order.customer_id,
            "offer": {"id": offer.id, "title": quote.title},
            "buyer": _buyer(order),
            "total": _money(order.total),
            "net": _money(quote.net),
            "tax": _money(quote.tax),
            "recurring": _money(quote.recurring),
            "quoteExpiresAt": _time(quote.expires_at),
            "intact": self.orders.prices.intact(order),
            "steps": [_step(step.to_json()) for step in quote.why],
            "payments": [_payment(payment) for payment in self._payments(order_id)],
            "refunds": [_refund(refund, payment) for refund, payment in self._refunds(order_id)],
            "documents": [_document(document) for document in self._documents(order_id)],
            "evidence": self.evidence.of_order(order_id),
            "access": [_access(granted, offer.type.letter) for granted in self._granted(order_id)],
        }

    def _payments(self, order_id: int) -> Iterable[Payment]:
        mine = sa.select(Payment).where(Payment.publisher_id == self.publisher.id, Payment.order_id == order_id)
        return self.db.scalars(mine.order_by(Payment.created_at, Payment.id))

    def _refunds(self, order_id: int) -> Iterable[sa.Row[Refund, Payment]]:
        paid = sa.and_(Payment.publisher_id == Refund.publisher_id, Payment.id == Refund.payment_id)
        mine = sa.select(Refund, Payment).join(Payment, paid)
        mine = mine.where(Payment.publisher_id == self.publisher.id, Payment.order_id == order_id)
        return self.db.execute(mine.order_by(Refund.created_at, Refund.id)).all()

    def _documents(self, order_id: int) -> Iterable[Invoice]:
        invoice = self.invoices.of_order(order_id)
        return [] if invoice is None else [invoice, *self.invoices.credits(invoice)]

    def _granted(self, order_id: int) -> Iterable[Entitlement]:
        return self.db.scalars(
            sa.select(Entitlement).where(
                Entitlement.publisher_id == self.publisher.id, Entitlement.order_id == order_id
            )
        )


def _time(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _money(amount: Money | None) -> dict[str, Any] | None:
    return None if amount is None else {"amount": amount.minor, "currency": amount.currency}


def _buyer(order: Order) -> dict[str, str]:
    who = {"country": order.country, "ip_country": order.ip_country, **order.buyer}
    return {_camel(name): value for name, value in who.items() if value}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def _step(step: dict[str, Any]) -> dict[str, Any]:
    return {"amount": None, "currency": None, **step}


def _payment(payment: Payment) -> dict[str, Any]:
    failure = {"kind": payment.failure_kind, "code": payment.failure_code, "advice": payment.advice}
    return {
        "payment": payment.id,
        "transaction": f"T{payment.transaction_id}" if payment.transaction_id else None,
        "gateway": payment.gateway,
        "method": payment.method,
        "reference": payment.reference,
        "status": payment.status.value,
        **(_money(payment.amount) or {}),
        "createdAt": _time(payment.created_at),
        "settledAt": _time(payment.settled_at),
        "surplus": payment.surplus,
        "failure": failure if payment.failure_kind else None,
        "lastError": payment.last_error,
    }


def _refund(refund: Refund, payment: Payment) -> dict[str, Any]:
    return {
        "refund": refund.id,
        "transaction": f"T{payment.transaction_id}" if payment.transaction_id else None,
        "status": refund.status.value,
        **(_money(refund.amount) or {}),
        "reason": refund.reason,
        "reference": refund.reference,
        "createdAt": _time(refund.created_at),
        "settledAt": _time(refund.settled_at),
    }


def _document(document: Invoice) -> dict[str, Any]:
    return {
        "kind": document.kind.value,
        "number": document.number,
        "issuedOn": document.issued_on.isoformat(),
        **(_money(document.total) or {}),
        "net": document.net.minor,
        "tax": document.tax.minor,
        "refund": document.refund_id,
    }


def _access(granted: Entitlement, letter: str) -> dict[str, Any]:
    return {
        "offer": str(OfferId(letter, granted.offer_number, granted.offer_country)),
        "from": _time(granted.starts_at),
        "until": _time(granted.expires_at),
        "revokedAt": _time(granted.revoked_at),
    }
