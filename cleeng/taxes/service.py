"""Asking a publisher's tax rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.api import Party, TaxQuery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleeng.api import Evidence, TaxableLine, TaxQuote, TaxRule
    from cleeng.publishers.publisher import Publisher


class TaxService:
    """The tax rules of one publisher, in the order of its ini."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher

    @property
    def seller(self) -> Party:
        """The publisher, as tax sees it."""
        return Party(self.publisher.info.country, tax_id=self.publisher.info.vat_number)

    def ask(self, lines: Sequence[TaxableLine], buyer: Party, evidence: Sequence[Evidence]) -> TaxQuote | None:
        """Return the first rule's answer, or None: then nothing is taxed."""
        query = TaxQuery(lines, self.seller, buyer, self.publisher.clock.now().date(), evidence)
        for rule in self._rules():
            answer = rule.quote(self.publisher.context(), query)
            if answer is not None:
                return answer
        return None

    def required_fields(self, buyer: Party) -> tuple[str, ...]:
        """Name what the rules need to know of a buyer beside the country: "postcode", "vat_number"."""
        fields = [field for rule in self._rules() for field in rule.required_fields(self.seller, buyer)]
        return tuple(dict.fromkeys(fields))

    def _rules(self) -> Sequence[TaxRule]:
        return list(self.publisher.providers["tax"].values())
