"""Asking a publisher's tax rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.api import Evidence, Party, TaxQuery, TaxQuote, TaxRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleeng.api import TaxableLine
    from cleeng.publishers.publisher import Publisher


class TaxService:
    """The tax rules of one publisher, in the order of its ini."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher

    def ask(self, lines: Sequence[TaxableLine], country: str, evidence: Sequence[Evidence]) -> TaxQuote | None:
        """Return the first rule's answer for a buyer in `country`, or None: then nothing is taxed."""
        seller = Party(self.publisher.info.country)
        query = TaxQuery(
            lines=lines,
            seller=seller,
            buyer=Party(country),
            date=self.publisher.clock.now().date(),
            evidence=evidence,
        )
        rules: Sequence[TaxRule] = list(self.publisher.providers["tax"].values())
        for rule in rules:
            answer = rule.quote(self.publisher.context(), query)
            if answer is not None:
                return answer
        return None
