"""The rule: this country's buyers pay this rate, all others none."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from cleeng.api import PartRate, ProviderSettings, TaxQuote, TaxReason, TaxRule, means_gross, tax_line, untaxed

if TYPE_CHECKING:
    from cleeng.api import Context, TaxQuery


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
            return untaxed(query, TaxReason.NOT_REGISTERED)
        if not self.settings.rate:
            return untaxed(query, TaxReason.ZERO)
        rates = [PartRate(country, self.settings.name, self.settings.rate)]
        gross = [means_gross(line, country, self.settings.inclusive) for line in query.lines]
        lines = [tax_line(line, rates, gross=said) for line, said in zip(query.lines, gross, strict=True)]
        return TaxQuote(lines, TaxReason.STANDARD, facts={"rate_source": "the publisher's settings"})
