"""The rule: where the publisher is registered its rate is charged, in the table's other countries nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BeforeValidator, DirectoryPath, Field, model_validator

from cleeng.api import (
    BadTaxTable,
    ProviderSettings,
    TableRule,
    TaxIdStatus,
    TaxReason,
    read_tax_table,
    reverse_charge,
    tax_by_table,
    untaxed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleeng.api import Context, Location, Party, TaxArea, TaxQuery, TaxQuote, TaxTable

PACKAGED = Path(__file__).parent / "data"
REVERSE_CHARGE = "Reverse charge: the recipient accounts for the VAT."


def _words(text: object) -> object:
    return tuple(text.split()) if isinstance(text, str) else text


class CountrySettings(ProviderSettings):
    """Where the publisher is registered; `table` is a folder with tables of your own."""

    table: DirectoryPath = Field(PACKAGED, validate_default=True)
    registered: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()
    evidence: Literal["1", "2"] = "2"
    inclusive: bool | None = None
    reverse_charge: bool = True

    @cached_property
    def rates(self) -> TaxTable:
        """The table in that folder, read when the settings are checked."""
        return read_tax_table(self.table)

    @model_validator(mode="after")
    def _check(self) -> Self:
        try:
            missing = sorted(set(self.registered) - self.rates.countries)
        except BadTaxTable as error:
            raise ValueError("; ".join(error.faults)) from error
        if missing:
            msg = f"registered: the table has no rates for {' '.join(missing)}"
            raise ValueError(msg)
        return self


class CountryVat(TableRule):
    """Taxes buyers in the countries of a table, as far as the publisher is registered there."""

    name = "countries"
    title = "VAT by country"
    Settings = CountrySettings

    @property
    def table(self) -> TaxTable:
        """The table of the settings."""
        found: TaxTable = self.settings.rates
        return found

    @property
    def pieces(self) -> int:
        """As the settings say."""
        return int(self.settings.evidence)

    def required_fields(self, seller: Party, buyer: Party) -> Sequence[str]:
        """Ask for the postcode where many live in a special territory."""
        registered = buyer.country in self.settings.registered
        return ["postcode"] if registered and self.table.asks_postcode(buyer.country) else []

    def quote(self, ctx: Context, query: TaxQuery) -> TaxQuote | None:
        """Tax the lines, or say why not."""
        if not query.buyer.country:
            return None
        location = self.where(query)
        area = self.area(query.buyer, location)
        if area.country not in self.table.countries:
            return self.elsewhere(query, location)
        facts = {"rule": self.name}
        if area.outside:
            facts["territory"] = area.territory.name if area.territory else ""
            return untaxed(query, TaxReason.OUT_OF_SCOPE, location, facts)
        if area.country not in self.settings.registered:
            return untaxed(query, TaxReason.NOT_REGISTERED, location, facts)
        answer = self._charged(query, area, location)
        if query.buyer.tax_id:
            facts["tax_id"] = query.buyer.tax_id
            facts["tax_id_status"] = query.buyer.tax_id_status or "not checked"
        return replace(answer, facts={**facts, **answer.facts})

    def _charged(self, query: TaxQuery, area: TaxArea, location: Location) -> TaxQuote:
        business = self.settings.reverse_charge and query.buyer.tax_id_status == TaxIdStatus.VALID
        inclusive = self.settings.inclusive
        home = self.table.area(query.seller.country, query.seller.region, query.seller.postcode)
        if business and location.country == query.buyer.country and area.country != home.country:
            return reverse_charge(self.table, area, query, inclusive=inclusive, location=location, text=REVERSE_CHARGE)
        return tax_by_table(self.table, area, query, inclusive=inclusive, location=location)
