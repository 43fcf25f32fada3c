"""Tax rules: what the state gets of a sale."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cleeng.api.errors import CleengError, NotSupported
from cleeng.api.location import place_of_supply
from cleeng.api.provider import Provider

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from cleeng.api.context import Context
    from cleeng.api.location import Evidence, Location
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
    UNKNOWN = "unknown"  #: whoever knows could not be asked: nothing is sold on such an answer


class RateKind(StrEnum):
    """Which of a country's rates: what returns are grouped by."""

    STANDARD = "standard"
    REDUCED = "reduced"


class TaxIdStatus(StrEnum):
    """What became of checking a tax number.  Only `valid` is: whatever is not known is not valid."""

    VALID = "valid"
    INVALID = "invalid"
    PENDING = "pending"  #: will be asked about
    UNAVAILABLE = "unavailable"  #: whoever knows could not be asked


@dataclass(frozen=True, slots=True)
class TaxIdCheck:
    """The outcome of checking a tax number.

    `number` is the number as it is written in full, with its country's letters.  `consultation` proves that it
    was asked for; `name` and `address` are the holder's, where the register says them; `detail` is for staff.
    """

    status: TaxIdStatus
    number: str = ""
    consultation: str = ""
    name: str = ""
    address: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Seller or buyer, as far as tax asks.

    `tax_id_status` is a `TaxIdStatus`, "" where the number was never checked; `consultation` proves the check.
    """

    country: str
    region: str = ""
    postcode: str = ""
    tax_id: str = ""
    tax_id_status: str = ""
    consultation: str = ""


@dataclass(frozen=True, slots=True)
class TaxableLine:
    """One line to tax; `includes_tax` says how its amount is meant, None leaves it to the rule's settings.

    `product` is a class of goods that laws tell apart: "streaming", "rental", "live", "download", "ebook".
    """

    id: str
    amount: Money
    product: str = "streaming"
    includes_tax: bool | None = None


@dataclass(frozen=True, slots=True)
class TaxQuery:
    """What a rule is asked.  `prepared` is what its `prepare` brought for this buyer, None where nothing is known."""

    lines: Sequence[TaxableLine]
    seller: Party
    buyer: Party
    date: dt.date
    evidence: Sequence[Evidence] = ()
    prepared: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class PartRate:
    """What one jurisdiction takes: `rate` in percent."""

    jurisdiction: str
    name: str
    rate: Decimal
    region: str = ""
    kind: RateKind = RateKind.STANDARD


@dataclass(frozen=True, slots=True)
class TaxPart:
    """One jurisdiction's share of a line; `rate` in percent.

    `jurisdiction` is a country (ISO 3166-1 alpha-2), `region` a part of it that has a rate of its own.
    """

    jurisdiction: str
    name: str
    rate: Decimal
    amount: Money
    region: str = ""
    kind: RateKind = RateKind.STANDARD


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """A line after tax.  The core checks that net and tax make gross, and that one of them is what was asked about.

    Under a reverse charge alone both may be less: the price that a consumer pays without the tax in it.
    """

    id: str
    net: Money
    tax: Money
    gross: Money
    parts: Sequence[TaxPart] = ()


@dataclass(frozen=True, slots=True)
class TaxQuote:
    """A rule's answer, with the text that an invoice must bear.

    `location` is where the sale takes place for this tax and why, None where the rule does not ask.  `facts`
    are what the answer stands on, for whoever has to explain it: "rule", "rate_source", "rate_valid_from",
    "rate_checked", "territory", "tax_id", "consultation" and others of the rule's own; texts, ISO 8601 dates.
    """

    lines: Sequence[TaxedLine]
    reason: TaxReason
    invoice_text: str = ""
    location: Location | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def settled(self) -> bool:
        """Whether a sale may go on; if not, `location` says what to ask the buyer for."""
        return self.location is None or self.location.settled


@dataclass(frozen=True, slots=True)
class Prepared:
    """What another machine said about a place: `answer` (JSON) is handed to `quote` until `fresh_until`."""

    answer: Mapping[str, Any]
    fresh_until: dt.datetime


class TaxUnknown(CleengError):
    """The tax cannot be said now: whoever knows it could not be asked."""

    code = "tax_unknown"


class TaxRule(Provider, ABC):
    """One way to tax.  The core asks a publisher's rules in the order of `[tax] use`; the first answer wins."""

    def required_fields(self, seller: Party, buyer: Party) -> Sequence[str]:
        """Name what checkout has to ask for: "postcode", "vat_number"."""
        return ()

    @abstractmethod
    def quote(self, ctx: Context, query: TaxQuery) -> TaxQuote | None:
        """Tax the lines, or return None where this rule has no say.  Pure: no network, no clock.

        :raises TaxUnknown: this rule would have a say but lacks what `prepare` should have brought, or a rate;
            nothing is sold rather than sold at a wrong price.
        """

    def prepare(self, ctx: Context, query: TaxQuery) -> Prepared | None:
        """Ask another machine for what `quote` needs of it; None where there is nothing to ask.

        Called with no transaction open, when the buyer's place is known and before it is quoted for; the
        lines of `query` are examples of one minor unit each, one per product.  The core keeps the answer
        for this place and hands it to `quote` until it is stale.

        :raises TaxUnknown: the machine cannot be asked now.
        """
        return None

    def decide_location(self, evidence: Sequence[Evidence]) -> Location | None:
        """Say where the buyer is, or None where there is no evidence."""
        return place_of_supply(evidence)

    def validate_tax_id(self, ctx: Context, country: str, number: str) -> TaxIdCheck | None:
        """Check a buyer's tax number; None where this rule knows nothing of that country's numbers.

        Called with no transaction open, once when the buyer gives it and again in the background.  Whoever
        could not be asked is an answer (`unavailable`), not an error.
        """
        return None

    def commit(self, ctx: Context, invoice: Mapping[str, Any]) -> None:
        """Hear of an invoice; idempotent by its number."""

    def refund(self, ctx: Context, credit_note: Mapping[str, Any]) -> None:
        """Hear of a credit note; idempotent by its number."""

    def rates(self, date: dt.date) -> Sequence[PartRate]:
        """List the rates of that day for the publisher's usual goods."""
        return ()

    def returns(self, period: str, scheme: str) -> Sequence[Mapping[str, Any]]:
        """Return the rows of a tax return."""
        raise NotSupported(self.name)
