"""Our own REST interface for publishers' servers: `/api/v1/`, with a publisher token.

Expects the installation at `config.registry["cleeng.application"]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator

#: Route name -> path.
RESOURCES = {"rest.order.explain": "/api/v1/orders/{order_id:\\d{9}}/explain"}


def includeme(config: Configurator) -> None:
    """Add the addresses."""
    for name, path in RESOURCES.items():
        config.add_route(name, path)
    config.scan("cleeng.rest.views")
