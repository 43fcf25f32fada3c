"""Norwegian VAT for streaming; Svalbard and Jan Mayen lie outside of its area."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from cleeng.api import ProviderSettings, TaxedLine, TaxPart, TaxQuote, TaxReason, TaxRule, hookimpl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleeng.api import Context, Party, TaxableLine, TaxQuery

#: Postcodes of Svalbard and Jan Mayen begin so.
OUTSIDE = ("917", "8099")


class NorwaySettings(ProviderSettings):
    """The section `[plugin:tax_norway]`; `rate` in percent."""

    rate: Decimal = Decimal(25)


class NorwegianVat(TaxRule):
    """Taxes buyers in Norway, and has no say on any other."""

    name = "norway"
    title = "Norwegian VAT"
    Settings = NorwaySettings

    def required_fields(self, seller: Party, buyer: Party) -> Sequence[str]:
        """Ask buyers in Norway for their postcode."""
        return ["postcode"] if buyer.country == "NO" else []

    def quote(self, ctx: Context, query: TaxQuery) -> TaxQuote | None:
        """Tax the lines, or leave them to the next rule."""
        if query.buyer.country != "NO":
            return None
        if query.buyer.postcode.startswith(OUTSIDE):
            return TaxQuote([_taxed(line, Decimal(0)) for line in query.lines], TaxReason.OUT_OF_SCOPE)
        return TaxQuote([_taxed(line, self.settings.rate) for line in query.lines], TaxReason.STANDARD)


def _taxed(line: TaxableLine, rate: Decimal) -> TaxedLine:
    if line.includes_tax is False:
        tax = line.amount.percent(rate)
        gross = line.amount + tax
    else:  # as prices are shown in Norway
        tax, gross = line.amount.tax_included(rate), line.amount
    return TaxedLine(line.id, gross - tax, tax, gross, [TaxPart("NO", "MVA", rate, tax)])


@hookimpl
def cleeng_tax_rules() -> list[type[TaxRule]]:
    """Offer `norway`."""
    return [NorwegianVat]
