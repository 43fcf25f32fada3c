"""Quotes: what an offer costs a buyer today and later, with every line explained.

Pure functions over immutable values.  The quote is stored on the order, so that the viewer pays the
price that was shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cleeng.api import Money, TaxableLine, TaxPart, TaxQuote, TaxReason
from cleeng.pricing.errors import WrongTax

if TYPE_CHECKING:
    from cleeng.catalog.offer import LocalOffer

#: Asks the publisher's tax rules; None where none of them has a say.
AskTax = Callable[[Sequence[TaxableLine]], TaxQuote | None]


@dataclass(frozen=True, slots=True)
class Tax:
    """One jurisdiction's tax on the whole; `rate` in percent."""

    jurisdiction: str
    name: str
    rate: Decimal
    amount: Money


@dataclass(frozen=True, slots=True)
class Quote:
    """What is to be paid.  `price` is as the offer shows it, `total` what today's payment takes.

    `prices_include_tax` says which of the two ways of showing it the lines follow.  With a trial `total`
    is zero and `recurring` is what each later period takes.
    """

    title: str
    price: Money
    net: Money
    total: Money
    taxes: tuple[Tax, ...]
    prices_include_tax: bool
    reason: str
    why: tuple[str, ...]
    recurring: Money | None = None
    period: str = ""
    trial_days: int = 0
    trial_periods: int = 0
    invoice_text: str = ""

    @property
    def in_trial(self) -> bool:
        """Whether today costs nothing because a trial begins."""
        return bool(self.trial_days or self.trial_periods)

    @property
    def needs_method(self) -> bool:
        """Whether a way to pay must be known, today or for later."""
        return bool(self.total) or bool(self.recurring)

    @property
    def tax(self) -> Money:
        """All taxes of one payment together."""
        return Money.sum((tax.amount for tax in self.taxes), self.total.currency)

    def to_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "title": self.title,
            "currency": self.total.currency,
            "price": self.price.minor,
            "net": self.net.minor,
            "total": self.total.minor,
            "taxes": [
                {"jurisdiction": t.jurisdiction, "name": t.name, "rate": str(t.rate), "amount": t.amount.minor}
                for t in self.taxes
            ],
            "prices_include_tax": self.prices_include_tax,
            "reason": self.reason,
            "why": list(self.why),
            "recurring": self.recurring.minor if self.recurring else None,
            "period": self.period,
            "trial_days": self.trial_days,
            "trial_periods": self.trial_periods,
            "invoice_text": self.invoice_text,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Quote:
        """Read back what `to_json` gave."""
        currency = data["currency"]
        return cls(
            title=data["title"],
            price=Money(data["price"], currency),
            net=Money(data["net"], currency),
            total=Money(data["total"], currency),
            taxes=tuple(
                Tax(t["jurisdiction"], t["name"], Decimal(t["rate"]), Money(t["amount"], currency))
                for t in data["taxes"]
            ),
            prices_include_tax=data["prices_include_tax"],
            reason=data["reason"],
            why=tuple(data["why"]),
            recurring=None if data["recurring"] is None else Money(data["recurring"], currency),
            period=data["period"],
            trial_days=data["trial_days"],
            trial_periods=data["trial_periods"],
            invoice_text=data["invoice_text"],
        )


def quote(offer: LocalOffer, ask_tax: AskTax, *, trial: bool) -> Quote:
    """Price one offer.  `trial` says whether this buyer may still have the offer's trial.

    :raises WrongTax: a tax rule's answer does not add up; nothing is sold on it.
    """
    line = TaxableLine(offer.id, offer.price)
    answer = ask_tax([line]) if offer.price else None
    net, gross, parts, reason, text = _taxed(line, answer)
    why = [f"price of {offer.id}: {offer.price}", _why_tax(reason, parts, free=not offer.price)]
    recurring = gross if offer.period and offer.type.word == "subscription" and gross else None
    starts_free = trial and offer.has_trial
    if starts_free:
        why.append("today is free: a trial begins")
    return Quote(
        title=offer.title,
        price=offer.price,
        net=net,
        total=Money(0, gross.currency) if starts_free else gross,
        taxes=tuple(Tax(p.jurisdiction, p.name, p.rate, p.amount) for p in parts),
        prices_include_tax=net + Money.sum((p.amount for p in parts), net.currency) == offer.price,
        reason=reason.value,
        why=tuple(why),
        recurring=recurring,
        period=offer.period if recurring else "",
        trial_days=offer.free_days if starts_free else 0,
        trial_periods=offer.free_periods if starts_free else 0,
        invoice_text=text,
    )


def _taxed(line: TaxableLine, answer: TaxQuote | None) -> tuple[Money, Money, Sequence[TaxPart], TaxReason, str]:
    if answer is None:
        return line.amount, line.amount, (), TaxReason.NOT_REGISTERED, ""
    (taxed,) = answer.lines
    if (
        taxed.net + taxed.tax != taxed.gross
        or Money.sum((p.amount for p in taxed.parts), taxed.tax.currency) != taxed.tax
    ):
        raise WrongTax(f"{taxed.net} and {taxed.tax} are not {taxed.gross}")
    if line.amount not in (taxed.net, taxed.gross):
        raise WrongTax(f"{line.amount} became {taxed.net} net, {taxed.gross} gross")
    return taxed.net, taxed.gross, taxed.parts, answer.reason, answer.invoice_text


def _why_tax(reason: TaxReason, parts: Sequence[TaxPart], *, free: bool) -> str:
    if free:
        return "no tax: the price is zero"
    if not parts:
        return f"no tax: {reason.value}"
    return "; ".join(f"{p.name} {p.rate} % ({p.jurisdiction}): {p.amount}" for p in parts)
