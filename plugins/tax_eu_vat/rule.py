"""The rule: who pays which member state's tax on a digital service."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cleeng.api import (
    Evidence,
    Location,
    PartRate,
    Standing,
    TaxIdStatus,
    TaxReason,
    TaxRule,
    place_of_supply,
    reverse_charge,
    tax_by_table,
    untaxed,
)

from .numbers import check_number, country_of
from .settings import OSS, EuVatSettings
from .tables import eu_table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from cleeng.api import Context, Party, PublisherInfo, TaxArea, TaxIdCheck, TaxQuery, TaxQuote, TaxTable

REVERSE_CHARGE = "Reverse charge: the recipient is liable for the VAT (Directive 2006/112/EC, articles 44 and 196)."


class EuVat(TaxRule):
    """Taxes buyers in the member states; has no say on any other."""

    name = "eu_vat"
    title = "EU VAT"
    Settings = EuVatSettings

    @classmethod
    def check_publisher(cls, publisher: PublisherInfo) -> str | None:
        """Refuse a seller in a special territory, whose own VAT is not in the table."""
        if _table().area(publisher.country).outside:
            return f"{publisher.country} is outside of the EU's VAT area"
        return None

    def required_fields(self, seller: Party, buyer: Party) -> Sequence[str]:
        """Ask businesses for their number, and for the postcode where many live in a special territory."""
        if buyer.country not in _table().countries:
            return ()
        fields = ["postcode"] if _table().asks_postcode(buyer.country) else []
        return [*fields, "vat_number"] if self.settings.reverse_charge else fields

    def quote(self, ctx: Context, query: TaxQuery) -> TaxQuote | None:
        """Tax the lines where the buyer is, or say why not."""
        if not query.buyer.country:
            return None
        business = self._business(query)
        location = business or self._location(query)
        area = self._area(query.buyer, location)
        if area.country not in _table().countries:
            return self._elsewhere(query, location)
        facts = {"rule": self.name}
        if area.outside:
            facts["territory"] = area.territory.name if area.territory else ""
            return untaxed(query, TaxReason.OUT_OF_SCOPE, location, facts)
        if business and area.country != query.seller.country:
            answer = reverse_charge(
                _table(),
                area,
                query,
                inclusive=self.settings.inclusive,
                location=business,
                text=REVERSE_CHARGE,
            )
            proof = {"tax_id": query.buyer.tax_id, "consultation": query.buyer.consultation}
            return replace(answer, facts={**facts, **answer.facts, **proof})
        return self._taxed(query, area, location, facts)

    def decide_location(self, evidence: Sequence[Evidence]) -> Location | None:
        """Weigh the evidence; a small seller needs one piece (Implementing Regulation 282/2011, article 24b)."""
        return place_of_supply(evidence, needed=int(self.settings.evidence))

    def validate_tax_id(self, ctx: Context, country: str, number: str) -> TaxIdCheck | None:
        """Check a VAT number: its form and check digits here, the rest with VIES."""
        return check_number(ctx, self.settings, country, number)

    def rates(self, date: dt.date) -> Sequence[PartRate]:
        """List the standard rates of that day."""
        return [PartRate(r.country, r.name, r.rate, r.region) for r in _table().standard(date)]

    def _taxed(self, query: TaxQuery, area: TaxArea, location: Location, facts: dict[str, str]) -> TaxQuote:
        home = _table().area(query.seller.country, query.seller.region, query.seller.postcode)
        if self._taxed_at_home(home, area, location):
            facts["scheme"] = "below the threshold: taxed at the seller's (Directive 2006/112/EC, article 59c)"
            area = home
            location = location if location.settled else replace(location, standing=Standing.INCOMPLETE, ask=())
        elif OSS not in self.settings.registered and area.country not in {home.country, *self.settings.registered}:
            return untaxed(query, TaxReason.NOT_REGISTERED, location, facts)
        answer = tax_by_table(_table(), area, query, inclusive=self.settings.inclusive, location=location)
        if query.buyer.tax_id:
            facts["tax_id"] = query.buyer.tax_id
            facts["tax_id_status"] = query.buyer.tax_id_status or "not checked"
        return replace(answer, facts={**facts, **answer.facts})

    def _taxed_at_home(self, home: TaxArea, area: TaxArea, location: Location) -> bool:
        """Say whether a consumer abroad is taxed like one at home; whichever member state he is in is the same."""
        states = _table().countries
        named = {_table().area(piece.country).country for piece in (*location.agreeing, *location.contradicting)}
        small = bool(self.settings.below_threshold) and home.country in states
        return small and area.country != home.country and named <= states

    def _business(self, query: TaxQuery) -> Location | None:
        """Say where a business is that has proven to be one, or None for everybody else."""
        buyer = query.buyer
        if not self.settings.reverse_charge or buyer.tax_id_status != TaxIdStatus.VALID:
            return None
        country = country_of(buyer.tax_id)
        if country != _table().area(buyer.country).country:
            return None
        return Location(buyer.country, buyer.region, agreeing=(Evidence("tax_id", country),))

    def _location(self, query: TaxQuery) -> Location:
        buyer = query.buyer
        said = [piece for piece in query.evidence if piece.source == "billing"]
        pieces = [*query.evidence, *([] if said else [Evidence("billing", buyer.country, buyer.region)])]
        return self.decide_location(pieces) or Location(buyer.country, buyer.region, Standing.INCOMPLETE)

    def _area(self, buyer: Party, location: Location) -> TaxArea:
        if location.country != buyer.country:
            return _table().area(location.country, location.region)
        return _table().area(buyer.country, buyer.region or location.region, buyer.postcode)

    def _elsewhere(self, query: TaxQuery, location: Location) -> TaxQuote | None:
        """Leave buyers outside to the next rule, unless evidence says that they are inside after all."""
        pieces = (*location.agreeing, *location.contradicting)
        inside = any(_table().area(piece.country).country in _table().countries for piece in pieces)
        if location.settled or not inside:
            return None
        return untaxed(query, TaxReason.OUT_OF_SCOPE, location, {"rule": self.name})


def _table() -> TaxTable:
    return eu_table()
