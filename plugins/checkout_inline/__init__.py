"""Checkout as a part of the publisher's page: a frame that grows with its content."""

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


class InlineDisplay(CheckoutDisplay):
    """A frame in a container of the publisher's page."""

    name = "inline"
    title = "Inline"
    framed = True

    def headers(self, ctx: Context, allowed_origins: Sequence[str]) -> Mapping[str, str]:
        """Let the publisher's pages frame us."""
        return {"frame-ancestors": frame_ancestors(allowed_origins)}

    def complete(self, ctx: Context, result: CheckoutResult) -> Completion:
        """Tell the page around the frame; without one, go on as a redirect would."""
        return Post(result.origin, result.message()) if result.origin else GoTo(result.return_to)

    def snippet(self, ctx: Context, offer_id: str, base_url: str) -> str:
        """Return the container, the button that fills it, and the browser library."""
        return (
            f'<script src="{escape(base_url)}/js-api/3.0/api.js" defer></script>\n'
            '<div id="cleeng-checkout">\n'
            '  <button type="button" data-cleeng-trigger data-action="checkout" data-display-type="inline"\n'
            f'          data-container-id="cleeng-checkout" data-offer-id="{escape(offer_id)}">Get access</button>\n'
            "</div>\n"
        )


@hookimpl
def cleeng_checkout_displays() -> list[type[CheckoutDisplay]]:
    """Offer `inline`."""
    return [InlineDisplay]
