"""Sales tax of the United States, by state: where the publisher has nexus, and what the state taxes."""

from cleeng.api import TaxRule, hookimpl

from .rule import UsSalesTax

__all__ = ["UsSalesTax", "cleeng_tax_rules"]


@hookimpl
def cleeng_tax_rules() -> list[type[TaxRule]]:
    """Offer `us`."""
    return [UsSalesTax]
