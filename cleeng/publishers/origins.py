"""Whose pages a viewer may be sent back to, and who may ask on a viewer's behalf."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from cleeng.publishers.publisher import Publisher

#: What may stand in an address (RFC 3986, 2); no backslash, space or control character: browsers read those in
#: ways of their own.
_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]{1,2000}\Z")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def origin_of(url: str) -> str | None:
    """Return scheme, host and port of an absolute http address (RFC 6454), or None if it is none."""
    if not _CHARACTERS.match(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.netloc or "@" in parts.netloc:
        return None
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(_DEFAULT_PORTS[parts.scheme])}"


def may_return_to(publisher: Publisher, url: str, own_origin: str) -> bool:
    """Say whether a viewer may be sent to `url`: the server itself, or a page of the publisher's.

    With `allowed_origins = *` it may be any http address; such a publisher uses no frames.
    """
    origin = origin_of(url)
    allowed = publisher.settings.allowed_origins
    return origin is not None and (origin == own_origin or origin in allowed or "*" in allowed)
