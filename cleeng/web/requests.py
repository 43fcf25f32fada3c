"""What every request of the hosted pages knows: its publisher, database session, services, viewer and frame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPNotFound

from cleeng import ids
from cleeng.api import Place
from cleeng.catalog.errors import OfferNotFound
from cleeng.catalog.offer import OfferId
from cleeng.customers.models import Customer, CustomerStatus, CustomerToken
from cleeng.db import Unit
from cleeng.places import locate
from cleeng.web.frame import CARRIED, CHOSEN, Frame, origin_of
from cleeng.web.page import countries, words_of
from cleeng.web.routes import READING, WRITING_GETS
from cleeng.web.session import FIELD, Sessions, ViewerSession

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from pyramid.config import Configurator
    from pyramid.request import Request
    from sqlalchemy.orm import Session

    from cleeng.application import Application
    from cleeng.publishers.publisher import Publisher
    from cleeng.services import Services
    from cleeng.words import Words


def includeme(config: Configurator) -> None:
    """Add the properties to requests."""
    application: Application = config.registry["cleeng.application"]
    config.registry["cleeng.sessions"] = Sessions(application.secret)
    config.registry["cleeng.viewer"] = signed_in
    for function in (
        application_of,
        db,
        publisher,
        services,
        viewer,
        frame,
        csrf,
        country,
        place,
        words,
        now,
        country_names,
    ):
        config.add_request_method(function, _NAMES.get(function.__name__), reify=True)
    config.add_request_method(step_url)
    config.add_request_method(with_session)
    config.add_request_method(return_url)


_NAMES = {"application_of": "application", "country_names": "countries"}


def application_of(request: Request) -> Application:
    """Return the installation."""
    application: Application = request.registry["cleeng.application"]
    return application


def db(request: Request) -> Session:
    """Return the session: GET and HEAD read, unless their route says otherwise."""
    route = request.matched_route.name if request.matched_route else ""
    writes = route in WRITING_GETS or (request.method not in {"GET", "HEAD"} and route not in READING)
    session = request.application.database.session(request.tm, writes=writes)
    request.add_finished_callback(lambda _: session.close())
    return session


def publisher(request: Request) -> Publisher:
    """Return whose page this is: by the offer, order or id in the address, else by host, else the only one.

    :raises HTTPNotFound: nobody's.
    """
    publishers = request.application.publishers
    id_ = _publisher_id(request)
    found = publishers.get(id_) if id_ else None
    if found is None and not _named(request):
        found = publishers.at_host(request.domain) or publishers.only()
    if found is None:
        raise HTTPNotFound
    return found


def _named(request: Request) -> bool:
    """Whether the address names a publisher, not only an offer or order, which may be unknown."""
    return "publisher_id" in (request.matchdict or ()) or bool(_param(request, "publisherId"))


def _param(request: Request, name: str) -> str:
    return request.GET.get(name) or request.POST.get(name) or ""


def _carried(request: Request, name: str) -> str:
    """Return what goes along to the next step; of what the viewer may correct the form knows better."""
    chosen = request.POST.get(name) if name in CHOSEN else ""
    return chosen or _param(request, name)


def _publisher_id(request: Request) -> int | None:
    match: dict[str, str] = request.matchdict or {}
    if "publisher_id" in match:
        return int(match["publisher_id"])
    if "order_id" in match:
        return ids.owner(request.db, int(match["order_id"]), ids.Kind.ORDER)
    if offer_id := match.get("offer_id") or _param(request, "offerId").partition(",")[0]:
        try:
            return ids.owner(request.db, OfferId.parse(offer_id).number, ids.Kind.OFFER)
        except OfferNotFound:
            return None
    named = _param(request, "publisherId")
    return int(named) if re.fullmatch("[0-9]{9}", named) else None


def services(request: Request) -> Services:
    """Return the services of this page's publisher within this request's transaction."""
    return request.application.services(request.publisher, Unit(request.db, request.tm))


def frame(request: Request) -> Frame:
    """Return how the page stands before the viewer, and let it stand so: who may frame it, where a form may end."""
    found = Frame.read(request, request.publisher)
    if found.display is not None:
        allowed = found.display.headers(request.publisher.context(), request.publisher.settings.allowed_origins)
        request.csp.add({name: sources.split() for name, sources in allowed.items()})
    if found.return_to:
        request.csp.add({"form-action": [origin_of(found.return_to)]})  # browsers check redirects after a post as well
    return found


def viewer(request: Request) -> ViewerSession:
    """Return the viewer's session at this publisher; one that was ended elsewhere is empty."""
    sessions: Sessions = request.registry["cleeng.sessions"]
    now = request.application.clocks.base.now()
    session = sessions.read(request, request.publisher.id, framed=request.frame.framed, now=now)
    if session.customer_id is not None and not _stands(session, request.db):
        session.sign_out()
    session.touch(now)

    def keep(request: Request, response: Any) -> None:
        if session.changed:
            sessions.write(response, request, session, framed=request.frame.framed)

    request.add_response_callback(keep)
    return session


