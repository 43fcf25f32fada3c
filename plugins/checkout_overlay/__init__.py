"""Checkout in a dialog over the publisher's page: nothing on the site has to change."""

from collections.abc import Mapping, Sequence
from html import escape

from cleeng.api import (
    CheckoutDisplay,
    CheckoutResult,
    Completion,
    Context,
    GoTo,
    Post,
    frame_ancestors,
    hookimpl,
)


class OverlayDisplay(CheckoutDisplay):
    """A frame in a dialog that the browser library draws and closes."""

    name = "overlay"
    title = "Overlay"
    framed = True

    def headers(self, ctx: Context, allowed_origins: Sequence[str]) -> Mapping[str, str]:
        """Let the publisher's pages frame us."""
        return {"frame-ancestors": frame_ancestors(allowed_origins)}

    def complete(self, ctx: Context, result: CheckoutResult) -> Completion:
        """Tell the page around the frame; without one, go on as a redirect would."""
        return Post(result.origin, result.message()) if result.origin else GoTo(result.return_to)

    def snippet(self, ctx: Context, offer_id: str, base_url: str) -> str:
        """Return a button and the browser library."""
        return (
            f'<script src="{escape(base_url)}/js-api/3.0/api.js" defer></script>\n'
            '<button type="button" data-cleeng-trigger data-action="checkout" data-display-type="overlay"\n'
            f'        data-offer-id="{escape(offer_id)}">Get access</button>\n'
        )


@hookimpl
def cleeng_checkout_displays() -> list[type[CheckoutDisplay]]:
    """Offer `overlay`."""
    return [OverlayDisplay]
