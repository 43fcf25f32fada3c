"""In which currency a buyer pays, and what an offer's price becomes in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cleeng.payments.currencies import takes
from cleeng.places import currency_in
from cleeng.pricing.conversion import convert
from cleeng.pricing.points import packaged_points

if TYPE_CHECKING:
    from cleeng.api import ExchangeRateProvider, Money
    from cleeng.catalog.offer import LocalOffer
    from cleeng.orders.buyer import Buyer
    from cleeng.pricing.parts import Conversion
    from cleeng.publishers.publisher import Publisher
    from cleeng.rates.book import RateBook
    from cleeng.rates.rate import Rate


class Converted(NamedTuple):
    """A conversion, or why there is none; both are empty where nobody would expect one."""

    conversion: Conversion | None = None
    why_not: str = ""


class CurrencyService:
    """The currencies of one publisher's prices."""

    def __init__(self, publisher: Publisher, book: RateBook) -> None:
        self.publisher = publisher
        self.book = book
        self.rules = publisher.settings.pricing

    def convert(self, offer: LocalOffer, price: Money, buyer: Buyer) -> Converted:
        """Say what the price that an offer has now is to a buyer.

        A price that the publisher set for the buyer's country stands, in whatever currency.  Where a conversion
        cannot be had, the offer's own currency stands, and `why_not` says why.
        """
        own, wanted = price.currency, self._wanted(offer, buyer)
        if wanted in ("", own):
            return Converted()
        rate = self._rate(own, wanted)
        if isinstance(rate, str):
            return Converted(why_not=rate)
        points = packaged_points().get(wanted) if self.rules.price_points else None
        return Converted(convert(price, wanted, rate.rate, date=rate.day, source=rate.source, points=points))

    def on_offer(self, offer: LocalOffer) -> list[str]:
        """Return the currencies that a buyer may choose for an offer (`Buyer.currency`): its own first."""
        own = offer.price.currency
        table = self.book.table(self._provider) if self._provider and self.rules.convert else None
        others = table.currencies if table else ()
        return [own, *(each for each in others if each != own and not isinstance(self._rate(own, each), str))]

    @property
    def _provider(self) -> ExchangeRateProvider | None:
        provider: ExchangeRateProvider | None = self.publisher.first("rates")
        return provider

    def _wanted(self, offer: LocalOffer, buyer: Buyer) -> str:
        """Return what the buyer chose, else what is paid with where he is; "" where the offer's price is for there."""
        if buyer.currency or offer.country == buyer.country:
            return buyer.currency
        return currency_in(buyer.country)

    def _rate(self, own: str, wanted: str) -> Rate | str:
        """Return the rate to convert with, or why there is none."""
        if not self.rules.convert:
            return "[pricing] convert is off"
        if self._provider is None:
            return "[rates] uses no provider"
        if not takes(self.publisher, wanted):
            return f"no gateway takes {wanted}"
        rate = self.book.table(self._provider).rate(own, wanted)
        if rate is None:
            return f"{self._provider.source} has no rate from {own} to {wanted}"
        age = (self.book.today() - rate.day).days
        if age > self.rules.oldest_rates and not self.publisher.info.sandbox:
            return f"the rate from {own} to {wanted} of {rate.day} is {age} days old"
        return rate
