"""The ways to be let in: by the offer itself, by tags, by a bundle, by an event.

The condition in SQL that finds what opens an offer, and the pure rules that choose among what was found.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from cleeng.catalog.models import OfferLink, OfferTag, OfferType, TagUse
from cleeng.catalog.offer import EVERYTHING
from cleeng.entitlements.models import Entitlement

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What `getAccessStatus` calls the ways to have access (JSON-RPC reference, 2.2; all but the first are ours).
DIRECT = "direct-purchase"
GRANT_TYPES = {
    OfferType.SUBSCRIPTION: "subscription",
    OfferType.PASS: "pass",
    OfferType.BUNDLE: "bundle",
    OfferType.EVENT: "event",
}
#: What a pass or subscription lets people watch for longer than what they paid for the very offer.
_RENTED = (OfferType.RENTAL, OfferType.VOD)


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


class Way(NamedTuple):
    """An entitlement that opens an offer, beside one version of that offer."""

    held: int
    held_type: OfferType
    until: dt.datetime | None
    asked: int
    asked_type: OfferType
    period: str
    ends_at: dt.datetime | None

    def lasts(self) -> dt.datetime | None:
        """Return until when the offer is open this way, None for good.

        A bundle opens an event until the event's end.  An event opens the video that follows it for good, or for
        the video's days of rental after the event's end.
        """
        until = self.until
        if self.held == self.asked:
            return until
        if self.held_type is OfferType.EVENT:
            return until + dt.timedelta(days=int(self.period)) if until and self.period else None
        if self.held_type is OfferType.BUNDLE and self.asked_type is OfferType.EVENT and self.ends_at:
            return min(until, self.ends_at) if until else self.ends_at
        return until


def best(ways: Iterable[Way], now: dt.datetime) -> Access | None:
    """Return the best of the ways that are open now, or None.

    The offer itself comes first, then what lasts longest.  Of what is rented the longest comes first: its own hours
    do not matter while a pass or subscription covers it (JSON-RPC reference, 2.2).
    """
    found: Access | None = None
    least: tuple[float | bool, ...] | None = None
    for way in ways:
        until = way.lasts()
        if until is not None and until <= now:
            continue
        indirect, lasts = way.held != way.asked, -(float("inf") if until is None else until.timestamp())
        rank = (lasts, indirect, way.held) if way.asked_type in _RENTED else (indirect, lasts, way.held)
        if least is None or rank < least:
            least = rank
            found = Access(GRANT_TYPES.get(way.held_type, DIRECT) if indirect else DIRECT, way.held, until)
    return found


def opening(number: sa.BindParameter[int], country: sa.BindParameter[str]) -> sa.ColumnElement[bool]:
    """Return the condition that an entitlement opens offer `number`, as far as it has not ended.

    Tags are those that the version for `country` has, "" for any version, and those that the version which was bought
    opens (product reference, 1.1: tags are OR).
    """
    has, opens, link = sa.orm.aliased(OfferTag), sa.orm.aliased(OfferTag), OfferLink
    tagged = (
        sa.exists()
        .where(
            # Of the entitlement, not of the tag beside it: PostgreSQL would hash the tags of all publishers.
            has.publisher_id == Entitlement.publisher_id,
            has.number == number,
            has.use == constant(TagUse.HAS),
            has.tag == opens.tag,
            sa.or_(country == constant(""), has.country == country),
        )
        .correlate(opens, Entitlement)
    )
    covered = sa.exists().where(
        opens.publisher_id == Entitlement.publisher_id,
        opens.number == Entitlement.offer_number,
        opens.use == constant(TagUse.OPENS),
        sa.or_(Entitlement.offer_country == constant(""), opens.country == Entitlement.offer_country),
        sa.or_(opens.tag == constant(EVERYTHING), tagged),
    )
    linked = sa.exists().where(
        link.publisher_id == Entitlement.publisher_id,
        link.number == number,
        link.opened_by == Entitlement.offer_number,
    )
    return sa.or_(Entitlement.offer_number == number, covered, linked)


def constant(value: str) -> sa.BindParameter[str]:
    """Return a text that stands in the statement itself: the planner knows it, and the driver need not bring it."""
    return sa.bindparam(None, str(value), type_=sa.String, literal_execute=True)
