"""Until when a purchase gives access: pure, by type of offer (product reference, 1.1)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cleeng.catalog.models import OfferType
from cleeng.subscriptions.periods import boundary

if TYPE_CHECKING:
    from cleeng.catalog.offer import LocalOffer
    from cleeng.pricing.quote import Quote


def access_until(offer: LocalOffer, quote: Quote, bought_at: dt.datetime) -> dt.datetime | None:
    """Return when access ends; None for good.

    A rental runs its hours from the purchase, a bundle too if it has any, a video on demand its days; an event runs
    to its end, a pass its period or to its date, a subscription to the end of its trial or first period.
    """
    match offer.type:
        case OfferType.SINGLE:
            return None
        case OfferType.RENTAL | OfferType.BUNDLE:
            return bought_at + dt.timedelta(hours=int(offer.period)) if offer.period else None
        case OfferType.VOD:
            return bought_at + dt.timedelta(days=int(offer.period)) if offer.period else None
        case OfferType.EVENT:
            return offer.ends_at
        case OfferType.PASS:
            return offer.ends_at or boundary(bought_at, offer.period, 1)
        case OfferType.SUBSCRIPTION:
            return first_renewal(offer, quote, bought_at)


def first_renewal(offer: LocalOffer, quote: Quote, bought_at: dt.datetime) -> dt.datetime:
    """Return when a subscription is first due: after its trial, else after one period."""
    if quote.trial_days:
        return bought_at + dt.timedelta(days=quote.trial_days)
    return boundary(bought_at, offer.period, quote.trial_periods or 1)
