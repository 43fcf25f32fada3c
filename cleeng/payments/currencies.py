"""Which currencies a publisher can be paid in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cleeng.api import PaymentGateway
    from cleeng.publishers.publisher import Publisher


def takes(publisher: Publisher, currency: str) -> bool:
    """Say whether a gateway of the publisher takes a currency where a route leads to it.

    A publisher without gateways sells nothing that costs anything: whatever its prices say holds.
    """
    gateways: Iterable[PaymentGateway] = publisher.providers["gateways"].values()
    able = {gateway.name for gateway in gateways if gateway.currencies is None or currency in gateway.currencies}
    if routes := publisher.settings.routes:
        return any(able & set(route.use) for route in routes if not route.currency or currency in route.currency)
    return bool(able) or not publisher.providers["gateways"]
