"""Changes of subscriptions that run: cancel, resume, end at once, extend (product reference, 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.subscriptions.errors import CannotChange, SubscriptionNotFound
from cleeng.subscriptions.models import CancellationType, Subscription, SubscriptionStatus

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from cleeng.entitlements.service import EntitlementService
    from cleeng.outbox import Outbox
    from cleeng.publishers.publisher import Publisher


class SubscriptionChanges:
    """Changes the subscriptions of one publisher's customers.  What is asked for twice happens once."""

    def __init__(self, db: Session, publisher: Publisher, outbox: Outbox, entitlements: EntitlementService) -> None:
        self.db = db
        self.publisher = publisher
        self.outbox = outbox
        self.entitlements = entitlements

    def hold(self, customer_id: int, offer_number: int) -> Subscription:
        """Return a customer's subscription to an offer, locked; the one that was begun last.

        :raises SubscriptionNotFound: there is none, or it was ended.
        """
        found = self.db.scalars(
            sa.select(Subscription)
            .where(
                Subscription.publisher_id == self.publisher.id,
                Subscription.customer_id == customer_id,
                Subscription.offer_number == offer_number,
                Subscription.status != SubscriptionStatus.TERMINATED,
            )
            .order_by(Subscription.created_at.desc(), Subscription.id)
            .limit(1)
            .with_for_update()
        ).one_or_none()
        if found is None:
            raise SubscriptionNotFound
        return found

    def cancel(self, subscription: Subscription, by: CancellationType, reason: str = "") -> None:
        """Let it run to its end and renew no more."""
        if subscription.status is SubscriptionStatus.CANCELLED:
            return
        subscription.status = SubscriptionStatus.CANCELLED
        self._note(subscription, by, reason)
        self._tell("subscription.cancelled", subscription)

    def resume(self, subscription: Subscription) -> None:
        """Let a cancelled one renew again, as long as it runs.

        :raises CannotChange: it has run out.
        """
        if subscription.status is SubscriptionStatus.ACTIVE:
            return
        if self.end_of(subscription) <= self.publisher.clock.now():
            raise CannotChange("a subscription that has run out cannot be resumed")
        subscription.status = SubscriptionStatus.ACTIVE
        subscription.cancelled_at = subscription.cancelled_by = None
        subscription.cancellation_reason = ""
        self._tell("subscription.resumed", subscription)

    def terminate(self, subscription: Subscription, by: CancellationType, reason: str = "") -> None:
        """End it now, and the access with it."""
        if subscription.status is not SubscriptionStatus.CANCELLED:
            self._note(subscription, by, reason)
        subscription.status = SubscriptionStatus.TERMINATED
        subscription.terminated_at = self.publisher.clock.now()
        self.entitlements.revoke_order(subscription.order_id)
        self._tell("subscription.terminated", subscription)

    def end_order(self, order_id: int, reason: str) -> None:
        """End what an order granted, because its money went back: access, and the subscription where it began one."""
        begun = self.db.scalars(
            sa.select(Subscription)
            .where(
                Subscription.publisher_id == self.publisher.id,
                Subscription.order_id == order_id,
                Subscription.status != SubscriptionStatus.TERMINATED,
            )
            .with_for_update()
        ).one_or_none()
        if begun is not None:
            self.terminate(begun, CancellationType.PUBLISHER, reason)
        self.entitlements.revoke_order(order_id)

    def extend(self, subscription: Subscription, until: dt.datetime) -> None:
        """Let it run longer without a payment; later periods count from the new end.

        :raises CannotChange: `until` comes before its present end.
        """
        granted = self.entitlements.of_order(subscription.order_id)
        end = self.end_of(subscription)
        if until < end:
            raise CannotChange("expiresAt may only be later than it is")
        if until == end or granted is None:
            return
        subscription.anchor_at = subscription.next_renewal_at = until
        self.entitlements.move_end(granted, until)
        self._tell("subscription.extended", subscription)

    def end_of(self, subscription: Subscription) -> dt.datetime:
        """Return when the access that is paid for ends."""
        granted = self.entitlements.of_order(subscription.order_id)
        return (granted.expires_at if granted else None) or subscription.next_renewal_at

    def _note(self, subscription: Subscription, by: CancellationType, reason: str) -> None:
        subscription.cancelled_at = self.publisher.clock.now()
        subscription.cancelled_by, subscription.cancellation_reason = by, reason

    def _tell(self, kind: str, subscription: Subscription) -> None:
        self.outbox.event(kind, subscription.id, customer_id=subscription.customer_id)
