"""The base of tax rules that come with a table: where a sale takes place, and whose tax it falls under."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from cleeng.api.location import BILLING, Evidence, Location, Standing, place_of_supply
from cleeng.api.tables.taxing import untaxed
from cleeng.api.taxes import PartRate, TaxReason, TaxRule

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from cleeng.api.tables.table import TaxArea, TaxTable
    from cleeng.api.taxes import Party, TaxQuery, TaxQuote


class TableRule(TaxRule):
    """A rule for the countries of a table.  `quote` begins with `where`, and with `elsewhere` for all others."""

    @property
    @abstractmethod
    def table(self) -> TaxTable:
        """The rates and territories; read once, not for each question."""

    @property
    def pieces(self) -> int:
        """How many pieces of evidence have to agree where a buyer is."""
        return 2

    def decide_location(self, evidence: Sequence[Evidence]) -> Location | None:
        """Weigh the evidence."""
        return place_of_supply(evidence, self.pieces)

    def where(self, query: TaxQuery) -> Location:
        """Say where the sale takes place; what the buyer chose counts as his billing country."""
        buyer = query.buyer
        said = any(piece.source == BILLING for piece in query.evidence)
        pieces = [*query.evidence, *([] if said else [Evidence(BILLING, buyer.country, buyer.region)])]
        return self.decide_location(pieces) or Location(buyer.country, buyer.region, Standing.INCOMPLETE)

    def area(self, buyer: Party, location: Location) -> TaxArea:
        """Say whose tax that is; the buyer's address tells as long as he is in the country that he chose."""
        if location.country != buyer.country:
            return self.table.area(location.country, location.region)
        return self.table.area(buyer.country, buyer.region or location.region, buyer.postcode)

    def elsewhere(self, query: TaxQuery, location: Location) -> TaxQuote | None:
        """Leave a buyer outside of the table to the next rule, unless evidence says that he is inside after all."""
        pieces = (*location.agreeing, *location.contradicting)
        inside = any(self.table.area(piece.country).country in self.table.countries for piece in pieces)
        if location.settled or not inside:
            return None
        return untaxed(query, TaxReason.OUT_OF_SCOPE, location, {"rule": self.name})

    def rates(self, date: dt.date) -> Sequence[PartRate]:
        """List the rates of that day for what has no rate of its own."""
        return [rate.part for rate in self.table.standard(date)]
