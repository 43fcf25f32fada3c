"""Cancellations: subscriptions that were cancelled or ended and not resumed, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.catalog.models import OfferLocalization, OfferType
from cleeng.catalog.offer import OfferId
from cleeng.customers.models import Customer
from cleeng.entitlements.models import Entitlement
from cleeng.subscriptions.models import Subscription

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from cleeng.publishers.publisher import Publisher
    from cleeng.reports.criteria import Criteria


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A subscription that does not renew; `expires_at` is when its access ends or ended."""

    subscription: Subscription
    customer: Customer
    title: str
    expires_at: dt.datetime | None

    @property
    def offer_id(self) -> OfferId:
        """The offer, in the country's version that was bought."""
        return OfferId(OfferType.SUBSCRIPTION.value, self.subscription.offer_number, self.subscription.offer_country)


class CancellationReport:
    """The cancellations at one publisher.  Reads only."""

    def __init__(self, db: Session, publisher: Publisher) -> None:
        self.db = db
        self.publisher = publisher

    def page(self, criteria: Criteria, *, offset: int, limit: int) -> tuple[list[Cancellation], int]:
        """Return a page of cancellations, newest first, and how many there are in all."""
        plan = Subscription
        where = [
            plan.publisher_id == self.publisher.id,
            plan.cancelled_at.is_not(None),
            *criteria.during(plan.cancelled_at),
            *criteria.about(plan),
        ]
        total = self.db.scalar(sa.select(sa.func.count()).select_from(plan).where(*where)) or 0
        rows = self.db.execute(
            sa.select(plan, Customer, OfferLocalization.title, Entitlement.expires_at, Entitlement.revoked_at)
            .join(Customer, sa.and_(Customer.publisher_id == plan.publisher_id, Customer.id == plan.customer_id))
            .outerjoin(OfferLocalization, _VERSION)
            .outerjoin(Entitlement, _GRANTED)
            .where(*where)
            .order_by(plan.cancelled_at.desc(), plan.id.desc())
            .offset(offset)
            .limit(limit)
        ).all()
        return [
            Cancellation(subscription, customer, title or "", revoked_at or expires_at)
            for subscription, customer, title, expires_at, revoked_at in rows
        ], total


_VERSION = sa.and_(
    OfferLocalization.publisher_id == Subscription.publisher_id,
    OfferLocalization.number == Subscription.offer_number,
    OfferLocalization.country == Subscription.offer_country,
)
_GRANTED = sa.and_(Entitlement.publisher_id == Subscription.publisher_id, Entitlement.order_id == Subscription.order_id)
