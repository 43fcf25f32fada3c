"""Checkout displays and account pages: how the core's pages are framed."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cleeng.api.provider import Provider

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleeng.api.context import Context, CustomerInfo


@dataclass(frozen=True, slots=True)
class CheckoutResult:
    """How a checkout ended.  `return_to` is an address of the publisher's, checked, or ""."""

    success: bool
    offer_id: str
    order_id: str = ""
    access_granted: bool = False
    return_to: str = ""
    origin: str = ""  #: the embedding page's, checked against the publisher's

    def message(self) -> Mapping[str, Any]:
        """Return what the browser library understands; the core adds the customer's token."""
        return {
            "source": "cleeng",
            "type": "completed",
            "result": {
                "authorizationSuccessful": self.success,
                "offerId": self.offer_id,
                "id": self.order_id,
                "accessGranted": self.access_granted,
            },
        }


@dataclass(frozen=True, slots=True)
class GoTo:
    """Send the browser there; "" means stay on the page that says how it went."""

    url: str


@dataclass(frozen=True, slots=True)
class Post:
    """Tell the embedding window: a message to exactly this origin; `close` ends the window afterwards."""

    origin: str
    message: Mapping[str, Any] = field(default_factory=dict)
    close: bool = False


Completion = GoTo | Post

#: Scheme, host and port, as a browser says them.
ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?", re.IGNORECASE | re.ASCII)


def frame_ancestors(allowed_origins: Sequence[str]) -> str:
    """Return the sources of `frame-ancestors` that let exactly these origins frame a page, and ourselves.

    `*` and whatever else is no origin is left out: a checkout is never framed by just anybody.
    """
    return " ".join(["'self'", *(origin for origin in allowed_origins if ORIGIN.fullmatch(origin))])


class CheckoutDisplay(Provider, ABC):
    """One way to show the checkout.  Steps and views are the core's; a display decides on framing only."""

    framed: bool = False  #: stands in a frame of the publisher's page
    layout: str = "cleeng_templates:layout.pt"

    def headers(self, ctx: Context, allowed_origins: Sequence[str]) -> Mapping[str, str]:
        """Return who may frame the pages of this display: `{"frame-ancestors": sources}`, nobody by default.

        The core merges the sources into its Content-Security-Policy.  `allowed_origins` are the publisher's.
        """
        return {"frame-ancestors": "'none'"}

    @abstractmethod
    def complete(self, ctx: Context, result: CheckoutResult) -> Completion:
        """Say where the viewer goes, or what the embedding page is told."""

    @abstractmethod
    def snippet(self, ctx: Context, offer_id: str, base_url: str) -> str:
        """Return the HTML that a publisher pastes."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an account page: `template` is an asset rendered with `data`; sorted by `weight`."""

    id: str
    title: str
    weight: int
    template: str
    data: Mapping[str, Any] = field(default_factory=dict)


class AccountPage(Provider, ABC):
    """A page where a customer sees to things: its address, its layout, the order of its sections."""

    path: str = "/my-account"
    layout: str = "cleeng_templates:layout.pt"

    @abstractmethod
    def arrange(self, ctx: Context, customer: CustomerInfo, sections: Sequence[Section]) -> Sequence[Section]:
        """Return the sections to show, in order."""
