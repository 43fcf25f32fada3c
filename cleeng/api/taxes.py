"""Tax rules: what the state gets of a sale."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cleeng.api.errors import NotSupported
from cleeng.api.provider import Provider

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from cleeng.api.context import Context
    from cleeng.api.money import Money


class TaxReason(StrEnum):
    """Why this much, or nothing."""

    STANDARD = "standard"
    REDUCED = "reduced"
    ZERO = "zero"
    REVERSE_CHARGE = "reverse_charge"
    EXEMPT = "exempt"
    NOT_REGISTERED = "not_registered"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A hint where the buyer is: `source` "ip", "billing", "card" ..., `country` ISO 3166-1 alpha-2."""

    source: str
    country: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Seller or buyer, as far as tax asks."""

    country: str
    region: str = ""
    postcode: str = ""
    tax_id: str = ""
    tax_id_status: str = ""


@dataclass(frozen=True, slots=True)
class TaxableLine:
    """One line to tax; `includes_tax` says how its amount is meant, None leaves it to the rule's settings."""

    id: str
    amount: Money
    product: str = "streaming"
    includes_tax: bool | None = None


@dataclass(frozen=True, slots=True)
class TaxQuery:
    """What a rule is asked."""

    lines: Sequence[TaxableLine]
    seller: Party
    buyer: Party
    date: dt.date
    evidence: Sequence[Evidence] = ()


@dataclass(frozen=True, slots=True)
class TaxPart:
    """One jurisdiction's share of a line; `rate` in percent."""

    jurisdiction: str
    name: str
    rate: Decimal
    amount: Money


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """A line after tax.  The core checks that net and tax make gross."""

    id: str
    net: Money
    tax: Money
    gross: Money
    parts: Sequence[TaxPart] = ()


@dataclass(frozen=True, slots=True)
class TaxQuote:
    """A rule's answer, with the text that an invoice must bear."""

    lines: Sequence[TaxedLine]
    reason: TaxReason
    invoice_text: str = ""


class TaxIdStatus(StrEnum):
    """What became of checking a tax number."""

    VALID = "valid"
    INVALID = "invalid"
    PENDING = "pending"
    UNAVAILABLE = "unavailable"


class TaxRule(Provider, ABC):
    """One way to tax.  The core asks a publisher's rules in the order of `[tax] use`; the first answer wins."""

    def required_fields(self, seller: Party, buyer: Party) -> Sequence[str]:
        """Name what checkout has to ask for: "postcode", "vat_number"."""
        return ()

    @abstractmethod
    def quote(self, ctx: Context, query: TaxQuery) -> TaxQuote | None:
        """Tax the lines, or return None where this rule has no say.  Pure: no network, no clock."""

    def decide_location(self, evidence: Sequence[Evidence]) -> str | None:
        """Return the country that the evidence agrees on, or None where it contradicts itself."""
        return None

    def validate_tax_id(self, ctx: Context, country: str, number: str) -> tuple[TaxIdStatus, str]:
        """Return a tax number's status and the consultation number, if there is one."""
        raise NotSupported(self.name)

    def commit(self, ctx: Context, invoice: Mapping[str, Any]) -> None:
        """Hear of an invoice; idempotent by its number."""

    def refund(self, ctx: Context, credit_note: Mapping[str, Any]) -> None:
        """Hear of a credit note; idempotent by its number."""

    def rates(self, date: dt.date) -> Sequence[TaxPart]:
        """List the rates of that day."""
        return ()

    def returns(self, period: str, scheme: str) -> Sequence[Mapping[str, Any]]:
        """Return the rows of a tax return."""
        raise NotSupported(self.name)
