"""A tax service elsewhere, asked over HTTP before a sale and told of each invoice and credit note."""

from cleeng.api import TaxRule, hookimpl

from .rule import RemoteTax

__all__ = ["RemoteTax", "cleeng_tax_rules"]


@hookimpl
def cleeng_tax_rules() -> list[type[TaxRule]]:
    """Offer `remote`."""
    return [RemoteTax]
