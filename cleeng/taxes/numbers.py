"""Tax numbers of businesses: checked when they are given, kept, and asked about again in the background.

Whoever cannot be asked is not valid.  A number that was found valid stays so until somebody who knows says no: no
quote, payment or renewal ever asks.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.api import TaxIdCheck, TaxIdStatus
from cleeng.db import outside_transaction
from cleeng.taxes.models import TaxNumber
from cleeng.taxes.questions import OPERATOR, Questions

if TYPE_CHECKING:
    import transaction
    from sqlalchemy.orm import Session

    from cleeng.customers.throttle import Throttle
    from cleeng.outbox import Outbox
    from cleeng.publishers.publisher import Publisher
    from cleeng.taxes.questions import Cause

log = logging.getLogger(__name__)

#: Pauses between tries while nobody can be asked; the last one repeats.
PAUSES = tuple(dt.timedelta(minutes=m) for m in (5, 15, 60, 4 * 60, 24 * 60))
#: A number of which nobody has said anything for so long is let rest.
GIVE_UP = dt.timedelta(days=30)
#: How long a good check goes unquestioned.
UNQUESTIONED = dt.timedelta(days=90)
#: A buyer who gives the same number again gets the same answer for so long.
SAME_ANSWER = dt.timedelta(minutes=1)
#: What the columns hold.
_TYPED, _NAME, _ADDRESS, _DETAIL, _CONSULTATION = 30, 300, 500, 200, 100


def as_typed(number: str) -> str:
    """Return a number without what people put between its digits."""
    return "".join(c for c in number.upper() if c.isalnum())[:_TYPED]


def known_number(db: Session, publisher_id: int, country: str, number: str) -> TaxNumber | None:
    """Return what is known of a number that a buyer gave, without asking anybody."""
    return db.get(TaxNumber, (publisher_id, country, as_typed(number))) if number else None


def ask_rules(publisher: Publisher, country: str, typed: str) -> TaxIdCheck | None:
    """Ask a publisher's rules, with no transaction open; the first that knows the country's numbers answers.

    A rule that breaks, or says nothing that can be understood, is one that could not be asked.
    """
    context = publisher.context()
    for rule in publisher.providers["tax"].values():
        try:
            found = rule.validate_tax_id(context, country, typed)
            if found is not None:
                return _understood(found)
        except Exception:  # somebody else's code: the buyer pays like a consumer meanwhile
            log.exception(
                "a tax rule is broken; a number was not checked", extra={"publisher": publisher.id, "rule": rule.name}
            )
            return TaxIdCheck(TaxIdStatus.UNAVAILABLE, typed, detail=f"{rule.name} is broken")
    return None


def _understood(found: TaxIdCheck) -> TaxIdCheck:
    """Return a check with a status that is one, and with texts that can be kept.

    :raises ValueError: it is none.
    """
    texts = (found.number, found.consultation, found.name, found.address, found.detail)
    if not all(isinstance(text, str) and "\0" not in text for text in texts):
        raise ValueError("a TaxIdCheck is made of texts")
    return replace(found, status=TaxIdStatus(found.status))


class TaxNumberService:
    """The tax numbers that one publisher's buyers gave."""

    def __init__(
        self,
        db: Session,
        tm: transaction.TransactionManager,
        publisher: Publisher,
        outbox: Outbox,
        throttle: Throttle,
    ) -> None:
        self.db = db
        self.tm = tm
        self.publisher = publisher
        self.outbox = outbox
        self.questions = Questions(throttle, publisher.id, "number")

    def known(self, country: str, number: str) -> TaxNumber | None:
        """Return what is known of a number, without asking anybody."""
        return known_number(self.db, self.publisher.id, country, number)

    def check(self, country: str, number: str, cause: Cause = OPERATOR) -> TaxIdCheck | None:
        """Find out about a number; None where no rule of the publisher knows that country's numbers.

        Leaves the transaction where somebody has to be asked: call it before anything is locked.  One that is
        known to be valid is not asked about.

        :raises TooManyAsked: `cause` made us ask too often; the argument is how many seconds to wait.
        """
        now = self.publisher.clock.now()
        row = self.known(country, number)
        if row is not None and self._stands(row, now):
            return answer_of(row)
        self.questions.count(cause)
        typed = as_typed(number)
        with outside_transaction(self.tm):
            found = ask_rules(self.publisher, country, typed)
        return answer_of(self.keep(country, typed, found)) if found is not None else None

    def keep(self, country: str, typed: str, found: TaxIdCheck) -> TaxNumber:
        """Store the outcome of a check.  A good one stands against "cannot be asked", not against "no"."""
        row, now = self._row(country, typed), self.publisher.clock.now()
        before, row.asked_at = row.status, now
        settled = found.status in (TaxIdStatus.VALID, TaxIdStatus.INVALID)
        if settled or before is not TaxIdStatus.VALID:
            row.status = found.status
            row.number = found.number[:_TYPED] or typed
            row.detail = found.detail[:_DETAIL]
        if settled:
            row.checked_at, row.attempts = now, 0
            row.consultation = found.consultation[:_CONSULTATION]
            row.name, row.address = found.name[:_NAME], found.address[:_ADDRESS]
        else:
            row.attempts += 1
        if row.due_at is not None:  # else no sale stands on it: nobody needs to know more
            row.due_at = due(row, now)
        if settled and row.status is not before:
            log.info("tax number checked", extra={"country": country, "status": row.status})
            self.outbox.event("tax_number.checked", row.number, country=country, status=row.status.value)
        return row

    def _stands(self, row: TaxNumber, now: dt.datetime) -> bool:
        """Say whether what is known is good enough not to ask."""
        if row.status is TaxIdStatus.VALID:
            return True
        return row.asked_at is not None and now - row.asked_at < SAME_ANSWER

    def _row(self, country: str, typed: str) -> TaxNumber:
        """Return the locked row of a number, made if there is none; two who give it at once meet in it."""
        key = (self.publisher.id, country, typed)
        row = self.db.get(TaxNumber, key, with_for_update=True, populate_existing=True)
        if row is not None:
            return row
        now = self.publisher.clock.now()
        made = TaxNumber(
            publisher_id=self.publisher.id,
            country=country,
            typed=typed,
            number=typed,
            status=TaxIdStatus.PENDING,
            created_at=now,
            attempts=0,
        )
        try:
            with self.db.begin_nested():
                self.db.add(made)
        except sa.exc.IntegrityError:
            return self.db.get_one(TaxNumber, key, with_for_update=True, populate_existing=True)
        return made


def due(row: TaxNumber, now: dt.datetime) -> dt.datetime | None:
    """Say when to ask again about a number that a sale stands on.

    A "no" is not questioned by us, only by a buyer who gives the number again.
    """
    if row.status is TaxIdStatus.INVALID:
        return None
    if not row.attempts:
        return (row.checked_at or now) + UNQUESTIONED
    if row.status is not TaxIdStatus.VALID and now - row.created_at > GIVE_UP:
        return None
    return now + PAUSES[min(row.attempts, len(PAUSES)) - 1]


def answer_of(row: TaxNumber) -> TaxIdCheck:
    """Return what is known of a number as rules say it."""
    return TaxIdCheck(row.status, row.number, row.consultation, row.name, row.address, row.detail)
