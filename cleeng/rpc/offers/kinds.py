"""The types of offers as the API names them: one table that all methods are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleeng.catalog.models import OfferType
from cleeng.rpc.offers.fields import (
    BundleFields,
    EventFields,
    LiveEventFields,
    OfferFields,
    PassFields,
    RentalFields,
    SingleFields,
    SubscriptionFields,
    VodFields,
)
from cleeng.rpc.offers.notes import NOTES
from cleeng.rpc.offers.replies import (
    BaseReply,
    BundleReply,
    EventReply,
    LiveEventReply,
    PassReply,
    RentalReply,
    SingleReply,
    SubscriptionReply,
    VodAnswer,
    VodReply,
)
from cleeng.rpc.registry import Caller

if TYPE_CHECKING:
    from cleeng.rpc.wire import Result


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of offer under one of its names.

    `fields` is what is said of it, `reply` what is told, `wrapper` what the reply is wrapped in where it is, `endings`
    what its end is called.  `getter` is who may read one.  Videos may be named by their id where `by_video`.  Methods
    for several countries exist where it is `localized`.
    """

    offer_type: OfferType
    name: str
    fields: type[OfferFields]
    reply: type[BaseReply]
    endings: tuple[str, ...]
    wrapper: type[VodAnswer] | None = None
    getter: Caller = Caller.ANYONE
    by_video: bool = False
    localized: bool = True

    @property
    def notes(self) -> str:
        """What was decided where the reference leaves it open."""
        return NOTES[self.name]

    @property
    def answer(self) -> type[Result]:
        """What methods about one offer answer."""
        return self.wrapper or self.reply

    def wrap(self, told: BaseReply) -> Result:
        """Return a reply as methods about one offer give it."""
        return self.wrapper(vod=told) if self.wrapper and isinstance(told, VodReply) else told


KINDS = (
    Kind(OfferType.SINGLE, "Single", SingleFields, SingleReply, ("deactivateSingleOffer",), by_video=True),
    Kind(OfferType.RENTAL, "Rental", RentalFields, RentalReply, ("deactivateRentalOffer",), by_video=True),
    Kind(OfferType.EVENT, "Event", EventFields, EventReply, ("cancelEventOffer", "deactivateEventOffer")),
    Kind(
        OfferType.EVENT,
        "LiveEvent",
        LiveEventFields,
        LiveEventReply,
        ("deactivateLiveEventOffer",),
        localized=False,
    ),
    Kind(OfferType.PASS, "Pass", PassFields, PassReply, ("deactivatePassOffer",)),
    Kind(
        OfferType.SUBSCRIPTION,
        "Subscription",
        SubscriptionFields,
        SubscriptionReply,
        ("deactivateSubscriptionOffer",),
    ),
    Kind(OfferType.BUNDLE, "Bundle", BundleFields, BundleReply, ("deactivateBundleOffer",)),
    Kind(
        OfferType.VOD,
        "Vod",
        VodFields,
        VodReply,
        ("deactivateVodOffer",),
        wrapper=VodAnswer,
        getter=Caller.PUBLISHER,
        localized=False,
    ),
)
