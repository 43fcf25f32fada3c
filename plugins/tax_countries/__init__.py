"""Value added tax of single countries: the United Kingdom, Switzerland, Norway, and any that has a table."""

from cleeng.api import TaxRule, hookimpl

from .rule import CountryVat

__all__ = ["CountryVat", "cleeng_tax_rules"]


@hookimpl
def cleeng_tax_rules() -> list[type[TaxRule]]:
    """Offer `countries`."""
    return [CountryVat]
