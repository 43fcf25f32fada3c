"""An invoice or credit note in words: what its page, its PDF and nobody else decide on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cleeng.api import Money, TaxReason
from cleeng.invoices.models import InvoiceKind, LineKind
from cleeng.invoices.parties import Recipient, Seller
from cleeng.orders import receipt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleeng.invoices.lines import Line, TaxShare
    from cleeng.invoices.models import Invoice
    from cleeng.words import Words

#: Why a line has no tax, in the words of the catalogue.
UNTAXED = {
    TaxReason.ZERO: "Zero rate",
    TaxReason.REVERSE_CHARGE: "Reverse charge",
    TaxReason.EXEMPT: "Exempt from tax",
    TaxReason.NOT_REGISTERED: "No tax is charged",
    TaxReason.OUT_OF_SCOPE: "Not subject to tax",
}


@dataclass(frozen=True, slots=True)
class Block:
    """Somebody's name and address, line by line."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One line of the summary of taxes, which every jurisdiction and rate has."""

    name: str
    net: str
    tax: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that stands on the paper, from top to bottom.  `lines` are set like a receipt."""

    heading: str
    number: str
    facts: tuple[tuple[str, str], ...]
    seller: Block
    buyer: Block
    lines: tuple[receipt.Line, ...]
    taxes: tuple[TaxRow, ...]
    notes: tuple[str, ...]
    test: str  #: a warning that it is none, "" for a real one

    @property
    def title(self) -> str:
        """What it is, with its number."""
        return f"{self.heading} {self.number}"


def sheet(words: Words, document: Invoice, lines: Sequence[Line], original: Invoice | None = None) -> Sheet:
    """Set a document; a credit note with the invoice that it corrects."""
    t, credit = words.text, document.kind is InvoiceKind.CREDIT_NOTE
    return Sheet(
        heading=t("Credit note") if credit else t("Invoice"),
        number=document.number,
        facts=_facts(words, document, original),
        seller=_seller(words, Seller.from_json(document.seller)),
        buyer=_buyer(words, Recipient.from_json(document.buyer)),
        lines=tuple(_lines(words, document, lines)),
        taxes=_taxes(words, lines, document.currency),
        notes=_notes(words, document, lines),
        test=t("A test: no money moved, and it is not valid as an invoice.") if document.test else "",
    )


def _facts(words: Words, document: Invoice, original: Invoice | None) -> tuple[tuple[str, str], ...]:
    t, day = words.text, words.date(document.issued_at)
    facts = [(t("Date"), day), (t("Order"), str(document.order_id))]
    if original is None:
        return (*facts, (t("Paid on"), day))
    facts.append((t("For invoice"), f"{original.number}, {words.date(original.issued_at)}"))
    return (*facts, (t("Reason"), document.note)) if document.note else tuple(facts)


def _seller(words: Words, seller: Seller) -> Block:
    lines = (seller.name, *seller.address, words.country(seller.country), *_tax_number(words, seller.vat_number))
    return Block(words.text("Sold by"), _filled(*lines, seller.registration, seller.email))


def _buyer(words: Words, buyer: Recipient) -> Block:
    place = (" ".join(filter(None, (buyer.postcode, buyer.region))),)
    named = (buyer.company, buyer.name) if buyer.company or buyer.name else (buyer.email,)
    lines = (*named, *(buyer.address or place), words.country(buyer.country), *_tax_number(words, buyer.tax_id))
    return Block(words.text("Billed to"), _filled(*lines, "" if buyer.email in named else buyer.email))


def _tax_number(words: Words, number: str) -> tuple[str, ...]:
    return (words.text("VAT number {number}", number=number),) if number else ()


def _filled(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _lines(words: Words, document: Invoice, lines: Sequence[Line]) -> list[receipt.Line]:
    """Set the lines as the order showed them, with the tax in them or below them, and the total."""
    t, found = words.text, []
    for line in lines:
        amount = line.total if document.prices_include_tax else line.net
        title = t(line.title) if line.kind is LineKind.FEE else line.title
        as_shown = line.discount and line.price - line.discount == amount
        found.append(receipt.Line(title, words.money(line.price if as_shown else amount)))
        if as_shown:
            found.append(receipt.Line(t("Coupon"), words.money(-line.discount), "off"))
    if not document.prices_include_tax:
        found += [receipt.Line(row.name, row.tax) for row in _taxes(words, lines, document.currency)]
    total = t("Total credited") if document.kind is InvoiceKind.CREDIT_NOTE else t("Total")
    return [*found, receipt.Line(total, words.money(document.total), "total")]


def _taxes(words: Words, lines: Sequence[Line], currency: str) -> tuple[TaxRow, ...]:
    """Add the taxes of all lines up, by jurisdiction and rate."""
    sums: dict[str, tuple[Money, Money]] = {}
    nothing = Money(0, currency)
    for line in lines:
        for share in line.taxes:
            name = _tax_name(words, share)
            net, tax = sums.get(name, (nothing, nothing))
            sums[name] = net + line.net, tax + share.amount
    return tuple(TaxRow(name, words.money(net), words.money(tax)) for name, (net, tax) in sums.items())


def _tax_name(words: Words, share: TaxShare) -> str:
    if not share.name:
        return words.text(UNTAXED.get(share.kind, "No tax"))
    return receipt.tax_name(words, share.rate, share.name, share.jurisdiction, share.region)


def _notes(words: Words, document: Invoice, lines: Sequence[Line]) -> tuple[str, ...]:
    t, found = words.text, []
    if document.kind is InvoiceKind.INVOICE:
        found.append(t("It is paid in full: there is nothing to pay."))
    found += _local(words, lines)
    if document.text:
        found.append(t(document.text))
    note = Seller.from_json(document.seller).note
    return (*found, note) if note else tuple(found)


def _local(words: Words, lines: Sequence[Line]) -> list[str]:
    """Say what each tax is in the currency of the state that gets it, where that is another."""
    sums: dict[str, tuple[Money, Mapping[str, Any]]] = {}
    for share in (share for line in lines for share in line.taxes if share.local):
        name, amount = _tax_name(words, share), Money(share.local["tax"], share.local["currency"])
        sums[name] = (sums[name][0] + amount if name in sums else amount), share.local
    return [
        words.text(
            "{tax} is {amount} at the rate {rate} of {date} ({source}).",
            tax=name,
            amount=words.money(amount),
            rate=words.number(Decimal(local["rate"])),
            date=words.day(dt.date.fromisoformat(local["date"])),
            source=local["source"],
        )
        for name, (amount, local) in sums.items()
    ]
