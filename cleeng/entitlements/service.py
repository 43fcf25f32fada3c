"""Entitlements: grant, revoke, and say who may watch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.catalog.models import Offer, OfferTag, OfferType, TagUse
from cleeng.catalog.offer import EVERYTHING
from cleeng.entitlements.models import Entitlement
from cleeng.ids import new_uuid

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from cleeng.outbox import Outbox
    from cleeng.publishers.publisher import Publisher

#: What `getAccessStatus` calls the ways to have access (JSON-RPC reference, 2.2; all but the first are ours).
DIRECT = "direct-purchase"
GRANT_TYPES = {OfferType.SUBSCRIPTION: "subscription", OfferType.PASS: "pass"}


@dataclass(frozen=True, slots=True)
class Access:
    """Why a customer may watch, and until when (None: for good)."""

    grant_type: str
    offer_number: int
    expires_at: dt.datetime | None

    @property
    def directly(self) -> bool:
        """Whether the very offer was bought."""
        return self.grant_type == DIRECT


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

    def grant(self, customer_id: int, offer_number: int, order_id: int | None, expires_at: dt.datetime | None) -> None:
        """Let a customer watch, from now on; once per order."""
        if order_id is not None and self.of_order(order_id) is not None:
            return
        entitlement = Entitlement(
            publisher_id=self.publisher.id,
            id=new_uuid(),
            customer_id=customer_id,
            offer_number=offer_number,
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

    def access(self, customer_id: int, offer_number: int) -> Access | None:
        """Return the best reason why a customer may watch an offer now, or None.

        The offer itself, or a pass or subscription that opens one of its tags or everything (product
        reference, 1.1: tags are OR).
        """
        has = sa.orm.aliased(OfferTag)
        opens = sa.orm.aliased(OfferTag)
        covered = sa.exists().where(
            opens.publisher_id == Entitlement.publisher_id,
            opens.number == Entitlement.offer_number,
            opens.use == TagUse.OPENS,
            sa.or_(
                opens.tag == EVERYTHING,
                sa.exists().where(
                    has.publisher_id == opens.publisher_id,
                    has.number == offer_number,
                    has.use == TagUse.HAS,
                    has.tag == opens.tag,
                ),
            ),
        )
        direct = Entitlement.offer_number == offer_number
        row = self.db.execute(
            sa.select(Entitlement.offer_number, Entitlement.expires_at, Offer.type)
            .join(
                Offer, sa.and_(Offer.publisher_id == Entitlement.publisher_id, Offer.number == Entitlement.offer_number)
            )
            .where(*self._running(customer_id), sa.or_(direct, covered))
            .order_by(
                direct.desc(),
                Entitlement.expires_at.is_(None).desc(),
                Entitlement.expires_at.desc(),
                Entitlement.offer_number,
            )
            .limit(1)
        ).one_or_none()
        if row is None:
            return None
        grant_type = DIRECT if row.offer_number == offer_number else GRANT_TYPES.get(row.type, DIRECT)
        return Access(grant_type, row.offer_number, row.expires_at)

    def tags(self, customer_id: int) -> list[str]:
        """Return the tags that a customer's running passes and subscriptions open, in alphabetical order."""
        return list(
            self.db.scalars(
                sa.select(OfferTag.tag)
                .distinct()
                .join(
                    Entitlement,
                    sa.and_(
                        Entitlement.publisher_id == OfferTag.publisher_id, Entitlement.offer_number == OfferTag.number
                    ),
                )
                .where(*self._running(customer_id), OfferTag.use == TagUse.OPENS)
                .order_by(OfferTag.tag)
            )
        )

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

    def _running(self, customer_id: int) -> tuple[sa.ColumnElement[bool], ...]:
        now = self.publisher.clock.now()
        return (
            Entitlement.publisher_id == self.publisher.id,
            Entitlement.customer_id == customer_id,
            Entitlement.revoked_at.is_(None),
            sa.or_(Entitlement.expires_at.is_(None), Entitlement.expires_at > now),
        )
