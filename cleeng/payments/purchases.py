"""What customers bought, as the API lists it: the library, and the subscriptions that run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.api import MethodSnapshot, Status
from cleeng.catalog.models import Offer, OfferLocalization, OfferType
from cleeng.catalog.offer import OfferId
from cleeng.entitlements.models import Entitlement
from cleeng.orders.models import Order, OrderStatus
from cleeng.payments.models import Payment, PaymentMethod
from cleeng.payments.snapshot import read_snapshot
from cleeng.subscriptions.models import ExternalSubscription, Subscription, SubscriptionStatus

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from cleeng.publishers.publisher import Publisher


@dataclass(frozen=True, slots=True)
class Purchase:
    """One paid order; `payment` is None where nothing was to be paid, `expires_at` None where access does not end."""

    order: Order
    payment: Payment | None
    type: OfferType
    title: str
    description: str
    url: str
    expires_at: dt.datetime | None
    revoked: bool

    @property
    def offer_id(self) -> OfferId:
        """The offer, in the country's version that was bought."""
        return OfferId(self.type.letter, self.order.offer_number, self.order.offer_country)


@dataclass(frozen=True, slots=True)
class Running:
    """A subscription that gives access until `expires_at`; `gateway` is "" where nothing is ever paid."""

    subscription: Subscription
    expires_at: dt.datetime | None
    gateway: str
    method: MethodSnapshot
    reference: str = ""  #: of its last payment, where somebody else charges it

    @property
    def offer_id(self) -> OfferId:
        """The offer, in the country's version that was bought."""
        return OfferId(OfferType.SUBSCRIPTION.letter, self.subscription.offer_number, self.subscription.offer_country)


class PurchaseService:
    """The purchases of one publisher's customers.  Reads only."""

    def __init__(self, db: Session, publisher: Publisher) -> None:
        self.db = db
        self.publisher = publisher

    def library(
        self, customer_id: int, *, since: dt.datetime | None, until: dt.datetime | None, offset: int, limit: int
    ) -> tuple[list[Purchase], int]:
        """Return a page of what a customer bought in [since, until), newest first, and how many there are in all."""
        where = [
            Order.publisher_id == self.publisher.id,
            Order.customer_id == customer_id,
            Order.status == OrderStatus.PAID,
        ]
        where += [Order.paid_at >= since] if since else []
        where += [Order.paid_at < until] if until else []
        total = self.db.scalar(sa.select(sa.func.count()).select_from(Order).where(*where)) or 0
        rows = self.db.execute(
            sa.select(Order, Payment, Entitlement, Offer.type, OfferLocalization)
            .join(Offer, _offer())
            .join(OfferLocalization, _version())
            .outerjoin(Payment, sa.and_(_of_order(Payment), Payment.status == Status.SUCCEEDED, ~Payment.surplus))
            .outerjoin(Entitlement, _of_order(Entitlement))
            .where(*where)
            .order_by(Order.paid_at.desc(), Order.id)
            .offset(offset)
            .limit(limit)
        ).all()
        return [
            Purchase(
                order,
                payment,
                type_,
                local.title,
                local.description,
                local.url,
                entitlement.expires_at if entitlement else None,
                entitlement is not None and entitlement.revoked_at is not None,
            )
            for order, payment, entitlement, type_, local in rows
        ], total

    def buyer(self, transaction_id: int, *, since: dt.datetime) -> int | None:
        """Return who made a purchase, if that was not before `since`."""
        return self.db.scalar(
            sa.select(Order.customer_id)
            .join(Payment, _of_order(Payment))
            .where(
                Payment.publisher_id == self.publisher.id,
                Payment.transaction_id == transaction_id,
                Payment.status == Status.SUCCEEDED,
                Payment.settled_at >= since,
                ~Payment.surplus,
            )
        )

    def subscriptions(self, customer_id: int, *, offset: int, limit: int) -> tuple[list[Running], int]:
        """Return a page of the subscriptions that give access now, newest first, and how many there are in all."""
        where = (
            Subscription.publisher_id == self.publisher.id,
            Subscription.customer_id == customer_id,
            Subscription.status != SubscriptionStatus.TERMINATED,
            Entitlement.revoked_at.is_(None),
            sa.or_(Entitlement.expires_at.is_(None), Entitlement.expires_at > self.publisher.clock.now()),
        )
        granted = sa.and_(
            Entitlement.publisher_id == Subscription.publisher_id, Entitlement.order_id == Subscription.order_id
        )
        kept = sa.and_(
            PaymentMethod.publisher_id == Subscription.publisher_id, PaymentMethod.id == Subscription.method_id
        )
        charged_elsewhere = sa.and_(
            ExternalSubscription.publisher_id == Subscription.publisher_id,
            ExternalSubscription.subscription_id == Subscription.id,
        )
        query = sa.select(Subscription).join(Entitlement, granted).where(*where)
        total = self.db.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
        rows = self.db.execute(
            query.add_columns(Entitlement.expires_at, PaymentMethod, ExternalSubscription)
            .outerjoin(PaymentMethod, kept)
            .outerjoin(ExternalSubscription, charged_elsewhere)
            .order_by(Subscription.created_at.desc(), Subscription.id)
            .offset(offset)
            .limit(limit)
        ).all()
        return [_running(*row) for row in rows], total


def _running(
    subscription: Subscription,
    expires_at: dt.datetime | None,
    method: PaymentMethod | None,
    external: ExternalSubscription | None,
) -> Running:
    if external is not None:
        shown = MethodSnapshot(external.method)
        return Running(subscription, expires_at, external.gateway, shown, external.reference)
    shown = read_snapshot(method.snapshot if method else {})
    return Running(subscription, expires_at, method.gateway if method else "", shown)


def _of_order(model: type[Payment | Entitlement]) -> sa.ColumnElement[bool]:
    return sa.and_(model.publisher_id == Order.publisher_id, model.order_id == Order.id)


def _offer() -> sa.ColumnElement[bool]:
    return sa.and_(Offer.publisher_id == Order.publisher_id, Offer.number == Order.offer_number)


def _version() -> sa.ColumnElement[bool]:
    return sa.and_(
        OfferLocalization.publisher_id == Order.publisher_id,
        OfferLocalization.number == Order.offer_number,
        OfferLocalization.country == Order.offer_country,
    )
