"""Which rows a report is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.catalog.models import Offer, OfferType
from cleeng.customers import addresses
from cleeng.customers.models import Customer

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import InstrumentedAttribute

    from cleeng.catalog.offer import OfferId
    from cleeng.orders.models import Order
    from cleeng.subscriptions.models import Subscription


@dataclass(frozen=True, slots=True)
class Criteria:
    """What all rows have in common: nothing said, all of the publisher's.  Time is [since, until)."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None
    customer_email: str = ""
    offer: OfferId | None = None  #: without a country, in every country's version
    offer_type: OfferType | None = None
    transaction_id: int | None = None
    campaign_id: int | None = None

    def during(self, moment: InstrumentedAttribute[Any]) -> list[sa.ColumnElement[bool]]:
        """Say it of the time of a row."""
        found = [moment >= self.since] if self.since else []
        return [*found, moment < self.until] if self.until else found

    def about(self, sale: type[Order | Subscription]) -> list[sa.ColumnElement[bool]]:
        """Say it of the customer and the offer of an order or a subscription."""
        found: list[sa.ColumnElement[bool]] = []
        if self.customer_email:
            found.append(_customer(sale, self.customer_email))
        if self.offer:
            found.append(sale.offer_number == self.offer.number)
            found.append(_type(sale, *(type_ for type_ in OfferType if type_.goes_by(self.offer.letter))))
            found += [sale.offer_country == self.offer.country] if self.offer.country else []
        if self.offer_type:
            found.append(_type(sale, self.offer_type))
        return found


def _customer(sale: type[Order | Subscription], email: str) -> sa.ColumnElement[bool]:
    known = sa.select(Customer.id).where(
        Customer.publisher_id == sale.publisher_id, Customer.email_key == addresses.key(email)
    )
    return sale.customer_id.in_(known.correlate(sale))


def _type(sale: type[Order | Subscription], *types: OfferType) -> sa.ColumnElement[bool]:
    same = (Offer.publisher_id == sale.publisher_id, Offer.number == sale.offer_number)
    return sa.exists().where(*same, Offer.type.in_(types)).correlate(sale)
