"""Subscriptions that somebody else charges: an app store, or the publisher itself (JSON-RPC reference, 2.3)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.customers.models import Customer
from cleeng.orders.buyer import Buyer
from cleeng.subscriptions.errors import CannotChange, SubscriptionNotFound
from cleeng.subscriptions.models import ExternalSubscription

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from cleeng.catalog.offer import LocalOffer
    from cleeng.entitlements.service import EntitlementService
    from cleeng.orders.service import OrderService
    from cleeng.publishers.publisher import Publisher
    from cleeng.subscriptions.changes import SubscriptionChanges
    from cleeng.subscriptions.models import Subscription
    from cleeng.subscriptions.service import SubscriptionService


@dataclass(frozen=True, slots=True)
class Charged:
    """Who took the money and how; `reference` is the id that it has there, "" if it has none."""

    gateway: str
    method: str
    reference: str = ""
    params: str = ""


class ExternalSubscriptions:
    """Writes down, for one publisher, what customers pay elsewhere."""

    def __init__(
        self,
        db: Session,
        publisher: Publisher,
        orders: OrderService,
        entitlements: EntitlementService,
        subscriptions: SubscriptionService,
        changes: SubscriptionChanges,
    ) -> None:
        self.db = db
        self.publisher = publisher
        self.orders = orders
        self.entitlements = entitlements
        self.subscriptions = subscriptions
        self.changes = changes

    def register(self, customer: Customer, offer: LocalOffer, charged: Charged, until: dt.datetime) -> None:
        """Let a customer have a subscription until a moment; the next payment makes it longer, an old one not shorter.

        :raises CannotChange: the moment has passed, the customer pays for this subscription here, or the payment is
            another subscription's.
        """
        if until <= self.publisher.clock.now():
            raise CannotChange("expirationDate: has passed")
        # Two calls at once must not make two subscriptions.
        self.db.get_one(Customer, (self.publisher.id, customer.id), with_for_update=True, populate_existing=True)
        running = self._running(customer, offer)
        if running is None:
            self._begin(customer, offer, charged, until)
            return
        known = self.db.get(ExternalSubscription, (self.publisher.id, running.id))
        if known is None:
            raise CannotChange("offerId: the customer has this subscription and pays for it here")
        if until > self.changes.end_of(running):
            self.changes.resume(running)
            self.changes.extend(running, until)
            self._note(running, charged)

    def _running(self, customer: Customer, offer: LocalOffer) -> Subscription | None:
        try:
            found = self.changes.hold(customer.id, offer.number)
        except SubscriptionNotFound:
            return None
        return found if self.changes.end_of(found) > self.publisher.clock.now() else None

    def _begin(self, customer: Customer, offer: LocalOffer, charged: Charged, until: dt.datetime) -> None:
        order, quote = self.orders.record(offer, Buyer(customer.country, "", customer.id))
        self.entitlements.grant(customer.id, offer.number, order.id, until, offer.country)
        subscription = self.subscriptions.begin(order, offer, quote, None)
        subscription.anchor_at = subscription.next_renewal_at = until
        self.db.flush()
        self._note(subscription, charged)

    def _note(self, subscription: Subscription, charged: Charged) -> None:
        external = ExternalSubscription(
            publisher_id=self.publisher.id,
            subscription_id=subscription.id,
            registered_at=self.publisher.clock.now(),
            **asdict(charged),
        )
        try:
            with self.db.begin_nested():
                self.db.merge(external)
        except sa.exc.IntegrityError as error:
            raise CannotChange("paymentExternalId: is another subscription's") from error
