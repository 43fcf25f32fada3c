"""What a customer owns, as the account shows it: the library and the subscriptions."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cleeng.catalog.models import OfferType
from cleeng.coupons.coupon import ENDLESS
from cleeng.orders.renewals import PERIODS
from cleeng.subscriptions.models import SubscriptionStatus
from cleeng.subscriptions.periods import boundary
from cleeng.web import present

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from pyramid.request import Request

    from cleeng.catalog.offer import LocalOffer
    from cleeng.entitlements.service import Owned
    from cleeng.subscriptions.models import Subscription
    from cleeng.words import Words


def subscription(
    words: Words, plan: Subscription, offer: LocalOffer, names: Mapping[int, str], now: dt.datetime
) -> dict[str, Any]:
    """Show a subscription: what it costs, when the next payment is due, with what."""
    t, price, when = words.text, words.money(plan.price), words.date(plan.next_renewal_at)
    facts = [(t("Price"), f"{price} {t(PERIODS[plan.period])}" if plan.price else t("Free"))]
    if coupon := _coupon(words, plan):
        facts.append((t("Coupon"), coupon))
    if plan.status is SubscriptionStatus.CANCELLED:
        facts.append((t("Ends"), when))
    elif plan.price:
        paid_with = names.get(plan.method_id or 0)
        next_ = t("{date} with {method}", date=when, method=paid_with) if paid_with else when
        facts.append((t("First payment") if plan.next_renewal_at == plan.trial_ends_at else t("Next payment"), next_))
    facts.append((t("Member since"), words.date(plan.created_at)))
    trial = plan.trial_ends_at is not None and plan.trial_ends_at > now
    cancelled = plan.status is SubscriptionStatus.CANCELLED
    state = t("Cancelled") if cancelled else t("Free trial") if trial else t("Active")
    return {"id": plan.id, "title": offer.title, "state": state, "good": not cancelled, "facts": facts}


def _coupon(words: Words, plan: Subscription) -> str:
    """Say what a coupon takes off the next payments, "" if none takes anything off any more."""
    if not plan.coupon_code or plan.status is SubscriptionStatus.CANCELLED:
        return ""
    values = {"code": plan.coupon_code, "rate": words.percent(Decimal(plan.discount_hundredths) / 100)}
    if plan.discount_periods >= ENDLESS:
        return words.text("{code}, {rate} off", **values)
    ends = boundary(plan.anchor_at, plan.period, plan.discount_from - 1 + plan.discount_periods)
    if ends <= plan.next_renewal_at:
        return ""
    return words.text("{code}, {rate} off until {date}", date=words.date(ends), **values)


def library(request: Request, owned: Sequence[Owned], offers: Mapping[int, LocalOffer]) -> list[dict[str, Any]]:
    """List what was bought, each offer once with its longest access; subscriptions stand elsewhere."""
    now = request.now
    best: dict[int, Owned] = {}
    for one in owned:
        known = best.get(one.offer_number)
        if known is None or _end(one) > _end(known):
            best[one.offer_number] = one
    rows = [_item(request, one, offers[number], now) for number, one in best.items() if _listed(offers[number])]
    return sorted(rows, key=lambda row: not row["running"])


def _end(one: Owned) -> tuple[bool, float]:
    return one.expires_at is None, one.expires_at.timestamp() if one.expires_at else 0.0


def _listed(offer: LocalOffer) -> bool:
    return offer.type is not OfferType.SUBSCRIPTION


def _item(request: Request, one: Owned, offer: LocalOffer, now: dt.datetime) -> dict[str, Any]:
    t = request.words.text
    running = one.expires_at is None or one.expires_at > now
    again = offer.active and not offer.ended(now)
    button = t("Watch") if offer.video_id else t("View")
    if not running:
        button = (
            (t("Rent again") if offer.type in (OfferType.RENTAL, OfferType.VOD) else t("Buy again")) if again else ""
        )
    return {
        "title": offer.title,
        "detail": _status(request.words, one, offer, now),
        "picture": present.poster(offer),
        "running": running,
        "button": button,
        "url": request.step_url("offer", offer_id=offer.id),
    }


def _status(words: Words, one: Owned, offer: LocalOffer, now: dt.datetime) -> str:
    t = words.text
    if one.expires_at is None:
        return t("Bought {date}, yours to keep", date=words.date(one.starts_at))
    if one.expires_at <= now:
        return t("Ended {date}", date=words.date(one.expires_at))
    if offer.starts_at is not None and offer.starts_at > now:
        return present.detail(words, offer)
    return t("Until {moment}", moment=words.moment(one.expires_at))
