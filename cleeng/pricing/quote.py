"""Quotes: what an offer costs a buyer today and later, with every line explained.

Immutable values.  The quote is stored on the order, so that the viewer pays the price that was shown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cleeng.api import Money, TaxReason
from cleeng.pricing.discount import Discount
from cleeng.pricing.parts import Charge, Conversion, Fee, Step, Tax

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Quote:
    """What is to be paid.  `price` is as the offer shows it, `total` what today's payment takes.

    `prices_include_tax` says which of the two ways of showing it the lines follow.  With a trial `total`
    is zero and `recurring` is what each later period takes.  A `discount` lies between `price` and `total`; it
    and a trial never come together.  `fees` are of today's payment, and `charges` its lines after tax (none in
    quotes of the first release); `expires_at` is until when it may be charged.  `explain` tells the steps that led
    here, when somebody asks: most quotes are shown and forgotten.
    """

    title: str
    price: Money
    net: Money
    total: Money
    taxes: tuple[Tax, ...]
    prices_include_tax: bool
    reason: str
    explain: Callable[[], tuple[Step, ...]] = field(repr=False, compare=False)
    recurring: Money | None = None
    period: str = ""
    trial_days: int = 0
    trial_periods: int = 0
    invoice_text: str = ""
    discount: Discount | None = None
    fees: tuple[Fee, ...] = ()
    charges: tuple[Charge, ...] = ()
    conversion: Conversion | None = None
    expires_at: dt.datetime | None = None
    settled: bool = True
    ask: tuple[str, ...] = ()

    @property
    def why(self) -> tuple[Step, ...]:
        """The steps from the offer's price to what is paid today."""
        return self.explain()

    @property
    def in_trial(self) -> bool:
        """Whether today costs nothing because a trial begins."""
        return bool(self.trial_days or self.trial_periods)

    @property
    def tax_pending(self) -> bool:
        """Whether the tax is not known yet: nobody who knows could be asked, or the postcode is missing."""
        return not self.settled and (self.reason == TaxReason.UNKNOWN or "postcode" in self.ask)

    @property
    def contradicted(self) -> bool:
        """Whether what is known of where the buyer is contradicts itself."""
        return not self.settled and not self.tax_pending

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
        reduced = self.discount.reduced if self.discount is not None else None
        return self.recurring if reduced is None else reduced

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

    @property
    def agreed(self) -> str:
        """What the buyer is to pay, today and later, in one text: what stood on the page is held against it."""
        amounts = (self.total, self.next_price, self.lasting_price)
        return " ".join([*("-" if amount is None else str(amount.minor) for amount in amounts), self.total.currency])

    def to_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "title": self.title,
            "currency": self.total.currency,
            "price": self.price.minor,
            "net": self.net.minor,
            "total": self.total.minor,
            "taxes": [tax.to_json() for tax in self.taxes],
            "prices_include_tax": self.prices_include_tax,
            "reason": self.reason,
            "why": [step.to_json() for step in self.why],
            "recurring": self.recurring.minor if self.recurring else None,
            "period": self.period,
            "trial_days": self.trial_days,
            "trial_periods": self.trial_periods,
            "invoice_text": self.invoice_text,
            "discount": self.discount.to_json() if self.discount else None,
            "fees": [fee.to_json() for fee in self.fees],
            "charges": [charge.to_json() for charge in self.charges],
            "conversion": self.conversion.to_json() if self.conversion else None,
            "expires_at": self.expires_at.isoformat() if self.expires_at else None,
            "settled": self.settled,
            "ask": list(self.ask),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Quote:
        """Read back what `to_json` gave."""
        currency = data["currency"]
        steps = tuple(Step.from_json(step) for step in data["why"])
        return cls(
            title=data["title"],
            price=Money(data["price"], currency),
            net=Money(data["net"], currency),
            total=Money(data["total"], currency),
            taxes=tuple(Tax.from_json(tax, currency) for tax in data["taxes"]),
            prices_include_tax=data["prices_include_tax"],
            reason=data["reason"],
            explain=lambda: steps,
            recurring=None if data["recurring"] is None else Money(data["recurring"], currency),
            period=data["period"],
            trial_days=data["trial_days"],
            trial_periods=data["trial_periods"],
            invoice_text=data["invoice_text"],
            discount=Discount.from_json(data["discount"], currency) if data.get("discount") else None,
            fees=tuple(Fee.from_json(fee, currency) for fee in data.get("fees", ())),
            charges=tuple(Charge.from_json(charge, currency) for charge in data.get("charges", ())),
            conversion=Conversion.from_json(data["conversion"], currency) if data.get("conversion") else None,
            expires_at=dt.datetime.fromisoformat(data["expires_at"]) if data.get("expires_at") else None,
            settled=data.get("settled", True),
            ask=tuple(data.get("ask", ())),
        )
