"""Subscriptions: what a purchase begins.  Renewal comes with its own feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.entitlements.terms import first_renewal
from cleeng.ids import Kind, allocate
from cleeng.subscriptions.models import Subscription, SubscriptionStatus

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cleeng.catalog.offer import LocalOffer
    from cleeng.orders.models import Order
    from cleeng.outbox import Outbox
    from cleeng.pricing.quote import Quote
    from cleeng.publishers.publisher import Publisher


class SubscriptionService:
    """The subscriptions of one publisher's customers."""

    def __init__(self, db: Session, publisher: Publisher, outbox: Outbox) -> None:
        self.db = db
        self.publisher = publisher
        self.outbox = outbox

    def begin(self, order: Order, offer: LocalOffer, quote: Quote, method_id: int | None) -> Subscription:
        """Write down what was agreed: price, currency, anchor, and the next renewal."""
        now = self.publisher.clock.now()
        renewal = first_renewal(offer, quote, now)
        price = quote.recurring or quote.total
        subscription = Subscription(
            publisher_id=self.publisher.id,
            id=allocate(self.db, self.publisher.id, Kind.SUBSCRIPTION),
            customer_id=order.customer_id,
            offer_number=order.offer_number,
            offer_country=order.offer_country,
            order_id=order.id,
            method_id=method_id,
            period=offer.period,
            price_minor=price.minor,
            currency=price.currency,
            **_discount(quote),
            anchor_at=renewal if quote.in_trial else now,
            trial_ends_at=renewal if quote.in_trial else None,
            next_renewal_at=renewal,
            created_at=now,
        )
        self.db.add(subscription)
        self.outbox.event("subscription.started", subscription.id, customer_id=order.customer_id)
        return subscription

    def had(self, customer_id: int, offer_number: int) -> bool:
        """Say whether this customer ever subscribed to this offer: a trial is given once (product reference, 2)."""
        return (
            self.db.scalar(
                sa.select(Subscription.id)
                .where(
                    Subscription.publisher_id == self.publisher.id,
                    Subscription.customer_id == customer_id,
                    Subscription.offer_number == offer_number,
                )
                .limit(1)
            )
            is not None
        )

    def running(self, customer_id: int) -> list[Subscription]:
        """Return the subscriptions that still give access, newest first."""
        return list(
            self.db.scalars(
                sa.select(Subscription)
                .where(
                    Subscription.publisher_id == self.publisher.id,
                    Subscription.customer_id == customer_id,
                    Subscription.status != SubscriptionStatus.TERMINATED,
                )
                .order_by(Subscription.created_at.desc())
            )
        )


def _discount(quote: Quote) -> dict[str, object]:
    """Return the columns that say which periods a coupon reduces."""
    if quote.discount is None:
        return {}
    return {
        "coupon_code": quote.discount.code,
        "discount_hundredths": int(quote.discount.rate * 100),
        "discount_from": 1 if quote.discount.first else 2,
        "discount_periods": quote.discount.periods,
    }
