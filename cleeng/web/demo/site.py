"""The pages of the demo publisher's site: what is on, four ways to sell it, three ways to play it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from pyramid.httpexceptions import HTTPFound, HTTPNotFound
from pyramid.response import Response

from cleeng.catalog.models import OfferType
from cleeng.db import Unit, outside_transaction
from cleeng.settings.application import DEMO_PUBLISHER
from cleeng.web.chameleon import template
from cleeng.web.demo import caller

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyramid.request import Request

    from cleeng.catalog.offer import LocalOffer
    from cleeng.publishers.publisher import Publisher
    from cleeng.services import Services

#: The cookie in which the browser library keeps the customer's token, on the publisher's own site.
TOKEN = "CleengClientAccessToken"  # noqa: S105 - a name
_TOKEN = re.compile(r"[\w-]{48}")

KINDS = {
    OfferType.SINGLE: "Film",
    OfferType.RENTAL: "Rental",
    OfferType.EVENT: "Live",
    OfferType.PASS: "Pass",
    OfferType.SUBSCRIPTION: "Subscription",
    OfferType.VOD: "Video on demand",
    OfferType.BUNDLE: "Bundle",
}
#: Types whose offers borrow the poster of another.
POSTERS = {OfferType.VOD: OfferType.RENTAL, OfferType.BUNDLE: OfferType.PASS}
#: What a page of the demo says about itself: name, headline, explanation.
MODES = {
    "inline": ("Inline", "The checkout stands in the page", "It fills a container and grows with what is in it."),
    "overlay": ("Overlay", "The checkout lies over the page", "Nothing on the page has to change but the button."),
    "popup": ("Popup", "The checkout has a window of its own", "For players that are embedded on many sites."),
    "redirect": ("Redirect", "The checkout is a page of its own", "A plain link there and back; it needs no script."),
}
PLAYERS = {
    "in-page": (
        "In the page",
        "The server decides",
        "Our own server reads the customer's token, asks who may watch, and renders the player or the teaser.",
    ),
    "in-player": (
        "In the player",
        "The player asks",
        "A player module checks access, opens the checkout in a popup and plays as soon as it is paid.",
    ),
    "wrapped": (
        "Wrapped",
        "The embed code appears after access",
        "The page embeds the hosted page of the film: to buy, and after that to watch, all in one place.",
    ),
}


@dataclass(frozen=True)
class Site:
    """The site as one visitor opens it; `base` is where the platform is: another origin if the address says so."""

    request: Request
    publisher: Publisher

    @cached_property
    def base(self) -> str:
        """Where the browser library and the checkout come from."""
        asked = self.request.GET.get("base", "")
        return asked if asked in self._bases else self.request.host_url

    @property
    def _bases(self) -> set[str]:
        """The origins that this server is known by: no page of ours loads scripts from anywhere else."""
        own = urlsplit(self.request.host_url)
        names = {"localhost", "127.0.0.1"}
        neighbours = {f"{own.scheme}://{name}:{own.port}" for name in names} if own.hostname in names else set()
        return {self.request.application.settings.base_url, self.request.host_url, *neighbours} - {""}

    @cached_property
    def services(self) -> Services:
        """The demo publisher's services."""
        application = self.request.application
        found: Services = application.services(self.publisher, Unit(self.request.db, self.request.tm))
        return found

    def link(self, path: str = "", **query: str) -> str:
        """Return the address of a page of the site; it keeps the platform's origin, where that is another."""
        if self.base != self.request.host_url:
            query["base"] = self.base
        return f"/demo/{path}" + (f"?{urlencode(query)}" if query else "")

    def offers(self) -> list[LocalOffer]:
        """Return what is on: everything that is on sale, films first, each once."""
        catalog, info = self.services.catalog, self.publisher.info
        shown: dict[int, LocalOffer] = {}
        for type_ in OfferType:
            for offer in catalog.list_offers(type_, active=True, offset=0, limit=12)[0]:
                if offer.number not in shown or offer.country == info.country:
                    shown[offer.number] = offer
        now = self.publisher.clock.now()
        return [offer for offer in shown.values() if not offer.ended(now)]

    def film(self) -> LocalOffer:
        """Return the offer that the address names, else the first that can be played.

        :raises HTTPNotFound: there is none.
        """
        asked = self.request.GET.get("offer", "")
        for offer in self.offers():
            if (offer.id == asked) if asked else offer.video_id:
                return offer
        raise HTTPNotFound

    def token(self) -> str:
        """Return the customer's token that the browser sent, "" for none."""
        token = self.request.cookies.get(TOKEN, "")
        return token if _TOKEN.fullmatch(token) else ""

    def render(self, file: str, title: str, **values: Any) -> Response:
        """Return a page of the site, under a policy such as a publisher's site might have."""
        shared = {
            "site": self,
            "title": title,
            "base": self.base,
            "link": self.link,
            "modes": MODES,
            "players": PLAYERS,
            "publisher_id": DEMO_PUBLISHER,
            "kinds": KINDS,
            "price": _price,
            "poster": _poster,
            "layout": template("cleeng.web.demo:templates/layout.pt"),
            "parts": template("cleeng.web.demo:templates/parts.pt"),
        }
        page = template(f"cleeng.web.demo:templates/{file}.pt").render(**{**shared, **values})
        response = Response(page, content_type="text/html", charset="utf-8")
        response.headers["Content-Security-Policy"] = self._policy()
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
        return response

    def _policy(self) -> str:
        media = f"blob: {self.base} {self.request.application.settings.base_url}".strip()
        return (
            f"default-src 'none'; script-src 'self' {self.base}; style-src 'self'; img-src 'self' data: https:; "
            f"connect-src 'self' {media.removeprefix('blob: ')}; media-src 'self' {media}; worker-src blob:; "
            f"frame-src {self.base}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
        )


