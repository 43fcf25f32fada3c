"""Quotes: what an offer costs a buyer today and later, with every line explained.

Pure functions over immutable values.  The quote is stored on the order, so that the viewer pays the
price that was shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from cleeng.api import Money, TaxableLine, TaxPart, TaxQuote, TaxReason
from cleeng.pricing.discount import Discount, taken_off
from cleeng.pricing.errors import WrongTax

if TYPE_CHECKING:
    from cleeng.catalog.offer import LocalOffer
    from cleeng.coupons.coupon import Coupon

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
    is zero and `recurring` is what each later period takes.  A `discount` lies between `price` and `total`; it
    and a trial never come together.
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
    discount: Discount | None = None

    @property
    def in_trial(self) -> bool:
        """Whether today costs nothing because a trial begins."""
        return bool(self.trial_days or self.trial_periods)

    @property
    def needs_method(self) -> bool:
        """Whether a way to pay must be known, today or for later."""
        if self.total:
            return True
        return bool(self.recurring) and not (self.discount is not None and self.discount.waives_method)

    @property
    def next_price(self) -> Money | None:
        """What the second period of a subscription takes; None if nothing will be taken."""
        if not self.needs_method:
            return None
        return self.discount.reduced if self.discount is not None and self.discount.reduced else self.recurring

    @property
    def lasting_price(self) -> Money | None:
        """What a subscription takes in the end, after periods that are free or reduced; None if nothing."""
        if self.next_price is None or (self.discount is not None and self.discount.endless):
            return self.next_price
        return self.recurring

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
            "discount": self.discount.to_json() if self.discount else None,
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
            discount=Discount.from_json(data["discount"], currency) if data.get("discount") else None,
        )


def quote(offer: LocalOffer, ask_tax: AskTax, *, trial: bool, coupon: Coupon | None = None) -> Quote:
    """Price one offer.  `trial` says whether this buyer may still have the offer's trial; a coupon takes its place.

    The discount comes off the price before the tax is asked for.

    :raises WrongTax: a tax rule's answer does not add up; nothing is sold on it.
    """
    off = taken_off(offer.price, coupon) if coupon and coupon.first_period else Money(0, offer.price.currency)
    today = offer.price - off
    net, gross, parts, reason, text = _taxed(offer.id, today, ask_tax)
    full = _taxed(offer.id, offer.price, ask_tax).gross if off else gross
    recurring = full if offer.period and offer.type.word == "subscription" and full else None
    starts_free = trial and offer.has_trial and coupon is None
    discount = _discount(offer, coupon, off, full, ask_tax) if coupon else None
    why = [f"price of {offer.id}: {offer.price}"]
    if discount:
        why.append(f"coupon {discount.code} of campaign {discount.campaign_id}, {discount.rate} % off: {-off}")
    why.append(_why_tax(reason, parts, free=not today))
    if starts_free:
        why.append("today is free: a trial begins")
    return Quote(
        title=offer.title,
        price=offer.price,
        net=net,
        total=Money(0, gross.currency) if starts_free else gross,
        taxes=tuple(Tax(p.jurisdiction, p.name, p.rate, p.amount) for p in parts),
        prices_include_tax=net + Money.sum((p.amount for p in parts), net.currency) == today,
        reason=reason.value,
        why=tuple(why),
        recurring=recurring,
        period=offer.period if recurring else "",
        trial_days=offer.free_days if starts_free else 0,
        trial_periods=offer.free_periods if starts_free else 0,
        invoice_text=text,
        discount=discount,
    )


def _discount(offer: LocalOffer, coupon: Coupon, off: Money, before: Money, ask_tax: AskTax) -> Discount:
    later = coupon.later_periods if coupon.kind == "subscription" else 0
    reduced = _taxed(offer.id, offer.price - taken_off(offer.price, coupon), ask_tax).gross if later else None
    return Discount(
        code=coupon.code,
        campaign_id=coupon.campaign_id,
        rate=coupon.rate,
        amount=off,
        before=before,
        first=coupon.first_period,
        periods=coupon.periods,
        later_periods=later,
        reduced=reduced,
        waives_method=not coupon.method_required,
    )


class _Taxed(NamedTuple):
    net: Money
    gross: Money
    parts: Sequence[TaxPart]
    reason: TaxReason
    text: str


def _taxed(offer_id: str, amount: Money, ask_tax: AskTax) -> _Taxed:
    """Ask for the tax on one amount; nothing is asked about nothing."""
    answer = ask_tax([TaxableLine(offer_id, amount)]) if amount else None
    if answer is None:
        return _Taxed(amount, amount, (), TaxReason.NOT_REGISTERED, "")
    (taxed,) = answer.lines
    if (
        taxed.net + taxed.tax != taxed.gross
        or Money.sum((p.amount for p in taxed.parts), taxed.tax.currency) != taxed.tax
    ):
        raise WrongTax(f"{taxed.net} and {taxed.tax} are not {taxed.gross}")
    if amount not in (taxed.net, taxed.gross):
        raise WrongTax(f"{amount} became {taxed.net} net, {taxed.gross} gross")
    return _Taxed(taxed.net, taxed.gross, taxed.parts, answer.reason, answer.invoice_text)


def _why_tax(reason: TaxReason, parts: Sequence[TaxPart], *, free: bool) -> str:
    if free:
        return "no tax: the price is zero"
    if not parts:
        return f"no tax: {reason.value}"
    return "; ".join(f"{p.name} {p.rate} % ({p.jurisdiction}): {p.amount}" for p in parts)
