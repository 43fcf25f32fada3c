"""The page of one offer: to buy, and after that to watch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import escape
from pyramid.httpexceptions import HTTPForbidden, HTTPSeeOther
from pyramid.response import Response
from pyramid.view import view_config

from cleeng.customers.errors import LinkSpent
from cleeng.customers.models import LinkPurpose
from cleeng.playback.errors import CannotPlay
from cleeng.web.checkout import offer_of
from cleeng.web.offer_page import own_url, page, playback_of, player_code

if TYPE_CHECKING:
    from pyramid.request import Request

    from cleeng.catalog.offer import LocalOffer

#: What a purchase or a sign-in adds to the address that it returns to; it has no business in a browser's history.
RETURNED = ("CleengClientAccessToken", "cleengResult")

#: A publisher's player code is somebody else's page: it gets an origin of its own, and none of our cookies.
PLAYER_CSP = "sandbox allow-scripts allow-presentation allow-popups allow-popups-to-escape-sandbox"


@view_config(route_name="offer", request_method="GET", renderer="offer.pt")
def show(request: Request) -> Any:
    """Show the offer as this viewer may have it: to buy, to wait for, to watch."""
    offer = offer_of(request)
    if any(name in request.GET for name in RETURNED):
        return HTTPSeeOther(own_url(request, offer))
    link = request.GET.get("link")
    if link is None:
        return page(request, offer)
    if request.method == "GET" and _sign_in_by_link(request, link):
        return HTTPSeeOther(own_url(request, offer))
    if request.viewer.customer_id is not None:
        return HTTPSeeOther(own_url(request, offer))
    spent = request.words.text("This link was used already, or it is too old. Sign in to watch.")
    return page(request, offer, notice=spent)


@view_config(route_name="offer.player", request_method="GET")
def player(request: Request) -> Response:
    """Serve the publisher's player code to who may watch: embed code is seen after access only."""
    offer, customer_id = offer_of(request), request.viewer.customer_id
    if customer_id is None:
        raise HTTPForbidden
    try:
        request.services.playback.check(offer, customer_id, request.country)
    except CannotPlay as error:
        raise HTTPForbidden from error
    playback = playback_of(request, offer)
    code = player_code(offer) or (playback.embed if playback else "")
    url = playback.url if playback else ""
    response = Response(_document(request, offer, code, url), content_type="text/html", charset="utf-8")
    around = request.csp.get("frame-ancestors") if request.frame.framed else ["'self'"]
    response.headers["Content-Security-Policy"] = f"{PLAYER_CSP}; frame-ancestors {' '.join(around)}"
    return response


def _document(request: Request, offer: LocalOffer, code: str, url: str) -> str:
    """Return a page that holds nothing but the code; `{playbackUrl}` in it becomes the signed address."""
    address = escape(request.relative_url(url)) if url else ""
    code_head = str(offer.details.get("player_code_head") or "")
    style = "html,body{margin:0;height:100%;background:#000}body>*{display:block;width:100%;height:100%;border:0}"
    head = f'<meta charset="utf-8"><title>{escape(offer.title)}</title><style>{style}</style>{code_head}'
    page = f'<!doctype html><html lang="en"><head>{head}</head><body>{code}</body></html>'
    return page.replace("{playbackUrl}", address)


def _sign_in_by_link(request: Request, link: str) -> bool:
    """Let who opens the mail's link watch here.  It may be forwarded: to pay or change anything takes a sign-in."""
    application = request.application
    with application.database.unit() as unit:
        services = application.services(request.publisher, unit)
        try:
            customer = services.sign_in.by_link(link, LinkPurpose.WATCH)
        except LinkSpent:
            return False
        customer_id, epoch = customer.id, customer.session_epoch
    request.viewer.sign_in(customer_id, epoch, request.application.clocks.base.now())
    request.viewer.seen_at = 0
    return True
