"""The bank's pages: 3-D Secure challenge, wallet and PIN.

Each works in a frame (but the wallet, which refuses frames as such sites do) and without script.  The
address holds a ticket that cannot be guessed, the form a token that counts once; that is why no CSRF
token of the core is asked for.  Where the buyer goes afterwards stands in the books, never in the address.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chameleon import PageTemplateLoader
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response

from cleeng.api import GatewayDirectory, Status, frame_ancestors

from .asked import Act
from .bank import PIN_TRIES
from .checks import digits
from .gateway import SandboxGateway
from .instruments import PAGES
from .rows import timestamp

if TYPE_CHECKING:
    from pyramid.config import Configurator
    from pyramid.request import Request

    from cleeng.api import Context

    from .rows import Payment

PIN = "1234"

_ROUTE = "payment_sandbox.page"
_TEMPLATES = PageTemplateLoader(str(Path(__file__).parent / "templates"))


def includeme(config: Configurator) -> None:
    """Add one route with its two views."""
    config.add_route(_ROUTE, f"/{{publisher_id:[0-9]{{9}}}}/{{page:{'|'.join(PAGES.values())}}}/{{ticket}}")
    config.add_view(show, route_name=_ROUTE, request_method="GET")
    config.add_view(press, route_name=_ROUTE, request_method="POST", require_csrf=False)


def show(request: Request) -> Response:
    """Show the page, or send the buyer back if there is nothing left to do."""
    _, ctx, payment = _find(request)
    return _page(request, ctx, payment)


def press(request: Request) -> Response:
    """Do what the buyer pressed, and send the buyer back once that settled it."""
    gateway, ctx, payment = _find(request)
    act = _act(payment, _text(request, "answer"), _text(request, "pin"))
    if act:
        payment = gateway.act(ctx, payment, _text(request, "token"), act)
    return _page(request, ctx, payment)


def _find(request: Request) -> tuple[SandboxGateway, Context, Payment]:
    directory: GatewayDirectory = request.find_service(GatewayDirectory)
    place = request.matchdict
    try:
        gateway, ctx = directory.find(int(place["publisher_id"]), SandboxGateway.name)
    except LookupError as error:
        raise HTTPNotFound from error
    if not isinstance(gateway, SandboxGateway):
        raise HTTPNotFound
    payment = gateway.payment_at(ctx, place["page"], place["ticket"])
    if payment is None:
        raise HTTPNotFound
    return gateway, ctx, payment


def _act(payment: Payment, answer: str, pin: str) -> Act | None:
    if answer not in {Act.APPROVE, Act.REFUSE, Act.LEAVE}:
        return None
    if payment.method == "phone" and answer == Act.APPROVE and digits(pin) != PIN:
        return Act.WRONG_PIN
    return Act(answer)


def _text(request: Request, field: str) -> str:
    """Return a posted field; an upload in its place is no text."""
    value = request.POST.get(field, "")
    return value if isinstance(value, str) else ""


def _page(request: Request, ctx: Context, payment: Payment) -> Response:
    if payment.state is not Status.REQUIRES_ACTION:
        turned_back = payment.method == "wallet" and payment.code == "abandoned"
        return _private(HTTPSeeOther(payment.cancel_url if turned_back else payment.return_url))
    shown = payment.shown
    body = _TEMPLATES[f"{PAGES[payment.method]}.pt"](
        stylesheet=f"{request.script_name}/static/css/base.css",
        address=request.path,
        publisher=ctx.publisher.name,
        amount=str(payment.money),
        method=f"{shown.brand} ending in {shown.last_four}" if shown.last_four else shown.brand,
        form_token=payment.form_token,
        minutes=math.ceil(((payment.settles_at or 0) - timestamp(ctx.clock.now())) / 60_000),
        pin=PIN,
        tries_left=payment.tries_left,
        pin_was_wrong=payment.tries_left < PIN_TRIES,
    )
    response = _private(Response(body, content_type="text/html", charset="utf-8"))
    response.headers["Content-Security-Policy"] = _policy(ctx, payment)
    return response


def _policy(ctx: Context, payment: Payment) -> str:
    """Allow our stylesheet, a form that leads back to the shop, and the shop's frames."""
    addresses = map(urlsplit, (payment.return_url, payment.cancel_url))
    shop = " ".join(sorted({f"{url.scheme}://{url.netloc}" for url in addresses if url.netloc}))
    framed = "'none'" if payment.method == "wallet" else frame_ancestors(ctx.publisher.allowed_origins)
    return "; ".join(
        [
            "default-src 'none'",
            "style-src 'self'",
            "base-uri 'none'",
            f"form-action 'self' {shop}".rstrip(),
            f"frame-ancestors {framed}",
        ]
    )


def _private(response: Response) -> Response:
    """The address opens the payment: it is neither kept nor told to other pages."""
    response.headers.update({"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    return response
