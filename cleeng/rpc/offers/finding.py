"""Which offer a call speaks of, and whether it may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.catalog.errors import OfferNotFound
from cleeng.rpc.errors import Code, Refused

if TYPE_CHECKING:
    from collections.abc import Collection

    from cleeng.catalog.models import OfferType
    from cleeng.catalog.offer import LocalOffer
    from cleeng.rpc.call import Call
    from cleeng.rpc.offers.kinds import Kind


def find(call: Call, kind: Kind, offer_id: str, also: Collection[OfferType] = ()) -> LocalOffer:
    """Return an offer of this kind, or of one `also` taken for it.

    :raises OfferNotFound: there is none.
    """
    offer = call.services.catalog.offer(offer_id)
    if offer.type is not kind.offer_type and offer.type not in also:
        raise OfferNotFound(offer_id)
    return offer


def find_video(call: Call, kind: Kind, video_id: str) -> LocalOffer:
    """Return the publisher's newest offer of this kind that sells a video.

    :raises OfferNotFound: there is none.
    :raises Refused: no video is named.
    """
    if not video_id:
        raise Refused(Code.ARGUMENTS, "offerId: is missing, and so is videoId")
    return call.services.catalog.of_video(kind.offer_type, video_id)
