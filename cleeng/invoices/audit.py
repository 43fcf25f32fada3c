"""What an auditor asks first: is a number missing, does every document add up, and does it name the seller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.api import TaxReason
from cleeng.invoices.models import Invoice, InvoiceCounter, InvoiceLine, InvoiceTax

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

#: Missing numbers that are named; more are only counted.
NAMED = 10


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a publisher: how many documents, the last number of them, what is wrong, and what they lack.

    What is lacking was not in the ini when they were issued.  They are final, so it is told and is no fault.
    """

    publisher_id: int
    series: str
    issued: int
    last: int
    faults: tuple[str, ...]
    lacks: tuple[str, ...] = ()


def audit(db: Session) -> list[Series]:
    """Look through every series of all publishers.  Reads only, everything, and takes its time."""
    issued = sa.select(
        Invoice.publisher_id,
        Invoice.series,
        sa.func.count().label("issued"),
        sa.func.max(Invoice.sequence).label("last"),
    ).group_by(Invoice.publisher_id, Invoice.series)
    counters = {(row.publisher_id, row.series): row.last for row in db.scalars(sa.select(InvoiceCounter))}
    found = []
    for row in db.execute(issued.order_by(Invoice.publisher_id, Invoice.series)):
        faults = [*_gaps(db, row.publisher_id, row.series, row.last, row.issued)]
        counter = counters.pop((row.publisher_id, row.series), 0)
        if counter != row.last:
            faults.append(f"the counter is at {counter}, the last number is {row.last}")
        faults += [f"{number} does not add up" for number in _wrong(db, row.publisher_id, row.series)]
        lacks = _lacks(db, row.publisher_id, row.series)
        found.append(Series(row.publisher_id, row.series, row.issued, row.last, tuple(faults), tuple(lacks)))
    left = sorted(counters.items())
    return found + [Series(*key, 0, 0, (f"the counter is at {last}, nothing is issued",)) for key, last in left]


def _gaps(db: Session, publisher_id: int, series: str, last: int, issued: int) -> list[str]:
    """Name the numbers from 1 to the last that no document bears."""
    if issued == last:  # no number is there twice, and none is below 1
        return []
    bears = sa.select(Invoice.sequence).where(Invoice.publisher_id == publisher_id, Invoice.series == series)
    missing = sorted(set(range(1, last + 1)) - set(db.scalars(bears)))
    more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
    return [f"missing: {', '.join(map(str, missing[:NAMED]))}{more}"]


def _wrong(db: Session, publisher_id: int, series: str) -> Sequence[str]:
    """Return the numbers of the documents whose lines or taxes are not what they say."""

    def total(column: sa.orm.attributes.InstrumentedAttribute[int]) -> sa.ScalarSelect[int]:
        table = column.class_
        of = (table.publisher_id == Invoice.publisher_id, table.invoice_id == Invoice.id)
        return sa.select(sa.func.coalesce(sa.func.sum(column), 0)).where(*of).scalar_subquery()

    wrong = sa.or_(
        total(InvoiceLine.net_minor) != Invoice.net_minor,
        total(InvoiceLine.tax_minor) != Invoice.tax_minor,
        total(InvoiceTax.tax_minor) != Invoice.tax_minor,
    )
    of = (Invoice.publisher_id == publisher_id, Invoice.series == series)
    return db.scalars(sa.select(Invoice.number).where(*of, wrong).order_by(Invoice.sequence)).all()


def _lacks(db: Session, publisher_id: int, series: str) -> list[str]:
    """Say of how many documents the seller is not named as invoices want it (2006/112/EC, article 226 (3) and (5))."""
    taxed = sa.or_(InvoiceTax.tax_minor > 0, InvoiceTax.kind == TaxReason.REVERSE_CHARGE)
    of_taxed = sa.exists().where(
        InvoiceTax.publisher_id == Invoice.publisher_id, InvoiceTax.invoice_id == Invoice.id, taxed
    )
    wanted = {
        "no address of the seller": Invoice.seller["address", 0].as_string().is_(None),
        "no VAT number of the seller, and there is tax on them": sa.and_(
            Invoice.seller["vat_number"].as_string() == "", of_taxed
        ),
    }
    of = (Invoice.publisher_id == publisher_id, Invoice.series == series)
    counts = {what: db.scalar(sa.select(sa.func.count()).where(*of, missing)) for what, missing in wanted.items()}
    return [f"{count} with {what}" for what, count in counts.items() if count]
