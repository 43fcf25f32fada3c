"""Lines as the database keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa

from cleeng.api import Money
from cleeng.invoices.lines import Line, TaxShare
from cleeng.invoices.models import Invoice, InvoiceLine, InvoiceTax

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

Row = TypeVar("Row", InvoiceLine, InvoiceTax)


def write(db: Session, document: Invoice, lines: Iterable[Line]) -> None:
    """Store the lines of a document that is stored already."""
    key = {"publisher_id": document.publisher_id, "invoice_id": document.id}
    rows: list[InvoiceTax] = []
    for line in lines:
        amounts = {"price": line.price, "discount": line.discount, "net": line.net, "tax": line.tax}
        minor = {f"{name}_minor": amount.minor for name, amount in amounts.items()}
        db.add(InvoiceLine(**key, position=line.position, kind=line.kind, title=line.title, **minor))
        rows += [
            InvoiceTax(
                **key,
                line=line.position,
                position=share.position,
                jurisdiction=share.jurisdiction,
                region=share.region,
                name=share.name,
                kind=share.kind,
                rate=share.rate,
                net_minor=line.net.minor,
                tax_minor=share.amount.minor,
                local=dict(share.local),
            )
            for share in line.taxes
        ]
    db.flush()
    db.add_all(rows)
    db.flush()


def read(db: Session, document: Invoice) -> list[Line]:
    """Return the lines of a document, in order."""
    shares: dict[int, list[TaxShare]] = {}
    for tax in db.scalars(_of(InvoiceTax, document).order_by(InvoiceTax.line, InvoiceTax.position)):
        amount = Money(tax.tax_minor, document.currency)
        about = (tax.position, tax.jurisdiction, tax.region, tax.name, tax.kind, tax.rate)
        shares.setdefault(tax.line, []).append(TaxShare(*about, amount, tax.local))
    return [
        Line(
            line.position,
            line.kind,
            line.title,
            price=Money(line.price_minor, document.currency),
            discount=Money(line.discount_minor, document.currency),
            net=Money(line.net_minor, document.currency),
            taxes=tuple(shares.get(line.position, ())),
        )
        for line in db.scalars(_of(InvoiceLine, document).order_by(InvoiceLine.position))
    ]


def _of(model: type[Row], document: Invoice) -> sa.Select[Row]:
    return sa.select(model).where(model.publisher_id == document.publisher_id, model.invoice_id == document.id)
