"""Pages for what cannot be bought: each its own, each saying what to do instead."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import exception_view_config

from cleeng.catalog.errors import OfferNotFound
from cleeng.orders.errors import CountryBlocked, HasAccess, MembersOnly, OfferInactive, OrderNotFound
from cleeng.payments.errors import InsecureConnection, PaymentNotFound
from cleeng.web import present
from cleeng.web.checkout import offer_of
from cleeng.web.views.payment import completion

if TYPE_CHECKING:
    from pyramid.request import Request

log = logging.getLogger(__name__)
RENDERER = "checkout/refusal.pt"


def _page(request: Request, status: int, heading: str, text: str, **more: Any) -> dict[str, Any]:
    request.response.status_int = status
    values = {"title": heading, "heading": heading, "text": text, "good": False, "item": None, "link": None}
    return {**values, "completion": None, **more}


@exception_view_config(HasAccess, renderer=RENDERER)
def has_access(error: HasAccess, request: Request) -> Any:
    """Good news: nothing to pay.  A post is led to the page that says so."""
    if request.method == "POST":
        return HTTPSeeOther(request.step_url("checkout", offer_id=_offer(request).id))
    t, offer = request.words.text, _offer(request)
    reason = t("There is nothing to pay.")
    if error.args[0] != offer.number:
        by = request.services.catalog.any_version(error.args[0], offer.country)
        reason = t("{title} includes this. There is nothing to pay.", title=by.title)
    ended = completion(request, offer)
    return _page(
        request,
        200,
        t("You already have access"),
        reason,
        good=True,
        item=present.item(request.words, offer, "", present.poster(offer)),
        link=(t("Watch now"), ended["watch_url"]),
        completion=ended["completion"],
    )


@exception_view_config(OfferInactive, renderer=RENDERER)
def inactive(_error: OfferInactive, request: Request) -> dict[str, Any]:
    """No longer sold."""
    t, offer = request.words.text, _offer(request)
    since = offer.ends_at if offer.ends_at and offer.ended(request.now) else None
    text = (
        t("It ended on {date}.", date=request.words.date(since))
        if since
        else t("{title} was taken off sale.", title=offer.title)
    )
    return _page(request, 410, t("This offer is no longer sold"), text, link=_home(request, t("See what is on")))


@exception_view_config(CountryBlocked, renderer=RENDERER)
def blocked(error: CountryBlocked, request: Request) -> dict[str, Any]:
    """Not where the viewer is."""
    words = request.words
    text = present.blocked(words, request.publisher.info.name, _offer(request).title, error.args[0])
    link = _home(request, words.text("See what is on"))
    return _page(request, 451, words.text("Not available in your country"), text, link=link)


@exception_view_config(MembersOnly, renderer=RENDERER)
def members_only(_error: MembersOnly, request: Request) -> dict[str, Any]:
    """Not sold by itself: led to the page that says what it comes with."""
    t, offer = request.words.text, _offer(request)
    link = (t("See what it comes with"), request.step_url("offer", offer_id=offer.id))
    text = t("{title} is not sold by itself.", title=offer.title)
    return _page(request, 403, t("For members"), text, link=link)


@exception_view_config(InsecureConnection, renderer=RENDERER)
def insecure(_error: InsecureConnection, request: Request) -> dict[str, Any]:
    """Real money over plain HTTP."""
    log.error("a payment was refused because the page is not served over HTTPS")
    t = request.words.text
    return _page(
        request, 403, t("This page is not secure"), t("Payments need an encrypted connection. Nothing was charged.")
    )


@exception_view_config(OfferNotFound, renderer=RENDERER)
@exception_view_config(OrderNotFound, renderer=RENDERER)
@exception_view_config(PaymentNotFound, renderer=RENDERER)
def unknown(_error: Exception, request: Request) -> dict[str, Any]:
    """No such thing, or not this viewer's."""
    t = request.words.text
    go = t("Go to {name}", name=request.publisher.info.name)
    return _page(request, 404, t("This page does not exist"), t("The link may be old."), link=_home(request, go))


def _offer(request: Request) -> Any:
    if "offer_id" in request.matchdict:
        return offer_of(request)
    order = request.services.orders.get(int(request.matchdict["order_id"]))
    return request.services.catalog.by_number(order.offer_number, order.offer_country)


def _home(request: Request, text: str) -> tuple[str, str] | None:
    home = request.publisher.settings.branding.home_url
    return (text, home) if home and text else None
