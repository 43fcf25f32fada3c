"""One payment after tax: what the rules answered, checked and summed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cleeng.api import Money, TaxableLine, TaxedLine, TaxPart, TaxQuote, TaxReason
from cleeng.pricing.errors import WrongTax
from cleeng.pricing.parts import Charge, Tax

#: Asks the publisher's tax rules; None where none of them has a say.
AskTax = Callable[[Sequence[TaxableLine]], TaxQuote | None]


@dataclass(frozen=True, slots=True)
class Taxed:
    """The lines of one payment together: what was asked about, and what became of what costs something."""

    currency: str
    asked: Sequence[TaxableLine]
    answered: Sequence[TaxedLine] = ()
    answer: TaxQuote | None = None

    @property
    def net(self) -> Money:
        """The payment without tax."""
        return Money.sum((line.net for line in self.answered), self.currency) if self.answered else self._asked

    @property
    def gross(self) -> Money:
        """The payment."""
        return Money.sum((line.gross for line in self.answered), self.currency) if self.answered else self._asked

    @property
    def taxes(self) -> tuple[Tax, ...]:
        """What each jurisdiction takes of the payment."""
        return _summed(self.answered)

    @property
    def includes(self) -> bool:
        """Whether the amounts of the lines held the tax already."""
        return self.gross == self._asked

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

    @property
    def _asked(self) -> Money:
        return Money.sum((line.amount for line in self.asked), self.currency)


def taxed(payments: Iterable[Sequence[TaxableLine]], ask: AskTax) -> list[Taxed]:
    """Ask once for the tax on the lines of several payments: of today's, and of later ones.

    Nothing is asked about nothing.  Tax is rounded on the line (ADR 0003); the parts of the lines of one payment are
    added up by jurisdiction, name and rate.

    :raises WrongTax: an answer does not add up, or is about other lines.
    """
    payments = list(payments)
    due = [line for lines in payments for line in lines if line.amount]
    answer = ask(due) if due else None
    if answer is None:
        return [Taxed(lines[0].amount.currency, lines) for lines in payments]
    if [line.id for line in answer.lines] != [line.id for line in due]:
        raise WrongTax("the answer is about other lines")
    for line, taxed_line in zip(due, answer.lines, strict=True):
        _check(line, taxed_line, answer.reason)
    answered = iter(answer.lines)
    return [_of_one(lines, [next(answered) for line in lines if line.amount], answer) for lines in payments]


def _of_one(lines: Sequence[TaxableLine], answered: Sequence[TaxedLine], answer: TaxQuote) -> Taxed:
    """Return one payment's share of the answer; one of nothing has none."""
    return Taxed(lines[0].amount.currency, lines, answered, answer if answered else None)


def _check(line: TaxableLine, answer: TaxedLine, reason: TaxReason) -> None:
    amounts = (answer.net, answer.tax, answer.gross, *[part.amount for part in answer.parts])
    if {amount.currency for amount in amounts} != {line.amount.currency}:
        raise WrongTax(f"{line.amount} became {', '.join(map(str, amounts))}")
    asked = line.amount.minor
    net, tax, gross, *parts = [amount.minor for amount in amounts]
    if net + tax != gross or sum(parts) != tax:
        raise WrongTax(f"{answer.net} and {answer.tax} are not {answer.gross}")
    # A business pays a consumer's price without the tax that is in it; it owes that tax itself.
    reversed_ = reason is TaxReason.REVERSE_CHARGE and not tax and gross < asked
    if asked not in {net, gross} and not reversed_:
        raise WrongTax(f"{line.amount} became {answer.net} net, {answer.gross} gross")
    if tax < 0:
        raise WrongTax(f"{answer.tax} of tax on {line.amount}")


def _summed(lines: Iterable[TaxedLine]) -> tuple[Tax, ...]:
    found: dict[tuple[object, ...], list[TaxPart]] = {}
    for part in (part for line in lines for part in line.parts):
        found.setdefault((part.jurisdiction, part.region, part.name, part.rate, part.kind), []).append(part)
    return tuple(map(_tax, found.values()))


def _tax(parts: Sequence[TaxPart]) -> Tax:
    """Return the sum of parts that differ in their amounts alone."""
    part = parts[0]
    amount = part.amount if len(parts) == 1 else Money.sum((each.amount for each in parts), part.amount.currency)
    return Tax(part.jurisdiction, part.name, part.rate, amount, part.region, part.kind.value)
