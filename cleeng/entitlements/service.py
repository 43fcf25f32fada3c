"""Entitlements: grant, revoke, and say who may watch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.catalog.models import Offer, OfferLocalization, OfferTag, TagUse
from cleeng.entitlements.models import Entitlement
from cleeng.entitlements.ways import Access, Way, best, constant, opening
from cleeng.ids import new_uuid

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from cleeng.outbox import Outbox
    from cleeng.publishers.publisher import Publisher

_NUMBER = sa.bindparam("number", type_=sa.Integer)
_COUNTRY = sa.bindparam("country", type_=sa.String)
_ENTITLED = sa.orm.aliased(Offer)
_OF_CUSTOMER = (
    Entitlement.publisher_id == sa.bindparam("publisher_id"),
    Entitlement.customer_id == sa.bindparam("customer_id"),
    Entitlement.revoked_at.is_(None),
)
#: The columns are those of `Way`.
_WAYS = (
    sa.select(
        Entitlement.offer_number,
        _ENTITLED.type,
        Entitlement.expires_at,
        Offer.number,
        Offer.type,
        OfferLocalization.period,
        Offer.ends_at,
    )
    .join(
        _ENTITLED,
        sa.and_(_ENTITLED.publisher_id == Entitlement.publisher_id, _ENTITLED.number == Entitlement.offer_number),
    )
    .join(Offer, sa.and_(Offer.publisher_id == Entitlement.publisher_id, Offer.number == _NUMBER))
    .join(
        OfferLocalization,
        sa.and_(
            OfferLocalization.publisher_id == Offer.publisher_id,
            OfferLocalization.number == Offer.number,
            sa.or_(constant("") == _COUNTRY, OfferLocalization.country == _COUNTRY),
        ),
    )
    .where(*_OF_CUSTOMER, opening(_NUMBER, _COUNTRY))
)
_TAGS = (
    sa.select(OfferTag.tag)
    .distinct()
    .join(
        Entitlement,
        sa.and_(
            Entitlement.publisher_id == OfferTag.publisher_id,
            Entitlement.offer_number == OfferTag.number,
            sa.or_(Entitlement.offer_country == constant(""), Entitlement.offer_country == OfferTag.country),
        ),
    )
    .where(
        *_OF_CUSTOMER,
        sa.or_(Entitlement.expires_at.is_(None), Entitlement.expires_at > sa.bindparam("now")),
        OfferTag.use == TagUse.OPENS,
    )
    .order_by(OfferTag.tag)
)


@dataclass(frozen=True, slots=True)
class Owned:
    """One thing in a customer's library."""

    offer_number: int
    order_id: int | None
    starts_at: dt.datetime
    expires_at: dt.datetime | None


class EntitlementService:
    """The entitlements of one publisher's customers."""

    def __init__(self, db: Session, publisher: Publisher, outbox: Outbox) -> None:
        self.db = db
        self.publisher = publisher
        self.outbox = outbox

    def grant(
        self,
        customer_id: int,
        offer_number: int,
        order_id: int | None,
        expires_at: dt.datetime | None,
        country: str = "",
    ) -> None:
        """Let a customer watch, from now on; once per order.  `country` says which version of the offer was bought."""
        if order_id is not None and self.of_order(order_id) is not None:
            return
        entitlement = Entitlement(
            publisher_id=self.publisher.id,
            id=new_uuid(),
            customer_id=customer_id,
            offer_number=offer_number,
            offer_country=country,
            order_id=order_id,
            starts_at=self.publisher.clock.now(),
            expires_at=expires_at,
        )
        self.db.add(entitlement)
        self.outbox.event("entitlement.granted", entitlement.id, customer_id=customer_id, offer=offer_number)

    def of_order(self, order_id: int) -> Entitlement | None:
        """Return what an order granted, or None."""
        return self.db.scalars(
            sa.select(Entitlement).where(
                Entitlement.publisher_id == self.publisher.id, Entitlement.order_id == order_id
            )
        ).one_or_none()

    def access(self, customer_id: int, offer_number: int, country: str = "") -> Access | None:
        """Return the best reason why a customer may watch an offer now, or None.

        `country` says which version of the offer is meant, "" any.
        """
        asked = {"number": offer_number, "country": country}
        rows = self.db.execute(_WAYS, {**self._of(customer_id), **asked})
        return best((Way._make(row) for row in rows), self.publisher.clock.now())

    def tags(self, customer_id: int) -> list[str]:
        """Return the tags that a customer's running passes and subscriptions open, in alphabetical order."""
        return list(self.db.scalars(_TAGS, {**self._of(customer_id), "now": self.publisher.clock.now()}))

    def library(self, customer_id: int) -> list[Owned]:
        """Return what a customer bought and what has not been revoked, newest first."""
        rows = self.db.scalars(
            sa.select(Entitlement)
            .where(
                Entitlement.publisher_id == self.publisher.id,
                Entitlement.customer_id == customer_id,
                Entitlement.revoked_at.is_(None),
            )
            .order_by(Entitlement.starts_at.desc())
        )
        return [Owned(e.offer_number, e.order_id, e.starts_at, e.expires_at) for e in rows]

    def move_end(self, entitlement: Entitlement, expires_at: dt.datetime) -> None:
        """Let it end at another time."""
        entitlement.expires_at = expires_at
        self.outbox.event("entitlement.changed", entitlement.id, customer_id=entitlement.customer_id)

    def of_offer(self, customer_id: int, offer_number: int) -> Entitlement | None:
        """Return what a customer holds of an offer itself now, the longest; or None."""
        return self.db.scalars(
            sa.select(Entitlement)
            .where(*self._running(customer_id), Entitlement.offer_number == offer_number)
            .order_by(Entitlement.expires_at.is_(None).desc(), Entitlement.expires_at.desc())
            .limit(1)
        ).one_or_none()

    def revoke_order(self, order_id: int) -> None:
        """Take back what an order granted; what other orders granted stays."""
        entitlement = self.of_order(order_id)
        if entitlement is not None and entitlement.revoked_at is None:
            entitlement.revoked_at = self.publisher.clock.now()
            self.outbox.event("entitlement.revoked", entitlement.id, customer_id=entitlement.customer_id)

    def _of(self, customer_id: int) -> dict[str, int]:
        return {"publisher_id": self.publisher.id, "customer_id": customer_id}

    def _running(self, customer_id: int) -> tuple[sa.ColumnElement[bool], ...]:
        now = self.publisher.clock.now()
        return (
            Entitlement.publisher_id == self.publisher.id,
            Entitlement.customer_id == customer_id,
            Entitlement.revoked_at.is_(None),
            sa.or_(Entitlement.expires_at.is_(None), Entitlement.expires_at > now),
        )
