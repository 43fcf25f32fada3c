"""Transactions: payments that moved money, newest first.

A transaction never leaves the list and never changes its place: it is ordered by its time, then by its id.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.api import Money, Status
from cleeng.catalog.models import Offer, OfferLocalization
from cleeng.catalog.offer import OfferId
from cleeng.coupons.models import Campaign
from cleeng.customers.models import Customer
from cleeng.orders.models import Order
from cleeng.payments.models import Payment
from cleeng.pricing.quote import Quote

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cleeng.outbox import Outbox
    from cleeng.publishers.publisher import Publisher
    from cleeng.reports.criteria import Criteria


@dataclass(frozen=True, slots=True)
class Transaction:
    """One payment and all that a report tells of it; `campaign` is the name of the coupon's, "" for none."""

    payment: Payment
    order: Order
    customer: Customer
    offer: Offer
    local: OfferLocalization | None
    campaign: str
    receipt_sent: bool

    @property
    def quote(self) -> Quote:
        """What the customer saw."""
        return Quote.from_json(self.order.quote)

    @property
    def offer_id(self) -> OfferId:
        """The offer, in the country's version that was bought."""
        return OfferId(self.offer.type.value, self.offer.number, self.order.offer_country)

    @property
    def offer_price(self) -> Money:
        """The offer's price without tax and before any discount, in the offer's currency."""
        quoted = self.quote
        gross = quoted.net + quoted.tax
        included = quoted.prices_include_tax and bool(gross)
        return self.in_offers(quoted.price.share(quoted.net.minor, gross.minor) if included else quoted.price)

    @property
    def exchange_rate(self) -> Decimal:
        """Units of the payment's currency for one of the offer's."""
        made = self.quote.conversion
        return made.rate if made else Decimal(1)

    def in_offers(self, amount: Money) -> Money:
        """Return a part of the quote in the offer's currency: the share of the offer's price that it is."""
        made = self.quote.conversion
        return made.base.share(amount.minor, made.price.minor) if made and made.price else amount

    @property
    def tax(self) -> Money:
        """The part of the payment that is tax: the quote's; of another amount the same share."""
        quoted, paid = self.quote, self.payment.amount
        gross = quoted.net + quoted.tax
        return quoted.tax if paid == gross or not gross else paid.share(quoted.tax.minor, gross.minor)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over all transactions in one currency, whatever the page.

    The tax of a payment whose amount is not its order's is not known here and counts as earned.
    """

    revenue: Money
    earnings: Money  #: without tax
    coupons_used: int
    coupons_value: Money


class TransactionReport:
    """The transactions of one publisher.  Reads only."""

    def __init__(self, db: Session, publisher: Publisher, outbox: Outbox) -> None:
        self.db = db
        self.publisher = publisher
        self.outbox = outbox

    def page(self, criteria: Criteria, *, offset: int, limit: int) -> tuple[list[Transaction], int]:
        """Return a page of transactions, newest first, and how many there are in all."""
        counted = sa.select(sa.func.count()).select_from(Payment).join(Order, _ORDER).where(*self._where(criteria))
        total = self.db.scalar(counted) or 0
        rows = self.db.execute(
            sa.select(Payment, Order, Customer, Offer, OfferLocalization, Campaign.name)
            .join(Order, _ORDER)
            .join(Customer, _same(Customer.publisher_id, Customer.id == Order.customer_id))
            .join(Offer, _same(Offer.publisher_id, Offer.number == Order.offer_number))
            .outerjoin(OfferLocalization, _VERSION)
            .outerjoin(Campaign, _same(Campaign.publisher_id, Campaign.id == Order.campaign_id))
            .where(*self._where(criteria))
            .order_by(Payment.settled_at.desc(), Payment.transaction_id.desc())
            .offset(offset)
            .limit(limit)
        ).all()
        sent = self.outbox.delivered("receipt", {(order.customer_id, str(order.id)) for _, order, *_ in rows})
        return [
            Transaction(payment, order, customer, offer, local, campaign or "", str(order.id) in sent)
            for payment, order, customer, offer, local, campaign in rows
        ], total

    def totals(self, criteria: Criteria, currency: str) -> Totals:
        """Return the sums of the transactions in `currency`; others cannot be added to them."""
        net = sa.cast(Order.quote["net"].as_string(), sa.BigInteger)
        earned_of = sa.case((Order.total_minor == Payment.amount_minor, net), else_=Payment.amount_minor)
        with_coupon = sa.case((Order.coupon_code != "", 1), else_=0)
        paid, earned, used, off = self.db.execute(
            sa.select(_sum(Payment.amount_minor), _sum(earned_of), _sum(with_coupon), _sum(Order.discount_minor))
            .join(Order, _ORDER)
            .where(*self._where(criteria), Payment.currency == currency)
        ).one()
        return Totals(Money(int(paid), currency), Money(int(earned), currency), int(used), Money(int(off), currency))

    def _where(self, criteria: Criteria) -> list[sa.ColumnElement[bool]]:
        found = [
            Payment.publisher_id == self.publisher.id,
            Payment.status == Status.SUCCEEDED,
            Payment.transaction_id.is_not(None),
            ~Payment.surplus,
            *criteria.during(Payment.settled_at),
            *criteria.about(Order),
        ]
        found += [Payment.transaction_id == criteria.transaction_id] if criteria.transaction_id else []
        return [*found, Order.campaign_id == criteria.campaign_id] if criteria.campaign_id else found


def _same(publisher_id: Any, condition: Any) -> sa.ColumnElement[bool]:
    return sa.and_(publisher_id == Order.publisher_id, condition)


def _sum(column: Any) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(column), 0)


_ORDER = sa.and_(Order.publisher_id == Payment.publisher_id, Order.id == Payment.order_id)
_VERSION = sa.and_(
    OfferLocalization.publisher_id == Order.publisher_id,
    OfferLocalization.number == Order.offer_number,
    OfferLocalization.country == Order.offer_country,
)
