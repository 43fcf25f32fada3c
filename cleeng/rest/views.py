"""The resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.response import Response
from pyramid.view import view_config

from cleeng.db import Unit
from cleeng.ids import Kind
from cleeng.rest.auth import owner_of
from cleeng.rest.errors import told

if TYPE_CHECKING:
    from pyramid.request import Request


@view_config(route_name="rest.order.explain", request_method="GET", decorator=told)
def explain_order(request: Request) -> Response:
    """Explain every number of an order."""
    order_id = int(request.matchdict["order_id"])
    publisher = owner_of(request, order_id, Kind.ORDER)
    services = request.application.services(publisher, Unit(request.db, request.tm))
    return Response(json_body=services.explanations.of(order_id), cache_control="no-store")
