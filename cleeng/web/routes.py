"""The addresses of the hosted pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator

ORDER = "/checkout/orders/{order_id:\\d{9}}"

#: Route name -> path.  What `docs/` and the tests list comes from here.
PAGES = {
    "purchase": "/auth/2/purchase",
    "checkout.payment": ORDER + "/payment",
    "checkout.pay": ORDER + "/pay",
    "checkout.action": ORDER + "/action",
    "checkout.return": ORDER + "/return/{payment_id:[0-9a-zA-Z-]{8,64}}",
    "checkout.checking": ORDER + "/checking",
    "checkout.state": ORDER + "/state",
    "checkout.done": ORDER + "/done",
    "checkout": "/checkout/{offer_id}",
    "password": "/password/{publisher_id:\\d{9}}",
    "offer": "/o/{offer_id}",
    "offer.playback": "/o/{offer_id}/playback",
    "offer.player": "/o/{offer_id}/player",
    "account": "/my-account",
    "account.profile": "/my-account/profile",
    "account.password": "/my-account/password",
    "account.method": "/my-account/methods/{method_id:\\d{9}}/remove",
    "account.invoice": "/my-account/invoices/{invoice_id:[0-9a-f]{32}}",
    "account.invoice_pdf": "/my-account/invoices/{invoice_id:[0-9a-f]{32}}.pdf",
    "account.sign_out": "/my-account/sign-out",
    "webhook": "/webhooks/{publisher_id:\\d{9}}/{gateway}",
    "branding": "/branding/{publisher_id:\\d{9}}/{file:.+}",
    "browser_library": "/js-api/3.0/api.js",
    "healthz": "/healthz",
    "readyz": "/readyz",
}

#: The demo publisher's site, where there is one (cleeng/web/demo).
DEMO = {
    "demo.bare": "/demo",
    "demo": "/demo/",
    "demo.checkout": "/demo/{mode:inline|overlay|popup|redirect}",
    "demo.in_page": "/demo/in-page",
    "demo.in_player": "/demo/in-player",
    "demo.wrapped": "/demo/wrapped",
    "demo.media": "/media/t/{token}/{path:.*}",
    "demo.media.closed": "/media/{path:.*}",
}

#: They call another machine in the middle: never run again, and a GET among them writes.
LEAVES_TRANSACTION = frozenset(
    {
        "checkout",
        "checkout.pay",
        "checkout.return",
        "checkout.checking",
        "password",
        "account",
        "account.password",
        "account.method",
        "demo.in_page",
        "webhook",
    }
)
#: GETs that write all the same.
WRITING_GETS = frozenset({"checkout.return", "checkout.checking", "purchase"})
#: They read whatever their method.
READING = frozenset({"offer.playback"})
WITHOUT_TRANSACTION = frozenset({"branding", "browser_library", "healthz", "readyz", "demo.media", "demo.media.closed"})


def includeme(config: Configurator) -> None:
    """Add the routes and the folders that are served."""
    for name, path in PAGES.items():
        config.add_route(name, path)
    for folder in ("css", "img", "js", "vendor"):
        config.add_static_view(f"static/{folder}", f"cleeng_static:{folder}", cache_max_age=3600)
