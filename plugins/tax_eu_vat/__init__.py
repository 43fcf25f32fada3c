"""The European Union's value added tax on digital services: rates, place of supply, reverse charge, VIES."""

from cleeng.api import TaxRule, hookimpl

from .rule import EuVat

__all__ = ["EuVat", "cleeng_tax_rules"]


@hookimpl
def cleeng_tax_rules() -> list[type[TaxRule]]:
    """Offer `eu_vat`."""
    return [EuVat]
