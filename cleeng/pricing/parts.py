"""What a quote is made of: steps that explain it, taxes, fees, and the change into another currency."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from cleeng.api import Money, RateKind

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the explanation of a quote, in the order in which it was worked out.

    `kind` is "price", "rule", "conversion", "coupon", "fee", "place", "tax", "trial" or "total"; `amount` is what
    the step came to, None where it only decided something; `facts` name what it rests on: rates, dates, sources.
    """

    kind: str
    text: str
    amount: Money | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return what is stored."""
        amount = {"amount": self.amount.minor, "currency": self.amount.currency} if self.amount is not None else {}
        return {"kind": self.kind, "text": self.text, **amount, "facts": dict(self.facts)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | str) -> Self:
        """Read back what `to_json` gave; orders of the first release hold sentences."""
        if isinstance(data, str):
            return cls("", data)
        amount = Money(data["amount"], data["currency"]) if "amount" in data else None
        return cls(data["kind"], data["text"], amount, data["facts"])


@dataclass(frozen=True, slots=True)
class Tax:
    """One jurisdiction's tax on the whole; `rate` in percent, `kind` as `RateKind`."""

    jurisdiction: str
    name: str
    rate: Decimal
    amount: Money
    region: str = ""
    kind: str = RateKind.STANDARD.value

    def to_json(self) -> dict[str, Any]:
        """Return what is stored; the currency is the quote's."""
        named = {"jurisdiction": self.jurisdiction, "region": self.region, "name": self.name, "kind": self.kind}
        return {**named, "rate": str(self.rate), "amount": self.amount.minor}

    @classmethod
    def from_json(cls, data: Mapping[str, Any], currency: str) -> Self:
        """Read back what `to_json` gave; orders of the first release know no regions and standard rates only."""
        rate, amount = Decimal(data["rate"]), Money(data["amount"], currency)
        region, kind = data.get("region", ""), data.get("kind", RateKind.STANDARD.value)
        return cls(data["jurisdiction"], data["name"], rate, amount, region, kind)


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of a payment after tax, for whoever has to tell them apart: `id` is the offer's, or "service fee"."""

    id: str
    net: Money
    taxes: tuple[Tax, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what is stored; the currency is the quote's."""
        return {"id": self.id, "net": self.net.minor, "taxes": [tax.to_json() for tax in self.taxes]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any], currency: str) -> Self:
        """Read back what `to_json` gave."""
        taxes = tuple(Tax.from_json(tax, currency) for tax in data["taxes"])
        return cls(data["id"], Money(data["net"], currency), taxes)


@dataclass(frozen=True, slots=True)
class Fee:
    """What is charged beside the price, before tax where the price is: `kind` is "service"; `rate` in percent."""

    kind: str
    rate: Decimal
    amount: Money

    @property
    def line(self) -> str:
        """The name of its line before the tax rules, and in `Charge`."""
        return f"{self.kind} fee"

    def to_json(self) -> dict[str, Any]:
        """Return what is stored; the currency is the quote's."""
        return {"kind": self.kind, "rate": str(self.rate), "amount": self.amount.minor}

    @classmethod
    def from_json(cls, data: Mapping[str, Any], currency: str) -> Self:
        """Read back what `to_json` gave."""
        return cls(data["kind"], Decimal(data["rate"]), Money(data["amount"], currency))


@dataclass(frozen=True, slots=True)
class Conversion:
    """A price in the visitor's currency instead of the offer's: `base` times `rate`, brought to a price point.

    `date` is the day of the rate, `source` who published it, `rule` how the result was rounded.
    """

    base: Money
    price: Money
    rate: Decimal
    date: dt.date
    source: str
    rule: str

    def to_json(self) -> dict[str, Any]:
        """Return what is stored; the price's currency is the quote's."""
        base = {"base": self.base.minor, "base_currency": self.base.currency, "price": self.price.minor}
        return {**base, "rate": str(self.rate), "date": str(self.date), "source": self.source, "rule": self.rule}

    @classmethod
    def from_json(cls, data: Mapping[str, Any], currency: str) -> Self:
        """Read back what `to_json` gave."""
        base = Money(data["base"], data["base_currency"])
        date = dt.date.fromisoformat(data["date"])
        return cls(base, Money(data["price"], currency), Decimal(data["rate"]), date, data["source"], data["rule"])
