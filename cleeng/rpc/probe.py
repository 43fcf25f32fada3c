"""The autologin probe: whether the viewer of a publisher's page is signed in on our own origin.

A script is loaded by any page that asks for it, and the browser adds our cookies, so the answer depends on who
asks: a page of ours, or one at an origin that the publisher allows by name.  Where browsers keep our cookies from
other sites nobody is ever signed in, and the honest answer is "not available".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cleeng.customers.models import CustomerStatus, LinkPurpose
from cleeng.customers.tokens import AUTOLOGIN_LIFE
from cleeng.publishers.origins import origin_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.request import Request

    from cleeng.application import Application
    from cleeng.publishers.publisher import Publisher

#: What api.js says it is when a page does not say otherwise (JSON-RPC reference, 1.5).
DEFAULT_APPLICATION = "35e97a6231236gb456heg6bd7a6bdsf7"
_APPLICATION = re.compile(r"[!-~]{1,255}\Z")
_NOBODY = {"available": False, "name": "", "id": "", "key": "", "accountType": "", "wasLoggedIn": 0}


def probe(request: Request) -> dict[str, Any]:
    """Return what autologin.js tells the page: with a key that buys a customer token, once, within minutes."""
    application: Application = request.registry["cleeng.application"]
    viewer: Callable[[Request, int], int | None] | None = request.registry.get("cleeng.viewer")
    publisher = _publisher(request, application)
    asking = request.GET.get("applicationId") or DEFAULT_APPLICATION
    if publisher is None or viewer is None or not _trusted(request, publisher) or not _APPLICATION.match(asking):
        return _NOBODY
    customer_id = viewer(request, publisher.id)
    if customer_id is None:
        return _NOBODY
    with application.database.unit() as unit:
        services = application.services(publisher, unit)
        customer = services.customers.get(customer_id)
        if customer.status is not CustomerStatus.ACTIVE:
            return _NOBODY
        data = {"applicationId": asking}
        key = services.tokens.make_link(customer_id, LinkPurpose.AUTOLOGIN, data, AUTOLOGIN_LIFE)
        found = {"available": True, "name": customer.display_name, "id": str(customer_id), "key": key}
    return {**_NOBODY, **found, "wasLoggedIn": 1}


def _publisher(request: Request, application: Application) -> Publisher | None:
    """Return whose viewer is meant: by id, else by host, else the only publisher."""
    publishers = application.publishers
    if named := request.GET.get("publisherId"):
        return publishers.get(int(named)) if re.fullmatch("[0-9]{9}", named) else None
    return publishers.at_host(request.domain) or publishers.only()


def _trusted(request: Request, publisher: Publisher) -> bool:
    """Say whether a page of ours or of the publisher's asks; `allowed_origins = *` lets nobody ask this."""
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return True
    asking = origin_of(request.headers.get("Origin") or request.headers.get("Referer") or "")
    return asking is not None and asking in {request.host_url, *publisher.settings.allowed_origins}
