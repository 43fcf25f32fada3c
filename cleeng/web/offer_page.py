"""What the page of one offer shows, by what this viewer may do with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cleeng.api import Money
from cleeng.catalog.models import OfferType
from cleeng.entitlements.terms import first_renewal
from cleeng.orders.buyer import Buyer
from cleeng.orders.errors import CannotBuy, CountryBlocked, MembersOnly
from cleeng.orders.renewals import PERIODS
from cleeng.playback.errors import BlockedHere, CannotPlay, NothingToPlay, NotStarted
from cleeng.web import present
from cleeng.web.checkout import buyer_of
from cleeng.web.frame import origin_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pyramid.request import Request

    from cleeng.api import Playback
    from cleeng.catalog.offer import LocalOffer
    from cleeng.entitlements.ways import Access
    from cleeng.words import Words


#: What a viewer who bought it is told where it does not play.
_BOUGHT = {NotStarted: "soon", BlockedHere: "blocked"}
_CLOSED = {CountryBlocked: "blocked", MembersOnly: "members"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a viewer stands with an offer.

    `state` is "watch", "soon" (bought, begins later), "owned" (bought, has no film of its own), "buy",
    "members" (comes with a pass or subscription only), "blocked" or "over".  `access` is None unless bought.
    """

    state: str
    access: Access | None = None
    playback: Playback | None = None


def standing(request: Request, offer: LocalOffer) -> Standing:
    """Find out whether the viewer may watch; if not, whether he may buy."""
    services, customer_id = request.services, request.viewer.customer_id
    if customer_id is not None:
        access = services.entitlements.access(customer_id, offer.number, offer.country)
        try:
            services.playback.check(offer, customer_id, request.country)
            playback = playback_of(request, offer)
            return Standing("watch" if playback or player_code(offer) else "owned", access, playback)
        except CannotPlay as error:
            if access is not None and type(error) in _BOUGHT:
                return Standing(_BOUGHT[type(error)], access)
    try:
        services.orders.check(offer, Buyer(request.publisher.info.country, request.country))
    except CannotBuy as error:
        return Standing(_CLOSED.get(type(error), "over"))
    return Standing("buy")


def playback_of(request: Request, offer: LocalOffer) -> Playback | None:
    """Sign for the viewer, who may watch; None where the platform has no film of its own for the offer."""
    try:
        signed: Playback = request.services.playback.start(offer, request.viewer.customer_id, request.country)
    except NothingToPlay:
        return None
    return signed


def player_code(offer: LocalOffer) -> str:
    """Return the embed code that the publisher wants shown after access, "" for our own player."""
    return str(offer.details.get("player_code") or "")


def page(request: Request, offer: LocalOffer, *, notice: str = "") -> dict[str, Any]:
    """Return what the template shows."""
    words = request.words
    stands = standing(request, offer)
    if stands.state == "watch":
        allow_media(request, stands.playback.url if stands.playback else "")
    return {
        "title": _title(request, offer, stands.state),
        "offer": offer,
        "index": not request.frame.framed,
        "state": stands.state,
        "notice": notice,
        "poster": present.poster(offer) or request.static_path("cleeng_static:img/thumbnail.svg"),
        "badge": _badge(words, offer, request.now),
        "when": _when(words, offer),
        "starts": _starts(request, offer) if offer.starts_at and offer.starts_at > request.now else None,
        "until": _until(words, offer, stands.access),
        "through": _through(request, offer, stands.access),
        "price": _price(request, offer) if stands.state == "buy" else None,
        "closed": _closed(request, offer, stands.state),
        "ticks": _ticks(words, offer),
        "player": _player(request, offer, stands.playback) if stands.state == "watch" else None,
        "opened": _rows(request, request.services.catalog.opened_by(offer), owned=stands.access is not None),
        "covering": _rows(request, request.services.catalog.covering(offer)),
        "signed_in": request.viewer.customer_id is not None,
        "urls": _urls(request, offer),
    }


def own_url(request: Request, offer: LocalOffer) -> str:
    """Return the address of an offer's page as it stands now, to come back to: framed or not, and no session in it."""
    kept = {name: value for name in ("display", "origin", "locale", "theme") if (value := request.params.get(name))}
    return str(request.route_url("offer", offer_id=offer.id, _query=kept))


def allow_media(request: Request, url: str) -> None:
    """Let the page load the film from where it lies."""
    sources = [origin] if (origin := origin_of(url)) else []
    request.csp.add({"media-src": ["'self'", "blob:", *sources], "connect-src": sources})
    request.csp.add({"worker-src": ["blob:"], "frame-src": ["'self'"]})


def _urls(request: Request, offer: LocalOffer) -> dict[str, str]:
    here = own_url(request, offer)
    publisher = {"publisherId": str(request.publisher.id)}
    sign_in = {**publisher, "redirectUri": here, "mode": "sign-in"}
    return {
        "checkout": request.step_url("checkout", offer_id=offer.id, _query={"returnTo": here}),
        "sign_in": request.step_url("purchase", _query=sign_in),
        "account": request.step_url("account", _query=publisher),
    }


def _title(request: Request, offer: LocalOffer, state: str) -> str:
    words, name = request.words, request.publisher.info.name
    prefix = {"watch": words.text("Watch"), "over": words.text("No longer sold")}.get(state)
    return f"{prefix}: {offer.title}, {name}" if prefix else f"{offer.title}: {name}"


def _badge(words: Words, offer: LocalOffer, now: dt.datetime) -> str:
    if offer.type is not OfferType.EVENT or offer.starts_at is None or offer.ended(now):
        return ""
    return words.text("Live event") if offer.starts_at > now else words.text("Live now")


