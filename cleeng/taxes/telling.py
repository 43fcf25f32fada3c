"""Telling tax rules of each invoice and credit note, for those that keep books elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleeng.invoices.models import Invoice, InvoiceKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from cleeng.api import Event, TaxRule
    from cleeng.application import Application
    from cleeng.invoices.lines import Line


class TaxTeller:
    """The outbox's way to tax rules."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def tell(self, publisher_id: int, name: str, event: Event, key: str) -> str:
        """Tell one rule of a document, with no transaction open; its exception means: again later."""
        publisher = self.application.publishers.get(publisher_id)
        rule: TaxRule | None = publisher.providers["tax"].get(name) if publisher else None
        if publisher is None or rule is None:
            return f"there is no tax rule {name} any more"
        with self.application.database.unit(writes=False) as unit:
            document = unit.db.get_one(Invoice, (publisher_id, event.subject))
            lines = self.application.services(publisher, unit).invoices.lines(document)
            kind, told = document.kind, _facts(unit.db, document, lines)
        context = publisher.context(key, subject=event.subject)
        if kind is InvoiceKind.INVOICE:
            rule.commit(context, told)
        else:
            rule.refund(context, told)
        return ""


def _facts(db: Session, document: Invoice, lines: list[Line]) -> Mapping[str, Any]:
    """Return what a rule is told: JSON, amounts as texts in units of the currency, days in the publisher's zone."""
    original = db.get(Invoice, (document.publisher_id, document.original_id)) if document.original_id else None
    return {
        "number": document.number,
        "kind": document.kind.value,
        "original": original.number if original else "",
        "order": document.order_id,
        "issued_on": document.issued_on.isoformat(),
        "currency": document.currency,
        "net": str(document.net.decimal),
        "tax": str(document.tax.decimal),
        "total": str(document.total.decimal),
        "lines": [
            {
                "title": line.title,
                "net": str(line.net.decimal),
                "taxes": [
                    {
                        "jurisdiction": share.jurisdiction,
                        "region": share.region,
                        "name": share.name,
                        "kind": share.kind.value,
                        "rate": str(share.rate),
                        "amount": str(share.amount.decimal),
                    }
                    for share in line.taxes
                ],
            }
            for line in lines
        ],
    }
