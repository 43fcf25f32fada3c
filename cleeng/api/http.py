"""Asking another machine: JSON over HTTP, for providers that need one exchange and nothing more."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from cleeng.api.errors import CleengError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Bytes of an answer that are read; what has more is no answer to one question.
LONGEST = 1_000_000


class NoAnswer(CleengError):
    """The other machine was not reached in time, or what it said cannot be read; `status` is HTTP's, 0 for none."""

    code = "no_answer"

    def __init__(self, text: str, status: int = 0, body: Any = None) -> None:
        super().__init__(text)
        self.status = status
        self.body = body  #: what it said, where that was JSON


def post_json(url: str, body: Any, *, timeout: float, headers: Mapping[str, str] | None = None) -> Any:
    """Send JSON and return the JSON of the answer.  Call it with no transaction open.

    :raises NoAnswer: not reached within `timeout` seconds, a status of 400 and more, or no JSON.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise NoAnswer(f"{url} is no http address")
    own = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "Cleeng"}
    request = Request(url, json.dumps(body).encode(), {**own, **(headers or {})}, method="POST")  # noqa: S310
    try:
        with urlopen(request, timeout=timeout) as answer:  # noqa: S310 - http or https
            return _parsed(answer.read(LONGEST))
    except HTTPError as error:
        with error:
            raise NoAnswer(f"HTTP status {error.code}", error.code, _parsed_or_none(error.read(LONGEST))) from None
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(f"not reached: {getattr(error, 'reason', error)}") from error


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
