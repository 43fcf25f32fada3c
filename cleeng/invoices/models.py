"""Tables of invoices and credit notes.  Rows are written once: the database refuses to change or delete them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, composite, mapped_column

from cleeng.api import Money, TaxReason
from cleeng.db import Base, JsonDict


class InvoiceKind(StrEnum):
    """What a document says: that something is owed, or that some of it is not any more."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class LineKind(StrEnum):
    """What a line bills."""

    OFFER = "offer"
    FEE = "fee"


class InvoiceCounter(Base):
    """The last number of one series.  Its row stays locked from taking a number to the commit that uses it."""

    __tablename__ = "invoice_counter"
    __table_args__ = (sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"]),)

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    last: Mapped[int]


class Invoice(Base):
    """An invoice or a credit note, as it was issued: seller and buyer are what they were at that moment.

    All amounts count up, those of a credit note too: `kind` says which way.  A credit note names the invoice that it
    corrects (`original_id`) and the refund that it belongs to.  `issued_on` is `issued_at` in the publisher's time
    zone: the day by which it is taxed.  `text` is what the tax rule wants said, `note` why something was credited.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id", "order_id"], ["customer_order.publisher_id", "customer_order.id"]),
        sa.ForeignKeyConstraint(["publisher_id", "customer_id"], ["customer.publisher_id", "customer.id"]),
        sa.ForeignKeyConstraint(
            ["publisher_id", "original_id"], ["invoice.publisher_id", "invoice.id"], name="fk_invoice_original"
        ),
        sa.ForeignKeyConstraint(["publisher_id", "refund_id"], ["refund.publisher_id", "refund.id"]),
        sa.UniqueConstraint("publisher_id", "series", "sequence", name="uq_invoice_sequence"),
        sa.UniqueConstraint("publisher_id", "refund_id", name="uq_invoice_refund"),
        sa.Index(
            "uq_invoice_order",
            "publisher_id",
            "order_id",
            unique=True,
            sqlite_where=sa.text("kind = 'invoice'"),
            postgresql_where=sa.text("kind = 'invoice'"),
        ),
        sa.Index("ix_invoice_customer", "publisher_id", "customer_id", "issued_at"),
        sa.Index("ix_invoice_original", "publisher_id", "original_id"),
        sa.Index("ix_invoice_issued_on", "publisher_id", "issued_on"),
        sa.CheckConstraint("total_minor > 0 AND net_minor + tax_minor = total_minor", name="adds_up"),
        sa.CheckConstraint("(kind = 'credit_note') = (original_id IS NOT NULL)", name="credits_an_invoice"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    kind: Mapped[InvoiceKind]
    series: Mapped[str] = mapped_column(sa.String(32))
    sequence: Mapped[int]
    number: Mapped[str] = mapped_column(sa.String(48))
    order_id: Mapped[int]
    customer_id: Mapped[int]
    original_id: Mapped[str | None] = mapped_column(sa.String(32))
    refund_id: Mapped[str | None] = mapped_column(sa.String(64))
    issued_at: Mapped[dt.datetime]
    issued_on: Mapped[dt.date]
    currency: Mapped[str] = mapped_column(sa.String(3))
    net_minor: Mapped[int] = mapped_column(sa.BigInteger)
    tax_minor: Mapped[int] = mapped_column(sa.BigInteger)
    total_minor: Mapped[int] = mapped_column(sa.BigInteger)
    prices_include_tax: Mapped[bool]
    seller: Mapped[JsonDict]
    buyer: Mapped[JsonDict]
    text: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str] = mapped_column(sa.Text)
    test: Mapped[bool]  #: of a sandbox: no money moved
    net: Mapped[Money] = composite("net_minor", "currency")
    tax: Mapped[Money] = composite("tax_minor", "currency")
    total: Mapped[Money] = composite("total_minor", "currency")


class InvoiceLine(Base):
    """One line, in the currency of its invoice.

    `price_minor` is as the order shows it, with or without tax, `discount_minor` what came off it; a credit note
    says neither: both are zero.
    """

    __tablename__ = "invoice_line"
    __table_args__ = (
        sa.ForeignKeyConstraint(["publisher_id", "invoice_id"], ["invoice.publisher_id", "invoice.id"]),
        sa.CheckConstraint("net_minor >= 0 AND tax_minor >= 0", name="not_negative"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  #: from 1
    kind: Mapped[LineKind]
    title: Mapped[str] = mapped_column(sa.Text)
    price_minor: Mapped[int] = mapped_column(sa.BigInteger)
    discount_minor: Mapped[int] = mapped_column(sa.BigInteger)
    net_minor: Mapped[int] = mapped_column(sa.BigInteger)
    tax_minor: Mapped[int] = mapped_column(sa.BigInteger)


class InvoiceTax(Base):
    """What one jurisdiction gets of one line; where none gets anything, one row says why (`kind`), its rate zero.

    Returns are made of these rows.  `net_minor` is what the tax is reckoned on: a line that a state and its town
    tax has two rows with the same net.  `rate` is in percent.  `local` is the tax in the currency of the
    jurisdiction where that is another one ({} if not): "currency", "tax" (minor units), "rate", "date", "source".
    """

    __tablename__ = "invoice_tax"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["publisher_id", "invoice_id", "line"],
            ["invoice_line.publisher_id", "invoice_line.invoice_id", "invoice_line.position"],
        ),
        sa.CheckConstraint("net_minor >= 0 AND tax_minor >= 0", name="not_negative"),
    )

    publisher_id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  #: from 1, within the line
    jurisdiction: Mapped[str] = mapped_column(sa.String(2))
    region: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(64))
    kind: Mapped[TaxReason]
    rate: Mapped[Decimal]
    net_minor: Mapped[int] = mapped_column(sa.BigInteger)
    tax_minor: Mapped[int] = mapped_column(sa.BigInteger)
    local: Mapped[JsonDict]
