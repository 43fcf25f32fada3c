"""The rule: who pays which member state's tax on a digital service."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cleeng.api import (
    OWN_WORDS,
    Evidence,
    Location,
    Standing,
    TableRule,
    TaxIdStatus,
    TaxReason,
    reverse_charge,
    tax_by_table,
    untaxed,
)

from .numbers import check_number, country_of
from .settings import OSS, EuVatSettings
from .tables import eu_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleeng.api import Context, Party, PublisherInfo, TaxArea, TaxIdCheck, TaxQuery, TaxQuote, TaxTable

REVERSE_CHARGE = "Reverse charge: the recipient is liable for the VAT (Directive 2006/112/EC, articles 44 and 196)."


class EuVat(TableRule):
    """Taxes buyers in the member states; has no say on any other."""

    name = "eu_vat"
    title = "EU VAT"
    Settings = EuVatSettings

    @classmethod
    def check_publisher(cls, publisher: PublisherInfo) -> str | None:
        """Refuse a seller in a special territory, whose own VAT is not in the table."""
        if eu_table().area(publisher.country).outside:
            return f"{publisher.country} is outside of the EU's VAT area"
        return None

    def required_fields(self, seller: Party, buyer: Party) -> Sequence[str]:
        """Ask businesses for their number, and for the postcode where many live in a special territory."""
        if buyer.country not in self.table.countries:
            return ()
        fields = ["postcode"] if self.table.asks_postcode(buyer.country) else []
        return [*fields, "vat_number"] if self._leaves_tax_to_businesses(seller) else fields

    def quote(self, ctx: Context, query: TaxQuery) -> TaxQuote | None:
        """Tax the lines where the buyer is, or say why not."""
        if not query.buyer.country:
            return None
        business = self._business(query)
        location = business or self.where(query)
        area = self.area(query.buyer, location)
        if area.country not in self.table.countries:
            return self.elsewhere(query, location)
        facts = {"rule": self.name}
        if area.outside:
            facts["territory"] = area.territory.name if area.territory else ""
            return untaxed(query, TaxReason.OUT_OF_SCOPE, location, facts)
        if business and area.country != self._home(query).country:
            answer = reverse_charge(
                self.table,
                area,
                query,
                inclusive=self.settings.inclusive,
                location=business,
                text=REVERSE_CHARGE,
            )
            proof = {"tax_id": query.buyer.tax_id, "consultation": query.buyer.consultation}
            return replace(answer, facts={**facts, **answer.facts, **proof})
        return self._taxed(query, area, location, facts)

    @property
    def table(self) -> TaxTable:
        """The member states' rates."""
        return eu_table()

    @property
    def pieces(self) -> int:
        """A small seller needs one piece of evidence (Implementing Regulation (EU) 282/2011, article 24b)."""
        return int(self.settings.evidence)

    def validate_tax_id(self, ctx: Context, country: str, number: str) -> TaxIdCheck | None:
        """Check a VAT number: its form and check digits here, the rest with VIES."""
        return check_number(ctx, self.settings, country, number)

    def _taxed(self, query: TaxQuery, area: TaxArea, location: Location, facts: dict[str, str]) -> TaxQuote:
        if self.settings.below_threshold and self._taxed_at_home(query, area, location):
            facts["scheme"] = "below the threshold: taxed at the seller's (Directive 2006/112/EC, article 59c)"
            area = self._home(query)
            location = location if location.settled else replace(location, standing=Standing.INCOMPLETE, ask=())
        elif OSS not in self.settings.registered and area.country not in {
            self._home(query).country,
            *self.settings.registered,
        }:
            return untaxed(query, TaxReason.NOT_REGISTERED, location, facts)
        if query.buyer.tax_id:
            facts["tax_id"] = query.buyer.tax_id
            facts["tax_id_status"] = query.buyer.tax_id_status or "not checked"
        inclusive = self.settings.inclusive
        return tax_by_table(self.table, area, query, inclusive=inclusive, location=location, facts=facts)

    def _home(self, query: TaxQuery) -> TaxArea:
        return self.table.area(query.seller.country, query.seller.region, query.seller.postcode)

    def _taxed_at_home(self, query: TaxQuery, area: TaxArea, location: Location) -> bool:
        """Say whether a small seller's consumer abroad is taxed like one at home, in whichever member state he is."""
        states, home = self.table.countries, self._home(query)
        named = {self.table.area(piece.country).country for piece in (*location.agreeing, *location.contradicting)}
        return home.country in states and area.country != home.country and named <= states

    def _leaves_tax_to_businesses(self, seller: Party) -> bool:
        """Say whether there is a reverse charge at all.

        Who sells from a member state needs a number for it, which has to stand on the invoice (Directive 2006/112/EC,
        articles 214 (1) (e) and 226 (3)).
        """
        known = bool(seller.tax_id) or self.table.area(seller.country).country not in self.table.countries
        return self.settings.reverse_charge and known

    def _business(self, query: TaxQuery) -> Location | None:
        """Say where a business is that has proven to be one, or None for everybody else.

        Numbers are public: somebody else than the buyer has to say, too, that he is in the number's country.  Who
        has nobody for it is weighed like a consumer: asked for the card, or charged until it is known.
        """
        buyer = query.buyer
        if buyer.tax_id_status != TaxIdStatus.VALID or not self._leaves_tax_to_businesses(query.seller):
            return None
        country = country_of(buyer.tax_id)
        if country != self.table.area(buyer.country).country:
            return None
        seen = [piece for piece in query.evidence if piece.source not in OWN_WORDS]
        agreeing = [piece for piece in seen if self.table.area(piece.country).country == country]
        if not agreeing:
            return None
        against = tuple(piece for piece in seen if piece not in agreeing)
        number = Evidence("tax_id", country)
        return Location(buyer.country, buyer.region, agreeing=(number, *agreeing), contradicting=against)
