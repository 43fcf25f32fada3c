"""What an address and a form may hold: fields of text, in UTF-8, and no more of it than people type.

Told before any view runs: browsers send nothing else to our pages, so whoever does gets an answer of his own
instead of a failure somewhere inside.  The API and webhooks read their bodies themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyramid.events import ContextFound, NewRequest

from cleeng.api import CleengError

if TYPE_CHECKING:
    from pyramid.config import Configurator
    from pyramid.request import Request

#: Bytes of one form.
LARGEST = 1_000_000
_CHARSET = re.compile(r";\s*charset=[^;]*", re.IGNORECASE)
_RANGE = re.compile(r"bytes=(\d+-\d*|-\d+)")
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


class Unreadable(CleengError):
    """A field that is no text, or no form at all."""

    code = "unreadable"


class TooLarge(CleengError):
    """More than anybody types."""

    code = "too_large"


def includeme(config: Configurator) -> None:
    """Look at every request."""
    config.add_subscriber(forget, NewRequest)
    config.add_subscriber(check, ContextFound)


def forget(event: NewRequest) -> None:
    """Read everything as UTF-8, and ignore a Range that is none (RFC 9110, 14.2): WebOb fails at both."""
    environ = event.request.environ
    if not _RANGE.fullmatch(environ.get("HTTP_RANGE", "")):
        environ.pop("HTTP_RANGE", None)
    if kind := environ.get("CONTENT_TYPE"):
        environ["CONTENT_TYPE"] = _CHARSET.sub("", kind)


def check(event: ContextFound) -> None:
    """Refuse what no page of ours can have sent.

    :raises TooLarge: the body is longer than LARGEST.
    :raises Unreadable: an upload, a NUL, or bytes that are no form in UTF-8.
    """
    request = event.request
    if _reads_itself(request):
        return
    if (request.content_length or 0) > LARGEST:
        raise TooLarge
    try:
        values = [*request.GET.values(), *(request.POST.values() if request.content_type in _FORMS else ())]
    except ValueError as error:
        raise Unreadable from error
    if not all(isinstance(value, str) and "\x00" not in value for value in values):
        raise Unreadable


def _reads_itself(request: Request) -> bool:
    name = request.matched_route.name if request.matched_route else ""
    return name == "webhook" or name.startswith("rpc.")
