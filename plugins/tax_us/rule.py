"""The rule: a state in which the publisher has nexus is paid its rate, if it taxes what is sold."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from cleeng.api import (
    BILLING,
    OWN_WORDS,
    Location,
    ProviderSettings,
    Standing,
    TableRule,
    TaxReason,
    place_of_supply,
    read_tax_table,
    tax_by_table,
    untaxed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleeng.api import Context, Evidence, Party, TaxQuery, TaxQuote, TaxTable

COUNTRY = "US"


@cache
def us_table() -> TaxTable:
    """Return the table that comes with the plugin; it is read once per process."""
    return read_tax_table(Path(__file__).parent / "data")


def _words(text: object) -> object:
    return tuple(text.split()) if isinstance(text, str) else text


def _states(names: tuple[str, ...]) -> tuple[str, ...]:
    known = {rate.region for rate in us_table().rates}
    wrong = [name for name in names if name not in known]
    if wrong:
        msg = f"{' '.join(wrong)}: the table has no such state, or says nothing of it"
        raise ValueError(msg)
    return names


class UsSettings(ProviderSettings):
    """The states in which the publisher has nexus; `inclusive` is unusual there."""

    nexus: Annotated[tuple[str, ...], BeforeValidator(_words), AfterValidator(_states)] = ()
    evidence: Literal["1", "2"] = "1"
    inclusive: bool | None = None


class UsSalesTax(TableRule):
    """Taxes buyers in the United States at their state's rate, on top of the price."""

    name = "us"
    title = "US sales tax"
    Settings = UsSettings

    @property
    def table(self) -> TaxTable:
        """The states' rates."""
        return us_table()

    @property
    def pieces(self) -> int:
        """As the settings say."""
        return int(self.settings.evidence)

    def decide_location(self, evidence: Sequence[Evidence]) -> Location | None:
        """Take the buyer's address for it, as states do, unless the settings want more.

        An address here that the card or the IP address contradicts is his own word: then two pieces have to agree.
        """
        address = next((piece for piece in evidence if piece.source == BILLING), None)
        if self.pieces > 1 or address is None:
            return super().decide_location(evidence)
        against = tuple(piece for piece in evidence if piece.country != address.country)
        if address.country == COUNTRY and any(piece.source not in OWN_WORDS for piece in against):
            return place_of_supply(evidence)
        return Location(address.country, address.region, agreeing=(address,), contradicting=against)

    def required_fields(self, seller: Party, buyer: Party) -> Sequence[str]:
        """Ask for the ZIP code, which tells the state, where any state is paid."""
        return ["postcode"] if buyer.country == COUNTRY and self.settings.nexus else []

    def quote(self, ctx: Context, query: TaxQuery) -> TaxQuote | None:
        """Tax the lines, or say why not."""
        if not query.buyer.country:
            return None
        location = self.where(query)
        area = self.area(query.buyer, location)
        if area.country != COUNTRY:
            return self.elsewhere(query, location)
        facts = {"rule": self.name, "state": area.region}
        if not self.settings.nexus:
            return untaxed(query, TaxReason.NOT_REGISTERED, location, facts)
        if not area.region:
            return untaxed(query, TaxReason.NOT_REGISTERED, _unknown(location), facts)
        location = replace(location, region=area.region)
        if area.region not in self.settings.nexus:
            return untaxed(query, TaxReason.NOT_REGISTERED, location, facts)
        answer = tax_by_table(self.table, area, query, inclusive=self.settings.inclusive, location=location)
        return replace(answer, facts={**facts, **answer.facts})


def _unknown(location: Location) -> Location:
    """Return the place of a buyer of whom nobody knows in which state he is; a contradiction comes first."""
    return replace(location, standing=Standing.UNKNOWN, ask=("postcode",)) if location.settled else location
