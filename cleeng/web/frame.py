"""How the page stands before the viewer: in which display, embedded by whom, and where to go afterwards.

All of it travels in the address from step to step and is checked at each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from cleeng.api.pages import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyramid.request import Request

    from cleeng.api import CheckoutDisplay
    from cleeng.publishers.publisher import Publisher


_ASCII = "".join(map(chr, range(33, 127)))

#: What is carried from step to step.
CARRIED = (
    "country",
    "currency",
    "coupon",
    "display",
    "origin",
    "returnTo",
    "locale",
    "theme",
    "publisherId",
    "transactionExternalData",
)
#: Of these, what the viewer may choose in a form.
CHOSEN = ("country", "currency", "locale")


@dataclass(frozen=True, slots=True)
class Frame:
    """A checked reading of the address.  `origin` and `return_to` are "" unless the publisher allows them."""

    display: CheckoutDisplay | None
    name: str = "page"  #: what the stylesheet calls it
    origin: str = ""
    return_to: str = ""
    theme: str = ""

    @property
    def framed(self) -> bool:
        """Whether the page stands in a frame of another page."""
        return self.display is not None and self.display.framed

    @classmethod
    def read(cls, request: Request, publisher: Publisher) -> Frame:
        """Read `display`, `origin`, `returnTo` and `theme`; what is not allowed is left out."""
        displays = publisher.providers["checkout"]
        asked = request.params.get("display") or request.params.get("checkoutType") or ""
        if not asked and request.params.get("popup") == "1":
            asked = "popup"
        display = displays.get(asked) or displays.get("redirect")
        name = display.name if display is not None and display.name != "redirect" else "page"
        theme = request.params.get("theme", "")
        return cls(
            display,
            name,
            allowed_origin(request.params.get("origin", ""), request, publisher),
            allowed_address(request.params.get("returnTo", ""), request, publisher),
            theme if theme in {"light", "dark"} else "",
        )


def allowed_origin(origin: str, request: Request, publisher: Publisher) -> str:
    """Return `origin` if it is the server's own or one that the publisher allows, else ""."""
    allowed: Sequence[str] = publisher.settings.allowed_origins
    if origin == request.host_url or origin in allowed:
        return origin
    return origin if "*" in allowed and ORIGIN.fullmatch(origin) else ""


def allowed_address(url: str, request: Request, publisher: Publisher) -> str:
    """Return `url` in ASCII, as headers want it, if it lies at an allowed origin, else "": no open redirect."""
    if any(ord(c) <= 32 or c == "\\" for c in url):  # noqa: PLR2004 - blanks and controls
        return ""
    return quote(url, safe=_ASCII) if allowed_origin(origin_of(url), request, publisher) else ""


def is_offer_page(url: str, request: Request) -> bool:
    """Say whether an address is our own page of an offer: it has the session, and may stand in the same frame."""
    return url.startswith(f"{request.host_url}/o/")


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address, "" if it has none or names a user."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin if ORIGIN.fullmatch(origin) else ""
