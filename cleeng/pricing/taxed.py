"""One payment after tax: what the rules answered, checked and summed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleeng.api import Money, TaxableLine, TaxedLine, TaxQuote, TaxReason
from cleeng.pricing.errors import WrongTax
from cleeng.pricing.parts import Charge, Tax

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Asks the publisher's tax rules; None where none of them has a say.
AskTax = Callable[[Sequence[TaxableLine]], TaxQuote | None]


@dataclass(frozen=True, slots=True)
class Taxed:
    """The lines of one payment together; `includes` says whether their amounts held the tax already."""

    net: Money
    gross: Money
    taxes: tuple[Tax, ...]
    includes: bool
    asked: Sequence[TaxableLine]
    answered: Sequence[TaxedLine] = ()
    answer: TaxQuote | None = None

    @property
    def charges(self) -> tuple[Charge, ...]:
        """The lines one by one, without those that cost nothing."""
        if not self.answered:
            return tuple(Charge(line.id, line.amount, ()) for line in self.asked if line.amount)
        if len(self.answered) == 1:
            return (Charge(self.answered[0].id, self.net, self.taxes),)
        return tuple(Charge(line.id, line.net, _summed([line], line.net.currency)) for line in self.answered)

    @property
    def reason(self) -> TaxReason:
        """Why this much, or nothing."""
        return self.answer.reason if self.answer else TaxReason.NOT_REGISTERED


def taxed(payments: Sequence[Sequence[TaxableLine]], ask: AskTax) -> list[Taxed]:
    """Ask once for the tax on the lines of several payments: of today's, and of later ones.

    Nothing is asked about nothing.  Tax is rounded on the line (ADR 0003); the parts of the lines of one payment are
    added up by jurisdiction, name and rate.

    :raises WrongTax: an answer does not add up, or is about other lines.
    """
    due = [line for lines in payments for line in lines if line.amount]
    answer = ask(due) if due else None
    if answer is not None:
        if [line.id for line in answer.lines] != [line.id for line in due]:
            raise WrongTax("the answer is about other lines")
        for line, taxed_line in zip(due, answer.lines, strict=True):
            _check(line, taxed_line, answer.reason)
    answered = iter(answer.lines if answer else ())
    return [_together(lines, [next(answered) for x in lines if x.amount and answer], answer) for lines in payments]


def _together(lines: Sequence[TaxableLine], answered: Sequence[TaxedLine], answer: TaxQuote | None) -> Taxed:
    """Add the lines of one payment up."""
    currency = lines[0].amount.currency
    asked = Money.sum((line.amount for line in lines), currency)
    if answer is None or not answered:
        return Taxed(asked, asked, (), includes=True, asked=lines)
    net = Money.sum((line.net for line in answered), currency)
    gross = Money.sum((line.gross for line in answered), currency)
    return Taxed(net, gross, _summed(answered, currency), gross == asked, lines, answered, answer)


def _check(line: TaxableLine, answer: TaxedLine, reason: TaxReason) -> None:
    parts = Money.sum([part.amount for part in answer.parts], answer.tax.currency)
    if answer.net + answer.tax != answer.gross or parts != answer.tax:
        raise WrongTax(f"{answer.net} and {answer.tax} are not {answer.gross}")
    # A business pays a consumer's price without the tax that is in it; it owes that tax itself.
    reversed_ = reason is TaxReason.REVERSE_CHARGE and not answer.tax and answer.gross < line.amount
    if line.amount not in (answer.net, answer.gross) and not reversed_:
        raise WrongTax(f"{line.amount} became {answer.net} net, {answer.gross} gross")
    if answer.tax.minor < 0:
        raise WrongTax(f"{answer.tax} of tax on {line.amount}")


def _summed(lines: Iterable[TaxedLine], currency: str) -> tuple[Tax, ...]:
    found: dict[tuple[object, ...], Tax] = {}
    for part in (part for line in lines for part in line.parts):
        key = part.jurisdiction, part.region, part.name, part.rate, part.kind
        before = found[key].amount if key in found else Money(0, currency)
        amount = before + part.amount
        found[key] = Tax(part.jurisdiction, part.name, part.rate, amount, part.region, part.kind.value)
    return tuple(found.values())
