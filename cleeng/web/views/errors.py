"""Pages for what went wrong outside any step: no such page, a form that is not ours, a fault of ours.

They ask no database: it may be what is broken, or no transaction may be open.
"""

from __future__ import annotations

import logging
import math
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken, URLDecodeError
from pyramid.response import Response
from pyramid.view import exception_view_config, forbidden_view_config, notfound_view_config

from cleeng.invoices import pdf
from cleeng.web.chameleon import template
from cleeng.web.fields import TooLarge, Unreadable
from cleeng.web.frame import origin_of
from cleeng.web.page import brand_css, translate

if TYPE_CHECKING:
    from pyramid.request import Request

    from cleeng.publishers.publisher import Publisher

log = logging.getLogger(__name__)
TEMPLATE = "cleeng_templates:errors/error.pt"


@notfound_view_config()
@exception_view_config(URLDecodeError)
def not_found(_error: Exception, request: Request) -> Response:
    """No such page."""
    publisher = _known(request)
    home = publisher.settings.branding.home_url if publisher else ""
    link = (translate(request, "Go to {name}", name=publisher.info.name), home) if publisher and home else None
    return _page(request, 404, "This page does not exist", "The link may be old.", link=link)


@exception_view_config(UnicodeDecodeError)
@exception_view_config(Unreadable)
def unreadable(_error: Exception, request: Request) -> Response:
    """Text that is not UTF-8 in an address or a form, or no text."""
    return _page(request, 400, "This address cannot be read", "It is damaged. Nothing was changed or charged.")


@exception_view_config(TooLarge)
def too_large(_error: TooLarge, request: Request) -> Response:
    """More than a form of ours holds."""
    return _page(request, 413, "This is too much", "Send less at once. Nothing was changed or charged.")


@exception_view_config(pdf.Busy)
def busy(_error: pdf.Busy, request: Request) -> Response:
    """Many want a PDF at once."""
    response = _page(request, 503, "The PDF is not ready yet", "Many are being made. Try again in a few seconds.")
    response.retry_after = math.ceil(pdf.PATIENCE)
    return response


@exception_view_config(BadCSRFToken)
@exception_view_config(BadCSRFOrigin)
def forged(_error: Exception, request: Request) -> Response:
    """A form that is older than the session, or that somebody else's page sent."""
    text = "Nothing was changed or charged. Open the page again and repeat what you wanted to do."
    link = (translate(request, "Open the page again"), _back(request)) if _back(request) else None
    return _page(request, 403, "This form is no longer valid", text, link=link)


@forbidden_view_config()
def forbidden(_error: Exception, request: Request) -> Response:
    """Not for this viewer."""
    return _page(request, 403, "You may not see this page", "Sign in with another account, or ask for help.")


@exception_view_config(Exception)
def fault(error: Exception, request: Request) -> Response:
    """A fault of ours: the viewer gets a number that stands in the log, and nothing else."""
    reference = secrets.token_hex(4)
    log.error("a page failed, reference %s", reference, exc_info=error)
    text = "The fault is ours. Try again in a minute. Whether a payment was made stands in your account."
    return _page(request, 500, "This page failed", text, reference=reference)


def _page(
    request: Request, status: int, heading: str, text: str, *, link: tuple[str, str] | None = None, reference: str = ""
) -> Response:
    publisher = _known(request)
    branding = publisher.settings.branding if publisher else None
    logo = branding.logo if branding else ""
    values: dict[str, Any] = {
        "heading": translate(request, heading),
        "text": translate(request, text),
        "link": link,
        "reference": reference,
        "reference_text": translate(request, "If it happens again, tell us this number:"),
        "name": publisher.info.name if publisher else "",
        "help": _help(request, publisher) if publisher else None,
        "logo": request.route_path("branding", publisher_id=publisher.id, file=logo) if publisher and logo else "",
        "brand_css": brand_css(branding) if branding else "",
        "nonce": request.csp.nonce,
        "stylesheet": request.static_path("cleeng_static:css/base.css"),
        "icon": request.static_path("cleeng_static:img/favicon.svg"),
    }
    return Response(template(TEMPLATE).render(**values), status=status, content_type="text/html", charset="utf-8")


def _help(request: Request, publisher: Publisher) -> tuple[str, str]:
    """Return the words and the address of where a person answers."""
    return translate(
        request, "Help and contact"
    ), publisher.settings.branding.help_url or f"mailto:{publisher.info.email}"


def _known(request: Request) -> Publisher | None:
    """Return whose host this is, or the only publisher, or None."""
    publishers = request.application.publishers
    found: Publisher | None = publishers.at_host(request.domain) or publishers.only()
    return found


def _back(request: Request) -> str:
    """Return the page that the form stood on, if it is one of ours, without what it carried.

    Two slashes at its beginning would name another host.
    """
    referer = request.referer or ""
    return f"/{urlsplit(referer).path.lstrip('/')}" if origin_of(referer) == request.host_url else ""
