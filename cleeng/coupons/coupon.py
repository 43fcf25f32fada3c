"""A coupon as a value: what a code gives, as pricing and pages see it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from cleeng.catalog.models import OfferType
from cleeng.catalog.offer import OfferId
from cleeng.coupons.models import CampaignKind

if TYPE_CHECKING:
    from cleeng.catalog.offer import LocalOffer
    from cleeng.coupons.models import Campaign

#: So many periods stand for all of a subscription, as in the MediaStore API's `discount.periods`.
ENDLESS = 999


@dataclass(frozen=True, slots=True)
class Coupon:
    """What a code takes off: `rate` percent, of a subscription for `periods` from the first or the second on."""

    code: str
    campaign_id: int
    kind: CampaignKind
    rate: Decimal
    offer_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    first_period: bool = True
    periods: int = 1
    method_required: bool = True

    @classmethod
    def of(cls, code: str, campaign: Campaign) -> Coupon:
        """Return what a code of a campaign gives."""
        return cls(
            code,
            campaign.id,
            campaign.kind,
            percent(campaign.discount_hundredths),
            tuple(campaign.offer_ids),
            tuple(campaign.tags),
            campaign.first_period,
            campaign.periods,
            campaign.method_required,
        )

    @property
    def later_periods(self) -> int:
        """How many periods after the first are reduced; ENDLESS for all of them."""
        return self.periods - self.first_period if self.periods < ENDLESS else ENDLESS

    def fits(self, offer: LocalOffer) -> bool:
        """Say whether it counts for an offer: of the right kind, among those named, and not free anyway."""
        if (offer.type is OfferType.SUBSCRIPTION) != (self.kind is CampaignKind.SUBSCRIPTION) or not offer.price:
            return False
        if not self.offer_ids and not self.tags:
            return True
        named = any(_means(OfferId.parse(id_), offer) for id_ in self.offer_ids)
        return named or not set(self.tags).isdisjoint(offer.tags)


def percent(hundredths: int) -> Decimal:
    """Return hundredths of a percent as a percentage: 1250 is 12.5."""
    return Decimal(hundredths) / 100


def _means(wanted: OfferId, offer: LocalOffer) -> bool:
    return wanted.number == offer.number and wanted.country in {"", offer.country}
