"""Forged posts: a form must carry the session's token, and come from a page of ours."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pyramid.interfaces import ICSRFStoragePolicy
from zope.interface import implementer

if TYPE_CHECKING:
    from pyramid.request import Request


@implementer(ICSRFStoragePolicy)
class StoragePolicy:
    """Keeps the token in the viewer's session, and looks at the Origin as well.

    The token alone would not do where the session travels in the form: a stranger's page could post its
    own session.  Its origin gives it away.
    """

    def new_csrf_token(self, request: Request) -> str:
        """Return the token: it changes whenever the viewer signs in or out."""
        return self.get_csrf_token(request)

    def get_csrf_token(self, request: Request) -> str:
        """Return the token that a form must carry."""
        return request.csrf

    def check_csrf_token(self, request: Request, supplied: str) -> bool:
        """Say whether the post comes from a page of ours."""
        return from_our_page(request) and hmac.compare_digest(supplied.encode(), request.csrf.encode())


def from_our_page(request: Request) -> bool:
    """Say whether the browser names our own origin; browsers have named it on every post for years."""
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if not origin or origin == "null":
        return not origin and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" == request.host_url
