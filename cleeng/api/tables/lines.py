"""From a rate to a taxed line: the one place where tax is rounded.

Tax is rounded on the line, half up; what is left follows by subtraction (docs/adr/0003).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from cleeng.api.money import Money
from cleeng.api.taxes import TaxedLine, TaxPart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleeng.api.taxes import PartRate, TaxableLine

#: Where a shop shows its prices without tax.
NET_COUNTRIES = frozenset({"US", "CA"})


def means_gross(line: TaxableLine, country: str, setting: bool | None = None) -> bool:
    """Say whether a line's amount includes the tax: as the line says, else the setting, else the country's custom."""
    if line.includes_tax is not None:
        return line.includes_tax
    return setting if setting is not None else country not in NET_COUNTRIES


def tax_line(line: TaxableLine, rates: Sequence[PartRate], *, gross: bool) -> TaxedLine:
    """Tax a line at the sum of the rates, half up; the parts share it by their rates to the last minor unit."""
    amount, rate = line.amount, rates[0].rate if len(rates) == 1 else sum((part.rate for part in rates), Decimal(0))
    tax = amount.tax_included(rate) if gross else amount.percent(rate)
    shares = _shares(tax, [part.rate for part in rates])
    parts = [
        TaxPart(part.jurisdiction, part.name, part.rate, share, part.region, part.kind)
        for part, share in zip(rates, shares, strict=True)
    ]
    net, total = (amount - tax, amount) if gross else (amount, amount + tax)
    return TaxedLine(line.id, net, tax, total, parts)


def free_line(line: TaxableLine) -> TaxedLine:
    """Leave a line as it is, and name no tax: "0 % VAT" would say that there is one."""
    return TaxedLine(line.id, line.amount, Money(0, line.amount.currency), line.amount)


def reverse_charged_line(line: TaxableLine, rate: Decimal, *, gross: bool) -> TaxedLine:
    """Take the tax that a consumer would pay out of a line's price: the buyer accounts for it himself."""
    net = line.amount - line.amount.tax_included(rate) if gross else line.amount
    return TaxedLine(line.id, net, Money(0, net.currency), net)


def _shares(amount: Money, weights: Sequence[Decimal]) -> list[Money]:
    """Split an amount by weights; what is left over goes to the largest fractions, the first of equals."""
    if len(weights) == 1:
        return [amount]
    whole = sum(weights, Decimal(0))
    exact = [amount.minor * weight / whole if whole else Decimal(0) for weight in weights]
    floors = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda i: exact[i] - floors[i], reverse=True)
    for i in order[: amount.minor - sum(floors)]:
        floors[i] += 1
    return [Money(minor, amount.currency) for minor in floors]
