"""Asking another machine: JSON over HTTP, for providers that need one exchange and nothing more."""

from __future__ import annotations

import http.client
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from cleeng.api.errors import CleengError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Bytes of an answer that are read; what has more is no answer to one question.
LONGEST = 1_000_000
_PIECE = 65536


class NoAnswer(CleengError):
    """The other machine was not reached in time, or what it said cannot be read; `status` is HTTP's, 0 for none."""

    code = "no_answer"

    def __init__(self, text: str, status: int = 0, body: Any = None) -> None:
        super().__init__(text)
        self.status = status
        self.body = body  #: what it said, where that was JSON


class _StayHere(HTTPRedirectHandler):
    """Follows nobody: a redirect is an error like any other."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = build_opener(_StayHere)


def post_json(url: str, body: Any, *, timeout: float, headers: Mapping[str, str] | None = None) -> Any:
    """Send JSON and return the JSON of the answer.  Call it with no transaction open.

    Redirects are not followed: neither the question nor the key in `headers` is anybody else's.

    :raises NoAnswer: no whole answer within `timeout` seconds, a status of 300 and more, or no JSON.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise NoAnswer(f"{url} is no http address")
    own = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "Cleeng"}
    over = time.monotonic() + timeout
    request = Request(url, json.dumps(body).encode(), {**own, **(headers or {})}, method="POST")  # noqa: S310
    try:
        try:
            with _OPENER.open(request, timeout=timeout) as answer:
                return _parsed(_read(answer, over))
        except HTTPError as error:
            with error:
                said = _parsed_or_none(_read(error, over))
            raise NoAnswer(f"HTTP status {error.code}", error.code, said) from None
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(f"not reached: {getattr(error, 'reason', error)}") from error


def _read(answer: Any, over: float) -> bytes:
    """Return a body.  A socket's own limit starts anew with each byte; this is the limit of them all."""
    body = b""
    while len(body) < LONGEST and (piece := answer.read1(_PIECE)):
        if time.monotonic() > over:
            raise TimeoutError("too slow")
        body += piece
    return body


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise NoAnswer("the answer is no JSON") from error


def _parsed_or_none(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
