"""Asking a publisher's tax rules."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import json
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng.api import (
    Location,
    Money,
    Party,
    Standing,
    TaxableLine,
    TaxQuery,
    TaxReason,
    TaxRule,
    TaxUnknown,
    untaxed,
)
from cleeng.customers.errors import TooManyAsked
from cleeng.db import outside_transaction
from cleeng.invoices.numbers import day_of
from cleeng.taxes.answers import check, check_prepared, noted
from cleeng.taxes.models import PreparedTax
from cleeng.taxes.questions import OPERATOR, Questions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import transaction
    from sqlalchemy.orm import Session

    from cleeng.api import Evidence, Prepared, TaxQuote
    from cleeng.customers.throttle import Throttle
    from cleeng.publishers.publisher import Publisher
    from cleeng.taxes.numbers import TaxNumberService
    from cleeng.taxes.questions import Cause

log = logging.getLogger(__name__)

#: What rules that ask another machine are asked about beforehand.
PRODUCTS = ("streaming",)


class TaxService:
    """The tax rules of one publisher, in the order of its ini."""

    def __init__(
        self,
        db: Session,
        tm: transaction.TransactionManager,
        publisher: Publisher,
        numbers: TaxNumberService,
        throttle: Throttle,
    ) -> None:
        self.db = db
        self.tm = tm
        self.publisher = publisher
        self.numbers = numbers
        self.questions = Questions(throttle, publisher.id, "place")

    @property
    def seller(self) -> Party:
        """The publisher, as tax sees it."""
        return Party(self.publisher.info.country, tax_id=self.publisher.info.vat_number)

    def ask(self, lines: Sequence[TaxableLine], buyer: Party, evidence: Sequence[Evidence]) -> TaxQuote | None:
        """Return the first rule's answer, or None: then nothing is taxed.

        Asks nobody: what is known of the buyer's tax number, and what `prepare` brought, is read from the database.
        Where a rule cannot say, the answer is not settled: nothing is sold on it.
        """
        query = self._query(lines, self._checked(buyer), evidence)
        asked = noted(lines)
        for rule in self._rules():
            prepared = self._prepared(rule, query) if _prepares(rule) else None
            try:
                answer = rule.quote(self.publisher.context(), replace(query, prepared=prepared))
                if answer is not None:
                    check(asked, answer)
                    return answer
            except TaxUnknown as error:
                log.warning(
                    "a tax rule cannot say",
                    extra={"publisher": self.publisher.id, "rule": rule.name, "reason": str(error)},
                )
                return _unknown(query, rule, error)
            except Exception as error:  # somebody else's code: what it breaks must not be sold, nor close the shop
                log.exception(
                    "a tax rule is broken; nothing is sold on its word",
                    extra={"publisher": self.publisher.id, "rule": rule.name},
                )
                return _unknown(query, rule, error)
        return None

    def prepare(self, currency: str, buyer: Party, evidence: Sequence[Evidence], cause: Cause = OPERATOR) -> None:
        """Find out what quotes for this buyer need of others: about a new tax number, and what rules ask machines.

        Leaves the transaction where somebody has to be asked: call it before anything is locked.  Whoever cannot be
        asked, or not as often, leaves the quote unsettled, or the buyer charged like a consumer.
        """
        if buyer.tax_id and self.numbers.known(buyer.country, buyer.tax_id) is None:
            with contextlib.suppress(TooManyAsked):
                self.numbers.check(buyer.country, buyer.tax_id, cause)
        lines = [TaxableLine(product, Money(1, currency), product) for product in PRODUCTS]
        for rule in filter(_prepares, self._rules()):
            query = self._query(lines, self._checked(buyer), evidence)
            if self._prepared(rule, query) is None:
                self._prepare(rule, query, cause)

    def required_fields(self, buyer: Party) -> tuple[str, ...]:
        """Name what the rules need to know of a buyer beside the country: "postcode", "vat_number"."""
        return tuple(dict.fromkeys(field for rule in self._rules() for field in self._fields(rule, buyer)))

    def _fields(self, rule: TaxRule, buyer: Party) -> tuple[str, ...]:
        try:
            return tuple(rule.required_fields(self.seller, buyer))
        except Exception:  # somebody else's code: who has to be asked for nothing still pays what `quote` says
            log.exception(
                "a tax rule cannot say what it needs to know", extra={"publisher": self.publisher.id, "rule": rule.name}
            )
            return ()

    def _prepare(self, rule: TaxRule, query: TaxQuery, cause: Cause) -> None:
        try:
            self.questions.count(cause)
        except TooManyAsked:
            log.warning(
                "a tax rule is asked too often",
                extra={"publisher": self.publisher.id, "rule": rule.name, "customer_id": cause.customer_id},
            )
            return
        context = self.publisher.context()
        with outside_transaction(self.tm):
            try:
                found = rule.prepare(context, query)
                if found is not None:
                    check_prepared(found)
            except TaxUnknown as error:
                log.warning(
                    "a tax rule could not ask",
                    extra={"publisher": self.publisher.id, "rule": rule.name, "reason": str(error)},
                )
                return
            except Exception:  # somebody else's code: its `quote` says what can be sold without
                log.exception(
                    "a tax rule is broken and did not ask", extra={"publisher": self.publisher.id, "rule": rule.name}
                )
                return
        if found is not None:
            self._keep(rule, query, found)

    def _rules(self) -> Sequence[TaxRule]:
        return list(self.publisher.providers["tax"].values())

    def _query(self, lines: Sequence[TaxableLine], buyer: Party, evidence: Sequence[Evidence]) -> TaxQuery:
        today = day_of(self.publisher, self.publisher.clock.now())
        return TaxQuery(tuple(lines), self.seller, buyer, today, tuple(evidence))

    def _checked(self, buyer: Party) -> Party:
        """Return the buyer with what is known of his tax number."""
        if not buyer.tax_id or buyer.tax_id_status:
            return buyer
        known = self.numbers.known(buyer.country, buyer.tax_id)
        if known is None:
            return buyer
        return replace(buyer, tax_id=known.number, tax_id_status=known.status, consultation=known.consultation)

    def _prepared(self, rule: TaxRule, query: TaxQuery) -> Mapping[str, Any] | None:
        row = self.db.get(PreparedTax, (self.publisher.id, rule.name, _place(query)))
        fresh = row is not None and self.publisher.clock.now() < row.fresh_until
        return copy.deepcopy(row.answer) if row is not None and fresh else None

    def _keep(self, rule: TaxRule, query: TaxQuery, found: Prepared) -> None:
        """Store an answer, and forget those that are no longer fresh."""
        now = self.publisher.clock.now()
        stale = sa.delete(PreparedTax).where(
            PreparedTax.publisher_id == self.publisher.id, PreparedTax.fresh_until <= now
        )
        self.db.execute(stale)
        self.db.merge(
            PreparedTax(
                publisher_id=self.publisher.id,
                rule=rule.name,
                place=_place(query),
                answer=dict(found.answer),
                prepared_at=now,
                fresh_until=found.fresh_until,
            )
        )


def hears(rule: TaxRule) -> bool:
    """Say whether a rule wants to be told: whether it has a method of its own for it."""
    return type(rule).commit is not TaxRule.commit or type(rule).refund is not TaxRule.refund


def _prepares(rule: TaxRule) -> bool:
    return type(rule).prepare is not TaxRule.prepare


def _unknown(query: TaxQuery, rule: TaxRule, error: Exception) -> TaxQuote:
    location = Location(query.buyer.country, query.buyer.region, Standing.UNKNOWN)
    return untaxed(query, TaxReason.UNKNOWN, location, {"rule": rule.name, "problem": str(error)})


def _place(query: TaxQuery) -> str:
    """Return a digest of what another machine's answer may depend on: everything but the amounts and the day."""
    buyer = query.buyer
    facts = [buyer.country, buyer.region, buyer.postcode, buyer.tax_id, buyer.tax_id_status]
    pieces = sorted([piece.source, piece.country, piece.region] for piece in query.evidence)
    return hashlib.sha256(json.dumps([facts, pieces]).encode()).hexdigest()
