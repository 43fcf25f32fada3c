"""Money: an amount in minor units and its currency, the only type for an amount anywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from cleeng.api.errors import CleengError

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Currencies whose minor units are not two digits (ISO 4217, list one).
_WITHOUT_DIGITS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())  # noqa: SIM905
_THREE_DIGITS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())  # noqa: SIM905
_CODE = re.compile(r"[A-Z]{3}\Z")
#: Codes that were looked at already.
_SEEN: set[str] = set()
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,3})?\Z")


class CurrencyMismatch(CleengError):
    """Two amounts of different currencies met."""

    code = "currency_mismatch"


class InvalidMoney(CleengError, ValueError):
    """A text is no amount in its currency."""

    code = "invalid_money"


def minor_units(currency: str) -> int:
    """Digits after the decimal point of `currency`, by its ISO 4217 code."""
    if currency in _WITHOUT_DIGITS:
        return 0
    return 3 if currency in _THREE_DIGITS else 2


@dataclass(frozen=True, slots=True)
class Money:
    """`Money(499, "EUR")` is EUR 4.99; `Money(499, "JPY")` is JPY 499."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            msg = f"minor units are an int, not {type(self.minor).__name__}"
            raise TypeError(msg)
        if self.currency not in _SEEN:  # there are few currencies and many amounts
            if not _CODE.match(self.currency):
                msg = f"not an ISO 4217 code: {self.currency!r}"
                raise InvalidMoney(msg)
            _SEEN.add(self.currency)

    @classmethod
    def parse(cls, text: str | int, currency: str) -> Money:
        """Read a wire amount such as `"4.99"`; more digits than the currency has are refused."""
        if isinstance(text, float):
            msg = "an amount is never a float"
            raise TypeError(msg)
        if not _DECIMAL.match(str(text)):
            msg = f"not an amount: {text!r}"
            raise InvalidMoney(msg)
        minor = Decimal(text).scaleb(minor_units(currency))
        if minor != minor.to_integral_value():
            msg = f"{text} has more digits than {currency} allows"
            raise InvalidMoney(msg)
        return cls(int(minor), currency)

    @classmethod
    def sum(cls, amounts: Iterable[Money], currency: str) -> Money:
        """Add up; the currency is named because there may be nothing to add."""
        minor = 0
        for amount in amounts:
            if amount.currency != currency:
                raise CurrencyMismatch(f"{currency} and {amount.currency}")
            minor += amount.minor
        return cls(minor, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in units, with exactly the digits that the currency has."""
        return Decimal(self.minor).scaleb(-minor_units(self.currency))

    def percent(self, rate: Decimal) -> Money:
        """`rate` percent of this, half up: the rule for prices and discounts."""
        return Money(_round(self.minor * rate / 100, ROUND_HALF_UP), self.currency)

    def tax_included(self, rate: Decimal) -> Money:
        """The tax within this gross amount at `rate` percent, half up on the line."""
        return Money(_round(self.minor * rate / (100 + rate), ROUND_HALF_UP), self.currency)

    def share(self, numerator: int, denominator: int) -> Money:
        """A fraction of this, half even: the rule for splitting an amount."""
        return Money(_round(Decimal(self.minor * numerator) / denominator, ROUND_HALF_EVEN), self.currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            msg = f"{self.currency} and {other.currency}"
            raise CurrencyMismatch(msg)

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __composite_values__(self) -> tuple[int, str]:
        """What SQLAlchemy stores of a composite column."""
        return self.minor, self.currency

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"


def _round(value: Decimal, rule: str) -> int:
    return int(value.to_integral_value(rule))
