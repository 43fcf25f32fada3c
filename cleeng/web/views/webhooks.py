"""Where gateways call."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pyramid.response import Response
from pyramid.view import view_config

from cleeng.api import InvalidWebhook
from cleeng.payments.errors import PaymentNotFound

if TYPE_CHECKING:
    from pyramid.request import Request

log = logging.getLogger(__name__)

#: No gateway sends more; what is larger is not read.
LARGEST = 1_000_000


@view_config(route_name="webhook", request_method="POST", require_csrf=False)
def receive(request: Request) -> Response:
    """Hand a webhook to its gateway.  2xx means that its effect is stored; anything else asks for it again."""
    name = request.matchdict["gateway"]
    if (request.content_length or 0) > LARGEST:
        return Response(status=413)
    try:
        request.services.webhooks.receive(name, dict(request.headers), request.body)
    except InvalidWebhook:
        log.warning("webhook refused: not from the gateway", extra={"gateway": name})
        return Response(status=400)
    except PaymentNotFound:
        return Response(status=404)
    return Response(status=204)
