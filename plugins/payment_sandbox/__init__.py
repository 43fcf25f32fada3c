"""Test payments: a gateway whose bank does what the card number says, and moves no money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.api import hookimpl

from . import views
from .gateway import SandboxGateway

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from cleeng.api import PaymentGateway


@hookimpl
def cleeng_payment_gateways() -> list[type[PaymentGateway]]:
    """Offer the gateway "sandbox"."""
    return [SandboxGateway]


@hookimpl
def cleeng_configure(config: Configurator) -> None:
    """Add the pages where a buyer confirms a payment."""
    config.include(views, route_prefix="/plugins/payment_sandbox")
