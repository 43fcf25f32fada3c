"""What the invoices and credit notes of a period say, summed up by the database."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.api import Money, TaxReason
from cleeng.invoices.models import Invoice, InvoiceKind, InvoiceTax

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from cleeng.publishers.publisher import Publisher
    from cleeng.returns.period import Period


@dataclass(frozen=True, slots=True)
class Local:
    """What documents say of a tax in the currency of the state that gets it: summed up, and the rate that they name.

    `rate` is what one unit of their own currency was worth in it.
    """

    tax: Money
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Sum:
    """All that documents of one kind say of one tax at one rate in one currency; of credit notes less than zero.

    `corrects` is the day of the invoices that credit notes correct, None of invoices.  `tax_id` is the buyer's, where
    the buyer owes the tax, else "".  `net` is what the tax is reckoned on: of lines with several taxes each has it.
    `local` is what the documents say in the state's currency, None where that is their own or no rate was known.
    """

    country: str
    region: str
    name: str
    kind: TaxReason
    rate: Decimal
    net: Money
    tax: Money
    documents: int
    corrects: dt.date | None = None
    tax_id: str = ""
    local: Local | None = None


def sums(db: Session, publisher: Publisher, period: Period) -> Sequence[Sum]:
    """Return what was issued in a period, by the publisher's calendar, in a fixed order."""
    original = sa.orm.aliased(Invoice)
    sign = sa.case((Invoice.kind == InvoiceKind.CREDIT_NOTE, -1), else_=1)
    owed_by = Invoice.buyer["tax_id"].as_string()
    buyer = sa.case((InvoiceTax.kind == TaxReason.REVERSE_CHARGE, sa.func.coalesce(owed_by, "")), else_="")
    keys = (
        InvoiceTax.jurisdiction,
        InvoiceTax.region,
        InvoiceTax.name,
        InvoiceTax.kind,
        InvoiceTax.rate,
        Invoice.currency,
        original.issued_on,
        buyer.label("buyer"),
        InvoiceTax.local["currency"].as_string().label("local_currency"),
        InvoiceTax.local["rate"].as_string().label("local_rate"),
    )
    found = db.execute(
        sa.select(
            *keys,
            sa.func.sum(sign * InvoiceTax.net_minor),
            sa.func.sum(sign * InvoiceTax.tax_minor),
            sa.func.sum(sign * InvoiceTax.local["tax"].as_integer()),
            sa.func.count(Invoice.id.distinct()),
        )
        .join(Invoice, sa.and_(Invoice.publisher_id == InvoiceTax.publisher_id, Invoice.id == InvoiceTax.invoice_id))
        .outerjoin(original, sa.and_(original.publisher_id == Invoice.publisher_id, original.id == Invoice.original_id))
        .where(
            InvoiceTax.publisher_id == publisher.id,
            Invoice.issued_on.between(period.first, period.last),
        )
        .group_by(*keys)
    )
    made = [
        Sum(
            country, region, name, kind, rate, Money(int(net), currency), Money(int(tax), currency), count,
            corrects, tax_id, Local(Money(int(local), local_currency), Decimal(local_rate)) if local_rate else None,
        )
        for (
            country, region, name, kind, rate, currency, corrects, tax_id, local_currency, local_rate,
            net, tax, local, count,
        ) in found
    ]  # fmt: skip
    return sorted(made, key=_order)


def _order(found: Sum) -> tuple[object, ...]:
    place = (found.country, found.region, found.name, found.kind, found.rate)
    local = (found.local.tax.currency, found.local.rate) if found.local else ()
    return (*place, found.net.currency, str(found.corrects or ""), found.tax_id, local)
