"""What an offer costs a buyer: everything that a price depends on, brought together; and quotes kept with orders."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Any

from cleeng.api import Money
from cleeng.invoices.numbers import day_of
from cleeng.pricing.calculation import fees_on, quote
from cleeng.pricing.quote import Quote
from cleeng.pricing.rules import price_by, rule_at
from cleeng.pricing.seal import seal, unbroken
from cleeng.pricing.terms import Terms
from cleeng.taxes.questions import Cause

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from cleeng.catalog.offer import LocalOffer
    from cleeng.coupons.coupon import Coupon
    from cleeng.orders.buyer import Buyer
    from cleeng.orders.currencies import CurrencyService
    from cleeng.orders.models import Order
    from cleeng.publishers.publisher import Publisher
    from cleeng.subscriptions.service import SubscriptionService
    from cleeng.taxes.service import TaxService

log = logging.getLogger(__name__)

#: How long a price that was shown holds.
LIFE = dt.timedelta(minutes=30)
#: What of an order says what it costs, and for whom.
_AGREED = (
    "quote",
    "quote_signature",
    "country",
    "ip_country",
    "buyer",
    "offer_country",
    "coupon_code",
    "campaign_id",
    "discount_minor",
)


class PriceService:
    """The prices of one publisher."""

    def __init__(
        self,
        publisher: Publisher,
        subscriptions: SubscriptionService,
        taxes: TaxService,
        currencies: CurrencyService,
    ) -> None:
        self.publisher = publisher
        self.subscriptions = subscriptions
        self.taxes = taxes
        self.currencies = currencies

    def quote(self, offer: LocalOffer, buyer: Buyer, coupon: Coupon | None = None) -> Quote:
        """Price an offer for a buyer, as of now and for LIFE; writes nothing."""
        now = self.publisher.clock.now()
        rule = rule_at(offer.price_rules, now)
        conversion, why_not = self.currencies.convert(offer, price_by(rule, offer.price), buyer)
        terms = Terms(
            trial=buyer.customer_id is None or not self.subscriptions.had(buyer.customer_id, offer.number),
            coupon=coupon,
            rule=rule,
            conversion=conversion,
            unconverted=why_not,
            service_fee=self._service_fee(offer),
            expires_at=now + LIFE,
        )
        return quote(offer, lambda lines: self.taxes.ask(lines, buyer.party, buyer.evidence), terms)

    def prepare(self, offer: LocalOffer, buyer: Buyer, ip: str = "") -> None:
        """Let taxes find out what a quote for this buyer needs: before an order is made or changed.

        `ip` is the viewer's address: neither he nor it may cause too many questions.
        May leave the transaction; see `TaxService.prepare`.
        """
        cause = Cause(buyer.customer_id, ip)
        self.taxes.prepare(buyer.currency or offer.price.currency, buyer.party, buyer.evidence, cause)

    def shown(self, offer: LocalOffer, buyer: Buyer) -> Money:
        """Return the price of now in the buyer's currency with the fee, before coupons and tax: for lists of offers."""
        price = price_by(rule_at(offer.price_rules, self.publisher.clock.now()), offer.price)
        conversion = self.currencies.convert(offer, price, buyer).conversion
        price = conversion.price if conversion else price
        fees = fees_on(price, self._service_fee(offer))
        return Money.sum([price, *(fee.amount for fee in fees)], price.currency)

    def put(self, order: Order, priced: Quote, buyer: Buyer) -> None:
        """Keep a quote with its order, signed."""
        order.total = priced.total
        order.quote, order.country, order.ip_country = priced.to_json(), buyer.country, buyer.ip_country
        order.buyer = buyer.to_json()
        order.quote_signature = seal(self.publisher.quote_key, order.publisher_id, order.id, order.quote)
        order.coupon_code, order.campaign_id, order.discount_minor = "", None, 0
        if priced.discount is not None:
            order.coupon_code, order.campaign_id = priced.discount.code, priced.discount.campaign_id
            order.discount_minor = priced.discount.amount.minor

    def holds(self, order: Order) -> bool:
        """Say whether an order's quote may still be charged.

        One that has expired, that is of another day, whose tax is not known yet, that is from before quotes were
        signed, or that somebody else than this program changed may not: the order is priced anew.  Tax goes by the
        day: at midnight another rate may begin, and the invoice will be dated by the new day.
        """
        intact = self.intact(order)
        if intact is False:
            log.error("an order's price was changed in the database; it is priced anew", extra={"order_id": order.id})
        priced = Quote.from_json(order.quote)
        return bool(intact) and self._fresh(priced) and not priced.tax_pending

    def agreed(self, order: Order) -> dict[str, Any]:
        """Return what an order costs and for whom, to be kept with an attempt to pay it."""
        return {name: getattr(order, name) for name in _AGREED}

    def restore(self, order: Order, agreed: Mapping[str, Any]) -> None:
        """Bring an order back to what an attempt to pay it was sent with: its money came, late."""
        for name in _AGREED:
            setattr(order, name, agreed[name])
        order.total = Quote.from_json(order.quote).total

    def intact(self, order: Order) -> bool | None:
        """Say whether an order's quote and total are as this program stored them; None if they were never signed."""
        if not order.quote_signature:
            return None
        key = self.publisher.quote_key
        whole = unbroken(key, order.publisher_id, order.id, order.quote, order.quote_signature)
        return whole and Quote.from_json(order.quote).total == order.total

    def _fresh(self, priced: Quote) -> bool:
        now = self.publisher.clock.now()
        if priced.expires_at is None or now >= priced.expires_at:
            return False
        return day_of(self.publisher, priced.expires_at - LIFE) == day_of(self.publisher, now)

    def _service_fee(self, offer: LocalOffer) -> Decimal | None:
        return (
            self.publisher.settings.pricing.service_fee if offer.details.get("apply_service_fee_on_customer") else None
        )