def _when(words: Words, offer: LocalOffer) -> dict[str, str] | None:
    if offer.starts_at is None:
        return None
    return {"text": words.local_moment(offer.starts_at), "iso": offer.starts_at.isoformat()}


def _starts(request: Request, offer: LocalOffer) -> dict[str, Any]:
    """Return how long until the start, and when that is by real time: a sandbox's clock may be ahead of it."""
    assert offer.starts_at is not None
    left = offer.starts_at - request.now
    minutes = int(left.total_seconds() // 60)
    until = request.application.clocks.base.now() + left
    return {
        "until": until.isoformat(timespec="seconds"),
        "parts": (minutes // 1440, minutes // 60 % 24, minutes % 60),
    }


def _until(words: Words, offer: LocalOffer, access: Access | None) -> str:
    if access is None:
        return ""
    if access.expires_at is None:
        return words.text("Yours to keep")
    if offer.type is OfferType.SUBSCRIPTION:
        return words.text("Paid until {date}", date=words.date(access.expires_at))
    return words.text("Watch until {moment}", moment=words.moment(access.expires_at))


def _through(request: Request, offer: LocalOffer, access: Access | None) -> str:
    """Name the pass or subscription that opens the offer, "" where it was bought itself."""
    if access is None or access.offer_number == offer.number:
        return ""
    return request.services.catalog.any_version(access.offer_number, offer.country).title


def _buyer(request: Request) -> Buyer:
    """Return who looks at the page; to see a price nobody has to sign in again."""
    return replace(buyer_of(request), customer_id=request.viewer.customer_id)


def _price(request: Request, offer: LocalOffer) -> dict[str, str]:
    words, t = request.words, request.words.text
    quote = request.services.orders.quote(offer, _buyer(request))
    if not quote.price:
        return {"amount": t("Free"), "period": "", "tax": "", "fee": "", "trial": ""}
    period = t(PERIODS[quote.period]) if quote.recurring else t("once")
    tax = t("the tax is worked out before you pay") if quote.tax_pending else ""
    if quote.tax:
        values = {"tax": quote.taxes[0].name, "country": words.country(quote.taxes[0].jurisdiction)}
        if quote.prices_include_tax:
            tax = t("including {tax} for {country}", **values)
        else:
            tax = t("plus {amount} {tax} for {country}", amount=words.money(quote.tax), **values)
    trial = ""
    if quote.in_trial and quote.recurring:
        values = {"date": words.date(first_renewal(offer, quote, request.now)), "amount": words.money(quote.recurring)}
        trial = t("Free until {date}, then {amount} {period} until you cancel.", period=period, **values)
    fees = Money.sum((fee.amount for fee in quote.fees), quote.price.currency)
    fee = t("A service fee of {amount} is in the price.", amount=words.money(fees)) if fees else ""
    return {"amount": words.money(quote.price + fees), "period": period, "tax": tax, "fee": fee, "trial": trial}


def _closed(request: Request, offer: LocalOffer, state: str) -> dict[str, str] | None:
    """Return why there is nothing to buy or to watch."""
    t, words = request.words.text, request.words
    if state == "blocked":
        text = present.blocked(words, request.publisher.info.name, offer.title, request.country)
        return {"heading": t("Not available in your country"), "text": text}
    if state == "members":
        return {"heading": t("For members"), "text": t("{title} is not sold by itself.", title=offer.title)}
    if state == "over" and offer.ends_at and offer.ended(request.now):
        heading = t("This event is over") if offer.type is OfferType.EVENT else t("This offer is no longer sold")
        return {"heading": heading, "text": t("It ended on {date}.", date=words.date(offer.ends_at))}
    if state == "over":
        return {"heading": t("This offer is no longer sold"), "text": t("If you bought it, sign in to watch it.")}
    return None


def _ticks(words: Words, offer: LocalOffer) -> list[str]:
    t = words.text
    found = [present.detail(words, offer)]
    if offer.type is OfferType.EVENT and offer.ends_at:
        found = [t("Live until {moment}", moment=words.moment(offer.ends_at))]
    if offer.type is not OfferType.SUBSCRIPTION and offer.price:
        found.append(t("One payment. It does not renew."))
    return [*found, t("In any current browser, on phone and computer")]


def _player(request: Request, offer: LocalOffer, playback: Playback | None) -> dict[str, str]:
    embedded = player_code(offer) or (playback and playback.embed)
    return {
        "url": playback.url if playback else "",
        "renew": request.step_url("offer.playback", offer_id=offer.id),
        "embed": request.step_url("offer.player", offer_id=offer.id) if embedded else "",
    }


def _rows(request: Request, offers: Sequence[LocalOffer], *, owned: bool = False) -> list[dict[str, str]]:
    """Show offers that go with this one, where the viewer may have them; what he owns has no price."""
    words = request.words
    found = []
    for offer in offers:
        if not offer.sold_in(request.country) or offer.ended(request.now):
            continue
        price = request.services.prices.shown(offer, _buyer(request))
        shown = {"price": words.money(price) if price else words.text("Free"), "period": ""}
        if offer.type is OfferType.SUBSCRIPTION and offer.price:
            shown["period"] = words.text(PERIODS[offer.period])
        found.append(
            {
                **(dict.fromkeys(shown, "") if owned else shown),
                "title": offer.title,
                "detail": present.detail(words, offer),
                "url": request.step_url("offer", offer_id=offer.id),
                "picture": present.poster(offer),
            }
        )
    return found
