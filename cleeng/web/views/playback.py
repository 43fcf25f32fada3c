"""`/o/{offerId}/playback`: an address that plays, for the hosted page and for players on publishers' sites."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response
from pyramid.view import view_config

from cleeng.api import Carrier, CleengError
from cleeng.catalog.errors import OfferNotFound
from cleeng.customers.errors import InvalidToken
from cleeng.playback.errors import AccountClosed, BlockedHere, NoAccess, NothingToPlay, NotStarted
from cleeng.web.checkout import offer_of
from cleeng.web.frame import allowed_origin

if TYPE_CHECKING:
    from pyramid.request import Request

#: Seconds for which a browser remembers that it may ask.
PREFLIGHT_KEPT = 600


class NotSignedIn(CleengError):
    """Neither a session nor a customer's token came with the request."""

    code = "not_signed_in"


REFUSALS: dict[type[Exception], tuple[int, str]] = {
    NotSignedIn: (401, "Send a customer's token, or sign in."),
    InvalidToken: (401, "The token is unknown, expired, or another publisher's."),
    OfferNotFound: (404, "This publisher has no such offer."),
    AccountClosed: (403, "The customer's account is not active."),
    NoAccess: (403, "This customer did not buy it, or the access is over."),
    NotStarted: (403, "It begins later."),
    NothingToPlay: (403, "There is nothing to play here."),
    BlockedHere: (451, "The publisher may not show it where you are."),
}


@view_config(route_name="offer.playback", request_method="OPTIONS", require_csrf=False)
def preflight(request: Request) -> Response:
    """Tell a browser whether a page of another site may ask."""
    response = Response(status=204)
    with contextlib.suppress(HTTPNotFound):
        _allow_origin(request, response)
    return response


@view_config(route_name="offer.playback", request_method=("GET", "POST"), require_csrf=False, renderer="json")
def playback(request: Request) -> dict[str, Any]:
    """Answer `{url, kind, values, expiresAt, refreshAfter}` (POSIX seconds), or `{error: {code, message}}`.

    Whose access it is says the page's session, or on other sites `Authorization: Bearer <customerToken>`.
    """
    request.response.headers["Cache-Control"] = "no-store"
    try:
        _allow_origin(request, request.response)
        signed = request.services.playback.start(offer_of(request), _customer_id(request), request.country)
    except (HTTPNotFound, *REFUSALS) as error:
        return _refuse(request, error)
    return {
        "url": request.relative_url(signed.url, to_application=True) if signed.url else "",
        "kind": signed.kind.value,
        "values": {} if signed.kind is Carrier.URL else dict(signed.values),
        "expiresAt": int(signed.expires_at.timestamp()),
        "refreshAfter": int(signed.refresh_after.timestamp()),
    }


def _customer_id(request: Request) -> int:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return int(request.services.tokens.customer_of(token.strip()))
    if request.viewer.customer_id is None:
        raise NotSignedIn
    return int(request.viewer.customer_id)


def _refuse(request: Request, error: Exception) -> dict[str, Any]:
    known = OfferNotFound() if isinstance(error, HTTPNotFound) else error
    request.response.status_int, message = REFUSALS[type(known)]
    answer: dict[str, Any] = {"error": {"code": getattr(known, "code", ""), "message": message}}
    if isinstance(error, NotStarted):
        answer["startsAt"] = int(error.args[0].timestamp())
    return answer


def _allow_origin(request: Request, response: Response) -> None:
    """Let pages of the publisher's own sites read the answer.  Cookies never count there: only the token does."""
    response.headers["Vary"] = "Origin"
    origin = allowed_origin(request.headers.get("Origin", ""), request, request.publisher)
    if origin:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_KEPT)
