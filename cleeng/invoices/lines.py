"""Lines of invoices and credit notes as values, and what of them a credit note takes back.  Nothing is stored here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cleeng.api import Money, TaxReason
from cleeng.invoices.errors import TooMuchCredited
from cleeng.invoices.models import LineKind
from cleeng.invoices.named_rate import taken_back
from cleeng.invoices.shares import split
from cleeng.pricing.parts import Charge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleeng.pricing.parts import Tax
    from cleeng.pricing.quote import Quote


@dataclass(frozen=True, slots=True)
class TaxShare:
    """What a jurisdiction gets of a line; `rate` in percent, `position` from 1, `local` as in `InvoiceTax`."""

    position: int
    jurisdiction: str
    region: str
    name: str
    kind: TaxReason
    rate: Decimal
    amount: Money
    local: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `price` and `discount` as the order shows them, `net` without tax."""

    position: int
    kind: LineKind
    title: str
    price: Money
    discount: Money
    net: Money
    taxes: Sequence[TaxShare]

    @property
    def tax(self) -> Money:
        """All taxes of the line."""
        return Money.sum((share.amount for share in self.taxes), self.net.currency)

    @property
    def total(self) -> Money:
        """What is paid for it."""
        return self.net + self.tax


def lines_of(quote: Quote, country: str) -> list[Line]:
    """Return what a quote charges today; `country` is the buyer's, for what nobody taxes."""
    nothing = Money(0, quote.total.currency)
    off = quote.discount.amount if quote.discount else nothing
    fees = {fee.line: fee for fee in quote.fees}
    found = []
    for position, charge in enumerate(quote.charges or (Charge("", quote.net, quote.taxes),), 1):
        taxes = _shares(charge.taxes, TaxReason(quote.reason), country, nothing)
        if charge.id in fees:
            price = fees[charge.id].amount
            found.append(Line(position, LineKind.FEE, charge.id.capitalize(), price, nothing, charge.net, taxes))
        else:
            found.append(Line(position, LineKind.OFFER, quote.title, quote.price, off, charge.net, taxes))
    return found


def credited(billed: Sequence[Line], before: Sequence[Sequence[Line]], amount: Money) -> list[Line]:
    """Return the lines of a credit note of `amount`, tax included; `before` are those of the credit notes so far.

    It is split over the net and the taxes of each line in proportion to what is left of them: what takes all that is
    left takes exactly that.

    :raises TooMuchCredited: less than `amount` is left.
    """
    parts = [part for line in billed for part in _parts(line)]
    left, gone = Counter(dict(parts)), Counter[tuple[int, int]]()
    for lines in before:
        gone.update(dict(part for line in lines for part in _parts(line)))
    left.subtract(gone)
    rest = Money(left.total(), amount.currency)
    if not Money(0, amount.currency) < amount <= rest:
        raise TooMuchCredited(f"{amount} of {rest} that are left")
    keys = [key for key, _ in parts]
    back = dict(zip(keys, split(amount.minor, [left[key] for key in keys]), strict=True))
    return [line for line in (_taken(line, back, gone) for line in billed) if line.total]


def _parts(line: Line) -> list[tuple[tuple[int, int], int]]:
    """Return ((line, 0), net) and ((line, position of a tax), tax), in minor units."""
    taxes = [((line.position, share.position), share.amount.minor) for share in line.taxes]
    return [((line.position, 0), line.net.minor), *taxes]


def _taken(line: Line, back: Mapping[tuple[int, int], int], gone: Mapping[tuple[int, int], int]) -> Line:
    """Return what goes back of a line now; `gone` is what went back before."""
    currency = line.net.currency
    taxes = []
    for share in line.taxes:
        key = line.position, share.position
        before, now = Money(gone[key], currency), Money(back[key], currency)
        taxes.append(replace(share, amount=now, local=taken_back(share.local, before, now)))
    nothing, net = Money(0, currency), Money(back[line.position, 0], currency)
    return replace(line, price=nothing, discount=nothing, net=net, taxes=taxes)


def _shares(taxes: Sequence[Tax], reason: TaxReason, country: str, nothing: Money) -> list[TaxShare]:
    """Return each jurisdiction's share, or the one reason why none has any.

    The reason is the whole payment's: where something else of it is taxed, what is not has the rate zero.
    """
    if not taxes:
        reason = TaxReason.ZERO if reason in (TaxReason.STANDARD, TaxReason.REDUCED) else reason
        return [TaxShare(1, country, "", "", reason, Decimal(0), nothing)]
    return [
        TaxShare(position, tax.jurisdiction, tax.region, tax.name, TaxReason(tax.kind), tax.rate, tax.amount)
        for position, tax in enumerate(taxes, 1)
    ]
