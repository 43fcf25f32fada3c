"""The rule: this country's buyers pay this rate, all others none."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from cleeng.api import Money, ProviderSettings, TaxedLine, TaxPart, TaxQuote, TaxReason, TaxRule

if TYPE_CHECKING:
    from cleeng.api import Context, TaxableLine, TaxQuery

#: Where a shop shows its prices without tax.
NET_COUNTRIES = frozenset({"US", "CA"})


class FlatTaxSettings(ProviderSettings):
    """`rate` in percent; `country` ISO 3166-1 alpha-2, the publisher's own if left out."""

    rate: Annotated[Decimal, Field(ge=0, le=100, decimal_places=4)] = Decimal(0)
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    name: Annotated[str, Field(min_length=1)] = "VAT"
    inclusive: bool | None = None  #: whether prices include the tax; left out: as is usual in the country
    everywhere: bool = False


class FlatTax(TaxRule):
    """Taxes buyers of one country, or of all, at one rate."""

    name = "flat"
    title = "One rate"
    Settings = FlatTaxSettings

    def quote(self, ctx: Context, query: TaxQuery) -> TaxQuote:
        """Tax each line by itself, half up; net and tax make gross because one is what the other leaves."""
        country = self.settings.country or query.seller.country
        if not self.settings.everywhere and query.buyer.country != country:
            return _no_tax(query, TaxReason.NOT_REGISTERED)
        if not self.settings.rate:
            return _no_tax(query, TaxReason.ZERO)
        return TaxQuote([self._taxed(line, country) for line in query.lines], TaxReason.STANDARD)

    def _taxed(self, line: TaxableLine, country: str) -> TaxedLine:
        rate = self.settings.rate
        if self._includes_tax(line, country):
            tax, gross = line.amount.tax_included(rate), line.amount
        else:
            tax = line.amount.percent(rate)
            gross = line.amount + tax
        return TaxedLine(line.id, gross - tax, tax, gross, [TaxPart(country, self.settings.name, rate, tax)])

    def _includes_tax(self, line: TaxableLine, country: str) -> bool:
        usual = country not in NET_COUNTRIES
        return next(said for said in (line.includes_tax, self.settings.inclusive, usual) if said is not None)


def _no_tax(query: TaxQuery, reason: TaxReason) -> TaxQuote:
    """Leave every line as it is, and name no tax: "0 % VAT" would say that there is one."""
    lines = [TaxedLine(x.id, x.amount, Money(0, x.amount.currency), x.amount) for x in query.lines]
    return TaxQuote(lines, reason)
