"""One payment after tax: what the rules answered, added up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cleeng.api import Money, TaxableLine, TaxedLine, TaxPart, TaxQuote, TaxReason
from cleeng.pricing.parts import Charge, Tax

#: Asks the publisher's tax rules; None where none of them has a say.  The answer is checked already: one line for each.
AskTax = Callable[[Sequence[TaxableLine]], TaxQuote | None]


@dataclass(frozen=True, slots=True)
class Taxed:
    """The lines of one payment together: what was asked about, and what became of what costs something.

    `gross` is the payment; `includes` says whether the amounts of the lines held the tax already.
    """

    gross: Money
    includes: bool
    asked: Sequence[TaxableLine]
    answered: Sequence[TaxedLine] = ()
    answer: TaxQuote | None = None

    @property
    def net(self) -> Money:
        """The payment without tax."""
        return Money.sum((line.net for line in self.answered), self.gross.currency) if self.answered else self.gross

    @property
    def taxes(self) -> tuple[Tax, ...]:
        """What each jurisdiction takes of the payment."""
        return _summed(self.answered)

    @property
    def charges(self) -> tuple[Charge, ...]:
        """The lines one by one, without those that cost nothing."""
        if not self.answered:
            return tuple(Charge(line.id, line.amount, ()) for line in self.asked if line.amount)
        return tuple(Charge(line.id, line.net, _summed([line])) for line in self.answered)

    @property
    def reason(self) -> TaxReason:
        """Why this much, or nothing."""
        return self.answer.reason if self.answer else TaxReason.NOT_REGISTERED


def taxed(payments: Iterable[Sequence[TaxableLine]], ask: AskTax) -> list[Taxed]:
    """Ask once for the tax on the lines of several payments: of today's, and of later ones.

    Nothing is asked about nothing.  Tax is rounded on the line (ADR 0003); the parts of the lines of one payment are
    added up by jurisdiction, name and rate.
    """
    payments = list(payments)
    due = [line for lines in payments for line in lines if line.amount]
    answer = ask(due) if due else None
    answered = iter(answer.lines if answer else ())
    return [_of_one(lines, [next(answered) for x in lines if x.amount and answer], answer) for lines in payments]


def _of_one(lines: Sequence[TaxableLine], answered: Sequence[TaxedLine], answer: TaxQuote | None) -> Taxed:
    """Return one payment's share of the answer; one of nothing has none."""
    asked = Money(sum([line.amount.minor for line in lines]), lines[0].amount.currency)
    if not answered:
        return Taxed(asked, includes=True, asked=lines)
    gross = Money(sum([line.gross.minor for line in answered]), asked.currency)
    return Taxed(gross, gross == asked, lines, answered, answer)


def _summed(lines: Iterable[TaxedLine]) -> tuple[Tax, ...]:
    parts = [part for line in lines for part in line.parts]
    if len(parts) == 1:
        return (_tax(parts),)
    alike: dict[tuple[object, ...], list[TaxPart]] = {}
    for part in parts:
        alike.setdefault((part.jurisdiction, part.region, part.name, part.rate, part.kind), []).append(part)
    return tuple(map(_tax, alike.values()))


def _tax(parts: Sequence[TaxPart]) -> Tax:
    """Return the sum of parts that differ in their amounts alone."""
    part = parts[0]
    amount = part.amount if len(parts) == 1 else Money.sum((each.amount for each in parts), part.amount.currency)
    return Tax(part.jurisdiction, part.name, part.rate, amount, part.region, part.kind.value)
