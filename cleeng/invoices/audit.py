"""What an auditor asks first: is a number missing, and does every document add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.invoices.models import Invoice, InvoiceCounter, InvoiceLine, InvoiceTax

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

#: Missing numbers that are named; more are only counted.
NAMED = 10


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a publisher: how many documents, its last number by them and by its counter, and what is wrong."""

    publisher_id: int
    series: str
    issued: int
    last: int
    faults: tuple[str, ...]


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
        found.append(Series(row.publisher_id, row.series, row.issued, row.last, tuple(faults)))
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
