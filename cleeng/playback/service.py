"""Playback: who may watch gets an address that plays, for a while."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from cleeng.api import Asset, Policy, Unsupported
from cleeng.customers.models import CustomerStatus
from cleeng.ids import new_token
from cleeng.playback.errors import AccountClosed, BlockedHere, NoAccess, NothingToPlay, NotStarted

if TYPE_CHECKING:
    from cleeng.api import Playback, PlaybackTokenProvider
    from cleeng.catalog.offer import LocalOffer
    from cleeng.customers.service import CustomerService
    from cleeng.entitlements.service import EntitlementService
    from cleeng.entitlements.ways import Access
    from cleeng.publishers.publisher import Publisher

log = logging.getLogger(__name__)

#: Seconds that a token is good for: longer than a long film, shorter than a link is passed around.
LIFE = 4 * 3600
_MANIFESTS = (".m3u8", ".mpd")


class PlaybackService:
    """Lets the customers of one publisher play."""

    def __init__(self, publisher: Publisher, customers: CustomerService, entitlements: EntitlementService) -> None:
        self.publisher = publisher
        self.customers = customers
        self.entitlements = entitlements

    def check(self, offer: LocalOffer, customer_id: int, country: str) -> Access:
        """Return why a customer may watch an offer in `country` ("" for an unknown one) now.

        The developers of a sandbox sit where nobody can locate them: there they watch what they could buy.

        :raises AccountClosed: nothing that was bought counts any more.
        :raises NoAccess: not bought, or over.
        :raises BlockedHere: the publisher may not show it there.
        :raises NotStarted: the event begins later.
        """
        if self.customers.get(customer_id).status is not CustomerStatus.ACTIVE:
            raise AccountClosed
        access = self.entitlements.access(customer_id, offer.number, offer.country)
        if access is None:
            raise NoAccess
        located = bool(country) or not self.publisher.info.sandbox
        if located and not offer.sold_in(country):
            raise BlockedHere(country)
        if offer.starts_at is not None and offer.starts_at > self.publisher.clock.now():
            raise NotStarted(offer.starts_at)
        return access

    def start(self, offer: LocalOffer, customer_id: int, country: str) -> Playback:
        """Sign for a customer who may watch.  A token never outlives the access that it stands for.

        :raises CannotPlay: see `check`; or `NothingToPlay`.
        """
        access = self.check(offer, customer_id, country)
        provider: PlaybackTokenProvider | None = self.publisher.first("playback")
        if provider is None or not offer.video_id:
            raise NothingToPlay
        left = LIFE
        if access.expires_at is not None:
            left = min(LIFE, max(1, int((access.expires_at - self.publisher.clock.now()).total_seconds())))
        policy = Policy(ttl=left, nonce=new_token(12))
        try:
            return provider.sign(self.publisher.context(), asset_of(offer), str(customer_id), policy)
        except Unsupported as error:
            log.exception("an offer cannot be signed for", extra={"publisher": self.publisher.id, "offer": offer.id})
            raise NothingToPlay from error


def asset_of(offer: LocalOffer) -> Asset:
    """Return what an offer's `video_id` names: a playlist, or a folder with `master.m3u8` in it."""
    path = offer.video_id if offer.video_id.endswith(_MANIFESTS) else f"{offer.video_id}/master.m3u8"
    return Asset(offer.video_id, path)
