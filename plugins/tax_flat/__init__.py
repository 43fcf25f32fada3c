"""One tax rate for one country: enough for a publisher who sells at home."""

from cleeng.api import TaxRule, hookimpl

from .rule import FlatTax

__all__ = ["FlatTax", "cleeng_tax_rules"]


@hookimpl
def cleeng_tax_rules() -> list[type[TaxRule]]:
    """Offer `flat`."""
    return [FlatTax]
