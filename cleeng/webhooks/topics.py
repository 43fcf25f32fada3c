"""What endpoints can be told of, and what each topic's `data` holds (JSON-RPC reference, 4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cleeng.catalog.models import Offer
from cleeng.catalog.offer import OfferId
from cleeng.customers.models import Customer
from cleeng.orders.models import Order
from cleeng.payments.models import Payment
from cleeng.pricing.quote import Quote

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cleeng.api import Event

#: Reads what a topic tells of an event; None where there is nothing to tell after all.
Payload = Callable[["Session", int, "Event"], "dict[str, Any] | None"]


def _transaction(db: Session, publisher_id: int, event: Event) -> dict[str, Any] | None:
    payment = db.get_one(Payment, (publisher_id, event.subject))
    if payment.transaction_id is None:
        return None  # a way to pay was proven, no money moved
    order = db.get_one(Order, (publisher_id, payment.order_id))
    quote, offer = Quote.from_json(order.quote), db.get_one(Offer, (publisher_id, order.offer_number))
    return {
        "offerId": str(OfferId(offer.type.letter, offer.number, order.offer_country)),
        "transactionId": f"T{payment.transaction_id}",
        **_customer(db, publisher_id, order.customer_id),
        "paymentId": payment.id,
        "offerPrice": str(quote.price.decimal),
        "offerCurrency": order.currency,
        "discountRate": str(quote.discount.rate / 100) if quote.discount else None,
        "subscriptionPlanId": None,
        "externalData": order.external_data,
        "paymentGateway": payment.gateway,
    }


def _registered(db: Session, publisher_id: int, event: Event) -> dict[str, Any]:
    return _customer(db, publisher_id, int(event.subject))


def _consent(db: Session, publisher_id: int, event: Event) -> dict[str, Any]:
    said = {"consentName": event.data["consent"], "version": event.data["version"], "state": event.data["state"]}
    return {**_customer(db, publisher_id, int(event.subject)), **said, "date": event.at.isoformat()}


def _customer(db: Session, publisher_id: int, customer_id: int) -> dict[str, Any]:
    customer = db.get_one(Customer, (publisher_id, customer_id))
    return {
        "customerId": str(customer.id),
        "customerEmail": customer.email,
        "customerExternalId": customer.external_id or "",
    }


def _offer(moment: str) -> Payload:
    return lambda _db, _publisher_id, event: {"offerId": event.subject, moment: event.at.isoformat()}


#: Our event -> the topic that tells of it, and how.
TOLD: dict[str, tuple[str, Payload]] = {
    "payment.succeeded": ("transactionCreated", _transaction),
    "customer.registered": ("customerRegistered", _registered),
    "customer.consent_updated": ("customerConsentUpdated", _consent),
    "offer.created": ("offerCreated", _offer("createdAt")),
    "offer.updated": ("offerUpdated", _offer("updatedAt")),
    "offer.deactivated": ("offerDeactivated", _offer("deactivatedAt")),
}
TOPICS = frozenset(topic for topic, _ in TOLD.values())
