"""The reference rates of the European Central Bank."""

from cleeng.api import ExchangeRateProvider, hookimpl

from .provider import EcbRates

__all__ = ["EcbRates", "cleeng_exchange_rate_providers"]


@hookimpl
def cleeng_exchange_rate_providers() -> list[type[ExchangeRateProvider]]:
    """Offer `ecb`."""
    return [EcbRates]
