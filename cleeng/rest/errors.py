"""What callers are told when something cannot be done: `{"error": {"code": ..., "message": ...}}`."""

from __future__ import annotations

import functools
import logging
import secrets
from typing import TYPE_CHECKING, Any

from pyramid.response import Response

from cleeng.api import CleengError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.request import Request

log = logging.getLogger(__name__)


class Unauthorized(CleengError):
    """No token, or one that is good for nothing."""

    code = "unauthorized"


class NotFound(CleengError):
    """There is nothing of this name that the caller may know of."""

    code = "not_found"


STATUS: dict[type[CleengError], int] = {Unauthorized: 401, NotFound: 404}


def told(view: Callable[[Any, Request], Response]) -> Callable[[Any, Request], Response]:
    """Answer errors in JSON: a view decorator.  A fault of ours gets a number that stands in the log."""

    @functools.wraps(view)
    def answer(context: Any, request: Request) -> Response:
        try:
            return view(context, request)
        except tuple(STATUS) as error:
            status = STATUS[type(error)]
            headers = {"WWW-Authenticate": "Bearer"} if status == STATUS[Unauthorized] else {}
            return _error(status, error.code, str(error), headers)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("a request failed, reference %s", reference)
            return _error(500, "fault", f"the fault is ours; our log knows it as {reference}", {})

    return answer


def _error(status: int, code: str, message: str, headers: dict[str, str]) -> Response:
    answer = Response(json_body={"error": {"code": code, "message": message}}, status=status)
    answer.headers.update(headers)
    return answer
