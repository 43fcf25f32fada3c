"""The evidence of sales: what the tax of each stood on, kept for ten years in a chain that shows every change.

The time limit is that of the one-stop shop: ten years from the end of the year of the sale (Directive 2006/112/EC,
article 369k).  What is kept of the buyer is what a tax office may ask for, no address and no name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.invoices.numbers import day_of
from cleeng.pricing.quote import Quote
from cleeng.taxes.models import EvidenceHead, TaxEvidence
from cleeng.taxes.numbers import due, known_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from cleeng.orders.models import Order
    from cleeng.publishers.publisher import Publisher
    from cleeng.taxes.models import TaxNumber

#: Years after the end of the year of the sale.
KEEP = 10
#: What stands before the first record.
BEGINNING = "0" * 64
#: Records that are read at once.
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying a chain found; `breaks` say where it is broken, first one first."""

    records: int
    head: str
    breaks: tuple[str, ...]


class EvidenceService:
    """One publisher's chain."""

    def __init__(self, db: Session, publisher: Publisher) -> None:
        self.db = db
        self.publisher = publisher

    def record(self, order: Order) -> TaxEvidence | None:
        """Add what an order that is complete stood on; None for one that costs nothing, now and later.

        The caller's transaction completes the order.  The chain's head is locked from here to its end.
        A tax number that it stands on is asked about again from time to time.
        """
        priced = Quote.from_json(order.quote)
        if not priced.total and not priced.recurring:
            return None
        head, now, known = self._head(), self.publisher.clock.now(), self._number(order)
        if known is not None and known.due_at is None:
            known.due_at = due(known, now)
        text = json.dumps(
            self._facts(order, priced, known, now), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        head.number, head.digest = head.number + 1, link(head.digest, text)
        made = TaxEvidence(
            publisher_id=self.publisher.id,
            number=head.number,
            order_id=order.id,
            record=text,
            digest=head.digest,
            recorded_at=now,
            keep_until=dt.date(day_of(self.publisher, now).year + KEEP, 12, 31),
        )
        self.db.add(made)
        return made

    def of_order(self, order_id: int) -> dict[str, Any] | None:
        """Return what was recorded of an order, or None."""
        query = sa.select(TaxEvidence.record).where(
            TaxEvidence.publisher_id == self.publisher.id, TaxEvidence.order_id == order_id
        )
        text = self.db.scalar(query)
        return json.loads(text) if text is not None else None

    def verify(self, seen: tuple[int, str] | None = None) -> Verdict:
        """Go through the whole chain; `seen` is the number and the digest of a head that somebody wrote down.

        Sales may go on meanwhile: each statement may see more of them than the one before.  So the last record is
        looked up before the head, and nothing is read past the head.
        """
        breaks: list[str] = []
        last, end = self._last(), self._end()
        number, digest = 0, BEGINNING
        for row in self._rows(end[0]):
            expected, number = number + 1, row.number
            if row.number != expected:
                breaks.append(f"record {expected} is missing")
                digest = ""
            if row.digest != link(digest, row.record) and digest:
                breaks.append(f"record {row.number} was changed, or one before it")
            if seen is not None and row.number == seen[0] and row.digest != seen[1]:
                breaks.append(f"record {row.number} is not the one that was noted")
            digest = row.digest
        if end != (number, digest) or last > end[0]:
            breaks.append(f"the chain ends at record {max(number, last)}, not where its head says")
        if seen is not None and seen[0] > number:
            breaks.append(f"record {seen[0]}, which was noted, is gone")
        return Verdict(number, digest, tuple(breaks))

    def _last(self) -> int:
        last = sa.select(sa.func.max(TaxEvidence.number)).where(TaxEvidence.publisher_id == self.publisher.id)
        return self.db.scalar(last) or 0

    def _end(self) -> tuple[int, str]:
        """Return the number and the digest of the head as it is in the database now."""
        head = sa.select(EvidenceHead.number, EvidenceHead.digest)
        found = self.db.execute(head.where(EvidenceHead.publisher_id == self.publisher.id)).one_or_none()
        return (found.number, found.digest) if found else (0, BEGINNING)

    def _rows(self, end: int) -> Iterator[sa.Row[int, str, str]]:
        query = sa.select(TaxEvidence.number, TaxEvidence.record, TaxEvidence.digest)
        mine = query.where(TaxEvidence.publisher_id == self.publisher.id, TaxEvidence.number <= end)
        mine = mine.order_by(TaxEvidence.number)
        yield from self.db.execute(mine.execution_options(yield_per=_CHUNK))

    def _head(self) -> EvidenceHead:
        """Return the locked end of the chain, made if this is the first record; two that come first meet in it."""
        head = self.db.get(EvidenceHead, self.publisher.id, with_for_update=True, populate_existing=True)
        if head is not None:
            return head
        first = EvidenceHead(publisher_id=self.publisher.id, number=0, digest=BEGINNING)
        try:
            with self.db.begin_nested():
                self.db.add(first)
        except sa.exc.IntegrityError:
            return self.db.get_one(EvidenceHead, self.publisher.id, with_for_update=True, populate_existing=True)
        return first

    def _number(self, order: Order) -> TaxNumber | None:
        buyer = order.who()
        return known_number(self.db, self.publisher.id, buyer.country, buyer.tax_id)

    def _facts(self, order: Order, priced: Quote, known: TaxNumber | None, now: dt.datetime) -> dict[str, Any]:
        buyer = order.who()
        return {
            "order": order.id,
            "customer": order.customer_id,
            "offer": order.offer_number,
            "sold_at": now.isoformat(),
            "seller": {"country": self.publisher.info.country, "vat_number": self.publisher.info.vat_number},
            "buyer": {"country": buyer.country, "region": buyer.region, "postcode": buyer.postcode},
            "tax_id": known.number if known else buyer.tax_id,
            "tax_id_status": known.status.value if known else "",
            "evidence": [[piece.source, piece.country, piece.region] for piece in buyer.evidence],
            "steps": [step.to_json() for step in priced.why if step.kind in {"place", "tax"}],
            "reason": priced.reason,
            "currency": priced.total.currency,
            "net": priced.net.minor,
            "taxes": [tax.to_json() for tax in priced.taxes],
            "total": priced.total.minor,
            "recurring": priced.recurring.minor if priced.recurring else None,
            "quote_signature": order.quote_signature,
        }


def link(before: str, record: str) -> str:
    """Return the digest of a record that follows another one."""
    return hashlib.sha256(f"{before}\n{record}".encode()).hexdigest()