def signed_in(request: Request, publisher_id: int) -> int | None:
    """Return who is signed in at a publisher on our own origin, or None: what `cleeng.rpc` asks for autologin."""
    sessions: Sessions = request.registry["cleeng.sessions"]
    now = request.application.clocks.base.now()
    session = sessions.read(request, publisher_id, framed=False, now=now)
    if session.customer_id is None:
        return None
    with request.application.database.unit(writes=False) as unit:
        return session.customer_id if _stands(session, unit.db) else None


def _stands(session: ViewerSession, db: Session) -> bool:
    """Say whether a session is still good: no newer password, closed account or logout at the publisher's ended it."""
    customer = db.get(Customer, (session.publisher_id, session.customer_id))
    if customer is None or customer.session_epoch != session.epoch or customer.status is not CustomerStatus.ACTIVE:
        return False
    given = session.token and (session.publisher_id, bytes.fromhex(session.token))
    return not given or db.get(CustomerToken, given) is not None


def csrf(request: Request) -> str:
    """Return the token that this viewer's forms carry."""
    sessions: Sessions = request.registry["cleeng.sessions"]
    return sessions.csrf_token(request.viewer)


def country(request: Request) -> str:
    """Return the country where the request comes from, "" if unknown."""
    return str(request.place.country)


def place(request: Request) -> Place:
    """Return where the request comes from; its country is "" if unknown."""
    return locate(request.publisher, request.remote_addr or "") or Place("")


def words(request: Request) -> Words:
    """Return texts, amounts and dates for this viewer."""
    return words_of(request)


def now(request: Request) -> dt.datetime:
    """Return the publisher's moment."""
    return request.publisher.clock.now()


def country_names(request: Request) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of every country, in the viewer's language."""
    return countries(request.words.locale)


def step_url(request: Request, route: str, **match: Any) -> str:
    """Return the address of another step, with what is carried along; None in `_query` leaves it behind."""
    return _carrying(request, route, match, lambda sessions: sessions.text(request.viewer))


def return_url(request: Request, route: str, **match: Any) -> str:
    """Return an address to hand to a gateway: where the session has to travel along, it is good for an hour."""
    return _carrying(request, route, match, lambda sessions: sessions.ticket(request.viewer))


def _carrying(request: Request, route: str, match: dict[str, Any], session: Callable[[Sessions], str]) -> str:
    extra = match.pop("_query", {})
    query = {name: value for name in CARRIED if (value := _carried(request, name))}
    query |= {name: value for name, value in extra.items() if value}
    for name in [name for name, value in extra.items() if value is None]:
        query.pop(name, None)
    if request.frame.framed and request.viewer.cookieless:
        query[FIELD] = session(request.registry["cleeng.sessions"])
    return str(request.route_url(route, _query=query, **match))


def with_session(request: Request, url: str) -> str:
    """Return an address of ours, with the session in it where the browser keeps no cookie in frames."""
    if not (request.frame.framed and request.viewer.cookieless):
        return url
    session = urlencode({FIELD: request.registry["cleeng.sessions"].text(request.viewer)})
    return f"{url}{'&' if '?' in url else '?'}{session}"