def index(site: Site) -> Response:
    """Show what is on, and the ways to buy and to play it."""
    return site.render("index", "Demo Sports", offers=site.offers())


def checkout(site: Site) -> Response:
    """Sell one film in the mode that the address names, by the very lines that the display gives publishers."""
    mode = site.request.matchdict["mode"]
    display, offer = site.publisher.providers["checkout"].get(mode), site.film()
    if display is None:
        raise HTTPNotFound
    name, headline, text = MODES[mode]
    snippet = display.snippet(site.publisher.context(), offer.id, site.base)
    if mode == "redirect":
        here = f"{site.request.host_url}{site.link(mode, offer=offer.id)}"
        snippet = snippet.replace('?display=redirect"', f'?display=redirect&amp;returnTo={quote(here, safe="")}"')
    about = {"offer": offer, "name": name, "headline": headline, "text": text, "path": mode, "offers": site.offers()}
    return site.render("checkout", f"{offer.title}: {name}", snippet=snippet, **about)


def in_page(site: Site) -> Response:
    """Render the player or the teaser, as our own server decides."""
    offer, token = site.film(), site.token()
    with outside_transaction(site.request.tm):
        base = site.request.application.settings.base_url or site.base  # no client says whom our server calls
        granted = bool(token) and caller.has_access(base, offer.id, token, site.request.remote_addr or "")
        url = caller.playback_url(base, offer.id, token) if granted else ""
    return _player(site, "in-page", offer, granted=granted, url=url)


def in_player(site: Site) -> Response:
    """Render a player module that sees to everything in the browser."""
    return _player(site, "in-player", site.film())


def wrapped(site: Site) -> Response:
    """Embed the hosted page of the film."""
    offer = site.film()
    query = {"display": "inline", "origin": site.request.host_url}
    return _player(site, "wrapped", offer, frame=f"{site.base}/o/{quote(offer.id)}?{urlencode(query)}")


def to_index(site: Site) -> Response:
    """Lead from `/demo` to `/demo/`."""
    return HTTPFound(site.link())


def _player(site: Site, name: str, offer: LocalOffer, **values: Any) -> Response:
    label, headline, text = PLAYERS[name]
    about = {"offer": offer, "name": label, "headline": headline, "text": text, "path": name, "offers": site.offers()}
    return site.render(name, f"{offer.title}: {label}", **about, **values)


def _price(offer: LocalOffer) -> str:
    if not offer.price:
        return "Free"
    price = f"{offer.price.decimal} {offer.price.currency}"
    return f"{price} a {offer.period}" if offer.type is OfferType.SUBSCRIPTION else price


def _poster(offer: LocalOffer) -> str:
    details: Mapping[str, Any] = offer.details
    word = POSTERS.get(offer.type, offer.type).word
    return str(details.get("background_image_url") or f"/demo/posters/{word}.svg")
