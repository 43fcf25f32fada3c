"""Checkout as a page of its own: a plain link there and a redirect back, no script needed."""

from html import escape
from urllib.parse import quote

from cleeng.api import CheckoutDisplay, CheckoutResult, Completion, Context, GoTo, hookimpl


class RedirectDisplay(CheckoutDisplay):
    """A page that the viewer visits and comes back from."""

    name = "redirect"
    title = "Full page"

    def complete(self, ctx: Context, result: CheckoutResult) -> Completion:
        """Go back to where the publisher asked for; without an address the thank-you page stays."""
        return GoTo(result.return_to)

    def snippet(self, ctx: Context, offer_id: str, base_url: str) -> str:
        """Return a link."""
        address = f"{base_url}/checkout/{quote(offer_id, safe='')}?display=redirect"
        return f'<a href="{escape(address)}">Get access</a>\n'


@hookimpl
def cleeng_checkout_displays() -> list[type[CheckoutDisplay]]:
    """Offer `redirect`."""
    return [RedirectDisplay]
