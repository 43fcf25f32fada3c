"""Orders: from the wish to buy to access."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.api import Money
from cleeng.catalog.models import OfferType
from cleeng.entitlements.terms import access_until
from cleeng.ids import Kind, allocate
from cleeng.orders.errors import CountryBlocked, HasAccess, MembersOnly, OfferInactive, OrderNotFound
from cleeng.orders.models import Order, OrderStatus
from cleeng.pricing.quote import Quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from cleeng.catalog.offer import LocalOffer
    from cleeng.catalog.service import CatalogService
    from cleeng.coupons.coupon import Coupon
    from cleeng.coupons.redemption import RedemptionService
    from cleeng.entitlements.service import EntitlementService
    from cleeng.invoices.service import InvoiceService
    from cleeng.orders.buyer import Buyer
    from cleeng.orders.prices import PriceService
    from cleeng.outbox import Outbox
    from cleeng.publishers.publisher import Publisher
    from cleeng.subscriptions.service import SubscriptionService
    from cleeng.taxes.evidence import EvidenceService


class OrderService:
    """The orders of one publisher."""

    def __init__(
        self,
        db: Session,
        publisher: Publisher,
        outbox: Outbox,
        catalog: CatalogService,
        entitlements: EntitlementService,
        subscriptions: SubscriptionService,
        prices: PriceService,
        coupons: RedemptionService,
        invoices: InvoiceService,
        evidence: EvidenceService,
    ) -> None:
        self.db = db
        self.publisher = publisher
        self.outbox = outbox
        self.catalog = catalog
        self.entitlements = entitlements
        self.subscriptions = subscriptions
        self.prices = prices
        self.coupons = coupons
        self.invoices = invoices
        self.evidence = evidence

    def quote(self, offer: LocalOffer, buyer: Buyer, coupon: Coupon | None = None) -> Quote:
        """Price an offer for a buyer; writes nothing."""
        return self.prices.quote(offer, buyer, coupon)

    def check(self, offer: LocalOffer, buyer: Buyer, *, by_api: bool = False) -> None:
        """Refuse what cannot be bought.

        Where somebody is, his address says.  One that nobody can locate is nowhere, but for the developers of a
        sandbox, and for those for whom the publisher's server asks (`by_api`): there the country he gave stands in.

        :raises HasAccess: also when the offer is no longer sold: it is good news.
        :raises OfferInactive: deactivated, or over.
        :raises MembersOnly: not sold by itself.
        :raises CountryBlocked: not where the buyer is.
        """
        if buyer.customer_id is not None:
            access = self.entitlements.access(buyer.customer_id, offer.number, offer.country)
            if access is not None:
                raise HasAccess(access.offer_number)
        if not offer.active or offer.ended(self.publisher.clock.now()):
            raise OfferInactive(offer.id)
        if offer.members_only:
            raise MembersOnly(offer.id)
        country = buyer.ip_country or (buyer.country if by_api or self.publisher.info.sandbox else "")
        if not offer.sold_in(country):
            raise CountryBlocked(country)

    def start(
        self,
        offer: LocalOffer,
        buyer: Buyer,
        *,
        consents: Mapping[str, str] | None = None,
        external_data: str = "",
        referrer: str = "",
        by_api: bool = False,
    ) -> Order:
        """Return the customer's open order for an offer, or make one; two tabs meet in it.

        :raises CannotBuy: see `check`.
        """
        if buyer.customer_id is None:
            raise OrderNotFound("an order needs a customer")
        self.check(offer, buyer, by_api=by_api)
        known = self.open_order(buyer.customer_id, offer.number)
        if known is not None:
            return known
        priced = self.quote(offer, buyer)
        order = self._new(offer, buyer, priced)
        order.consents = dict(consents or {})
        order.external_data, order.referrer = external_data[:2000], referrer[:2000]
        try:
            with self.db.begin_nested():
                self.db.add(order)
        except sa.exc.IntegrityError:
            met = self.open_order(buyer.customer_id, offer.number)
            if met is None:
                raise
            return met
        return order

    def record(self, offer: LocalOffer, buyer: Buyer) -> tuple[Order, Quote]:
        """Write down a sale whose money somebody else takes, and what the offer costs; nothing is owed here.

        Nothing is converted: what the buyer pays there is nothing that we know.
        """
        priced = self.quote(offer, replace(buyer, currency=offer.price.currency))
        nothing = replace(priced, total=Money(0, priced.total.currency), trial_days=0, trial_periods=0)
        order = self._new(offer, buyer, nothing)
        order.status, order.paid_at = OrderStatus.PAID, order.created_at
        self.db.add(order)
        self.db.flush()
        self.outbox.event("order.paid", order.id, customer_id=order.customer_id, offer=offer.id)
        return order, nothing

    def get(self, order_id: int, customer_id: int | None = None) -> Order:
        """Return an order; with `customer_id`, only if it is this customer's.

        :raises OrderNotFound: there is none.
        """
        order = self.db.get(Order, (self.publisher.id, order_id))
        if order is None or (customer_id is not None and order.customer_id != customer_id):
            raise OrderNotFound(str(order_id))
        return order

    def lock(self, order_id: int) -> Order:
        """Return an order with its row locked: the first lock of everything that moves money.

        :raises OrderNotFound: there is none.
        """
        order = self.db.get(Order, (self.publisher.id, order_id), with_for_update=True, populate_existing=True)
        if order is None:
            raise OrderNotFound(str(order_id))
        return order

    def requote(self, order: Order, offer: LocalOffer, buyer: Buyer) -> bool:
        """Price an open order anew, with the coupon that it holds; True if the buyer would see another total.

        A coupon that does not count for this version of the offer is given back.  Only while no payment of
        the order is under way: the caller holds the order's lock and has looked.
        """
        coupon = self.coupons.held(order.id)
        if coupon is not None and not coupon.fits(offer):
            self.coupons.release(order.id)
            coupon = None
        fresh = self.quote(offer, buyer, coupon)
        changed = fresh.total != order.total or fresh.recurring != Quote.from_json(order.quote).recurring
        order.offer_country = offer.country
        self.prices.put(order, fresh, buyer)
        return changed

    def refresh(self, order: Order) -> None:
        """Price an open order anew whose quote has expired, for the buyer that it was made for.

        The caller holds the order's lock and has looked that no payment is under way.
        """
        if not self.prices.holds(order):
            self.requote(order, self.catalog.by_number(order.offer_number, order.offer_country), order.who())

    def complete(self, order: Order, method_id: int | None = None) -> None:
        """Grant what was paid for: order, access, subscription, events, receipt, evidence, invoice in one transaction.

        The caller holds the order's lock.  An order that is complete already is left alone.
        """
        if order.status is OrderStatus.PAID:
            return
        offer = self.catalog.by_number(order.offer_number, order.offer_country)
        priced = Quote.from_json(order.quote)
        now = self.publisher.clock.now()
        order.status, order.paid_at = OrderStatus.PAID, now
        self.coupons.redeem(order.id)
        until = access_until(offer, priced, now)
        self.entitlements.grant(order.customer_id, offer.number, order.id, until, offer.country)
        if offer.type is OfferType.SUBSCRIPTION:
            self.subscriptions.begin(order, offer, priced, method_id)
        self.outbox.event("order.paid", order.id, customer_id=order.customer_id, offer=offer.id)
        self.outbox.message("receipt", order.customer_id, order.id, order_id=order.id)
        self.evidence.record(order)
        if priced.total:
            self.invoices.issue(order, priced)

    def _new(self, offer: LocalOffer, buyer: Buyer, priced: Quote) -> Order:
        order = Order(
            publisher_id=self.publisher.id,
            id=allocate(self.db, self.publisher.id, Kind.ORDER),
            customer_id=buyer.customer_id,
            offer_number=offer.number,
            offer_country=offer.country,
            consents={},
            external_data="",
            created_at=self.publisher.clock.now(),
        )
        self.prices.put(order, priced, buyer)
        return order

    def open_order(self, customer_id: int, offer_number: int) -> Order | None:
        """Return the order for an offer that a customer has not paid yet, or None."""
        return self.db.scalars(
            sa.select(Order).where(
                Order.publisher_id == self.publisher.id,
                Order.customer_id == customer_id,
                Order.offer_number == offer_number,
                Order.status == OrderStatus.OPEN,
            )
        ).one_or_none()
