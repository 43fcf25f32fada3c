"""Invoices: issued when an order is paid, credited when money goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.api import Money, TaxIdStatus, TaxReason
from cleeng.customers.models import Customer
from cleeng.ids import new_uuid
from cleeng.invoices import rows
from cleeng.invoices.errors import InvoiceNotFound, TooMuchCredited
from cleeng.invoices.lines import credited, lines_of
from cleeng.invoices.models import Invoice, InvoiceKind
from cleeng.invoices.numbers import day_of, take
from cleeng.invoices.parties import Recipient, Seller
from cleeng.taxes.numbers import known_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from cleeng.invoices.lines import Line
    from cleeng.invoices.local import LocalTaxes
    from cleeng.orders.models import Order
    from cleeng.outbox import Outbox
    from cleeng.pricing.quote import Quote
    from cleeng.publishers.publisher import Publisher


class InvoiceService:
    """The invoices and credit notes of one publisher."""

    def __init__(self, db: Session, publisher: Publisher, outbox: Outbox, local: LocalTaxes) -> None:
        self.db = db
        self.publisher = publisher
        self.outbox = outbox
        self.local = local

    def issue(self, order: Order, quote: Quote) -> Invoice:
        """Bill what an order was paid for, in the transaction that makes it paid; an order has one invoice.

        The caller holds the order's lock, and does nothing more in this transaction that could take long: the
        publisher's series is locked until it ends.
        """
        known = self.of_order(order.id)
        if known is not None:
            return known
        customer = self.db.get_one(Customer, (self.publisher.id, order.customer_id))
        invoice = Invoice(
            kind=InvoiceKind.INVOICE,
            order_id=order.id,
            customer_id=order.customer_id,
            prices_include_tax=quote.prices_include_tax,
            seller=Seller.of(self.publisher).to_json(),
            buyer=self._recipient(customer, order, quote).to_json(),
            text=quote.invoice_text,
            note="",
        )
        self._store(invoice, self.local.put(lines_of(quote, order.country)))
        return invoice

    def credit(self, invoice: Invoice, amount: Money, reason: str, refund_id: str | None = None) -> Invoice:
        """Take back `amount`, tax included, of what an invoice bills; return the credit note.

        In the transaction that settles the refund, as `issue`.  A refund has one credit note: asked for again, it is
        found.

        :raises TooMuchCredited: less than `amount` is left of the invoice; of a credit note nothing is.
        """
        if invoice.kind is not InvoiceKind.INVOICE:
            raise TooMuchCredited(f"{invoice.number} bills nothing")
        self.db.refresh(invoice, with_for_update=True)
        known = self.of_refund(refund_id) if refund_id else None
        if known is not None:
            return known
        before = [self.lines(note) for note in self.credits(invoice)]
        lines = credited(self.lines(invoice), before, amount)
        note = Invoice(
            kind=InvoiceKind.CREDIT_NOTE,
            order_id=invoice.order_id,
            customer_id=invoice.customer_id,
            original_id=invoice.id,
            refund_id=refund_id,
            prices_include_tax=invoice.prices_include_tax,
            seller=invoice.seller,
            buyer=invoice.buyer,
            text=invoice.text,
            note=reason,
        )
        self._store(note, lines)
        return note

    def get(self, invoice_id: str, customer_id: int | None = None) -> Invoice:
        """Return an invoice or credit note; with `customer_id`, only if it is this customer's.

        :raises InvoiceNotFound: there is none.
        """
        found = self.db.get(Invoice, (self.publisher.id, invoice_id))
        if found is None or (customer_id is not None and found.customer_id != customer_id):
            raise InvoiceNotFound(invoice_id)
        return found

    def of_order(self, order_id: int) -> Invoice | None:
        """Return the invoice of an order, None where nothing was charged."""
        of_order = self._query(Invoice.order_id == order_id, Invoice.kind == InvoiceKind.INVOICE)
        return self.db.scalars(of_order).one_or_none()

    def of_refund(self, refund_id: str) -> Invoice | None:
        """Return the credit note of a refund, None where it has none."""
        return self.db.scalars(self._query(Invoice.refund_id == refund_id)).one_or_none()

    def of_customer(self, customer_id: int) -> Sequence[Invoice]:
        """Return a customer's invoices and credit notes, newest first."""
        theirs = self._query(Invoice.customer_id == customer_id)
        return self.db.scalars(theirs.order_by(Invoice.issued_at.desc(), Invoice.id.desc())).all()

    def credits(self, invoice: Invoice) -> Sequence[Invoice]:
        """Return the credit notes of an invoice, oldest first."""
        notes = self._query(Invoice.original_id == invoice.id)
        return self.db.scalars(notes.order_by(Invoice.issued_at, Invoice.id)).all()

    def lines(self, document: Invoice) -> list[Line]:
        """Return the lines of an invoice or credit note, in order."""
        return rows.read(self.db, document)

    def _recipient(self, customer: Customer, order: Order, quote: Quote) -> Recipient:
        """Return the buyer, with his tax number as it is written in full if it is known to be valid.

        Under a reverse charge it was valid when the price was worked out.
        """
        buyer = order.who()
        known = known_number(self.db, self.publisher.id, buyer.country, buyer.tax_id)
        if known is not None and known.status is TaxIdStatus.VALID:
            return Recipient.of(customer, order, known.number, known.name, known.address)
        if quote.reason != TaxReason.REVERSE_CHARGE:
            return Recipient.of(customer, order, "")
        return Recipient.of(customer, order, known.number if known is not None else buyer.tax_id)

    def _query(self, *conditions: sa.ColumnElement[bool]) -> sa.Select[Invoice]:
        return sa.select(Invoice).where(Invoice.publisher_id == self.publisher.id, *conditions)

    def _store(self, document: Invoice, lines: Sequence[Line]) -> None:
        """Add a document up, give it its number, last of all, and store it."""
        currency = lines[0].net.currency
        net, tax = Money.sum((x.net for x in lines), currency), Money.sum((x.tax for x in lines), currency)
        total = net + tax
        facts = {"order_id": document.order_id, "customer_id": document.customer_id, "currency": currency}
        money = {"total_minor": total.minor, "tax_minor": tax.minor}
        document.publisher_id, document.id = self.publisher.id, new_uuid()
        document.net, document.tax, document.total = net, tax, total
        document.test = self.publisher.info.sandbox
        self.db.flush()
        number = take(self.db, self.publisher, document.kind)
        document.series, document.sequence, document.number = number.series, number.sequence, number.text
        document.issued_at, document.issued_on = number.at, day_of(self.publisher, number.at)
        self.db.add(document)
        self.db.flush()
        rows.write(self.db, document, lines)
        self.outbox.event(f"{document.kind}.issued", document.id, number=document.number, **facts, **money)
