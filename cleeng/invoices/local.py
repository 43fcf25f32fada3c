"""Taxes in the currency of the state that gets them, beside the currency of the invoice.

An invoice in another currency has to say the VAT in the member state's own (Directive 2006/112/EC, article 230), at a
rate that the European Central Bank published (article 91).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cleeng.invoices.named_rate import in_local
from cleeng.places import currency_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleeng.api import ExchangeRateProvider
    from cleeng.invoices.lines import Line, TaxShare
    from cleeng.publishers.publisher import Publisher
    from cleeng.rates.book import RateBook


class LocalTaxes:
    """Converts what one publisher's invoices say of taxes, at the newest rates of its source."""

    def __init__(self, publisher: Publisher, book: RateBook) -> None:
        self.publisher = publisher
        self.book = book

    def put(self, lines: Sequence[Line]) -> list[Line]:
        """Return the lines with each tax in its state's currency too, where that is another and there is a rate."""
        return [replace(line, taxes=tuple(self._put(share) for share in line.taxes)) for line in lines]

    def _put(self, share: TaxShare) -> TaxShare:
        own, wanted = share.amount.currency, currency_in(share.jurisdiction)
        provider: ExchangeRateProvider | None = self.publisher.first("rates")
        if provider is None or not share.rate or wanted in ("", own):
            return share
        table = self.book.table(provider)
        rate = table.rate(own, wanted)
        if rate is None or self._stale((self.book.today() - rate.day).days):
            return share
        about = {"currency": wanted, "rate": str(rate.rate), "date": str(rate.day), "source": table.title}
        return replace(share, local={**about, "tax": in_local(share.amount, about).minor})

    def _stale(self, days: int) -> bool:
        return days > self.publisher.settings.pricing.oldest_rates and not self.publisher.info.sandbox
