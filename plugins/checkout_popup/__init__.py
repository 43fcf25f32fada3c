"""Checkout in a window of its own, opened by the click: for players that are embedded anywhere."""

from html import escape

from cleeng.api import CheckoutDisplay, CheckoutResult, Completion, Context, GoTo, Post, hookimpl


class PopupDisplay(CheckoutDisplay):
    """A window that tells its opener how it went, and closes."""

    name = "popup"
    title = "Popup window"

    def complete(self, ctx: Context, result: CheckoutResult) -> Completion:
        """Tell the page that opened the window; without one, go on as a redirect would."""
        if not result.origin:
            return GoTo(result.return_to)
        return Post(result.origin, result.message(), close=True)

    def snippet(self, ctx: Context, offer_id: str, base_url: str) -> str:
        """Return a button and the browser library."""
        return (
            f'<script src="{escape(base_url)}/js-api/3.0/api.js" defer></script>\n'
            '<button type="button" data-cleeng-trigger data-action="checkout" data-display-type="popup"\n'
            f'        data-offer-id="{escape(offer_id)}">Get access</button>\n'
        )


@hookimpl
def cleeng_checkout_displays() -> list[type[CheckoutDisplay]]:
    """Offer `popup`."""
    return [PopupDisplay]
