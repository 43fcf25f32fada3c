"""One id per request, on everything that is logged while it is answered, and a line when it is."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from pyramid.tweens import INGRESS
from pyramid_retry import is_error_retryable

from cleeng import logs
from cleeng.ids import new_uuid

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.config import Configurator
    from pyramid.request import Request
    from pyramid.response import Response

log = logging.getLogger(__name__)

SERVER_ERROR = 500


def includeme(config: Configurator) -> None:
    """Add the tween, before all others."""
    config.add_tween("cleeng.web.logs.tween_factory", under=INGRESS)


def tween_factory(handler: Callable[[Request], Response], _registry: Any) -> Callable[[Request], Response]:
    """Log answers: those to reading requests at DEBUG, failures at ERROR, all others at INFO.

    The route stands for the address: paths and queries can hold tokens.
    """

    def tween(request: Request) -> Response:
        began = time.perf_counter()
        with logs.context(request=new_uuid()):
            try:
                response = handler(request)
            except Exception as error:
                if is_error_retryable(request, error):
                    log.info("request lost a race and is run again", extra=_facts(request, began))
                else:
                    log.exception("request failed", extra=_facts(request, began))
                raise
            _answered(request, response, began)
            return response

    return tween


def _answered(request: Request, response: Response, began: float) -> None:
    facts = {**_facts(request, began), "status": response.status_int}
    if response.status_int >= SERVER_ERROR:
        log.error("request failed", extra=facts, exc_info=getattr(request, "exc_info", None))
    else:
        log.log(logging.DEBUG if request.method in {"GET", "HEAD"} else logging.INFO, "request answered", extra=facts)


def _facts(request: Request, began: float) -> dict[str, object]:
    route, publisher = getattr(request, "matched_route", None), vars(request).get("publisher")
    facts = {
        "method": request.method,
        "route": route.name if route else "",
        "milliseconds": round((time.perf_counter() - began) * 1000, 1),
    }
    return {**facts, "publisher": publisher.id} if publisher is not None else facts
