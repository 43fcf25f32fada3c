"""What can be wrong with the fields of the payment page, in words for the viewer."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleeng.api import FieldError

from .cards import AMEX, BY_NUMBER, brand_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

#: What is wrong: the short form for the list on top, the sentence at the field.
Problem = tuple[str, str] | None

_CENTURY = 2000
_MOST_DIGITS = 19  #: of a card number, ISO/IEC 7812-1
_TEL_DIGITS = range(7, 16)  #: at most 15 (E.164); no country's mobile numbers have fewer than 7
_EXPIRY = re.compile(r"(0?[1-9]|1[0-2])\s*[/.-]?\s*((?:20)?[0-9]{2})")
_SEPARATORS = re.compile(r"[\s().-]")


@dataclass(frozen=True, slots=True, order=True)
class Expiry:
    """The month at whose end a card expires."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Expiry | None:
        """Read "03 / 29", "3/2029" or "0329", or return None."""
        found = _EXPIRY.fullmatch(_latin(text).strip())
        return cls(_CENTURY + int(found[2]) % 100, int(found[1])) if found else None


def digits(text: str) -> str:
    """Return a typed number without what people put between its digits."""
    return _SEPARATORS.sub("", _latin(text))


def check_card(fields: Mapping[str, str], now: dt.datetime) -> list[FieldError]:
    """Say what is wrong with the fields of a card."""
    number = digits(fields.get("number", ""))
    return [
        *_at("number", "Card number", _number(number)),
        *_at("expiry", "Expiry date", _expiry(fields.get("expiry", ""), now)),
        *_at("cvc", "Security code", _code(digits(fields.get("cvc", "")), brand_of(number))),
        *_at("name", "Name on card", _name(fields.get("name", ""))),
    ]


def check_phone(fields: Mapping[str, str]) -> list[FieldError]:
    """Say what is wrong with a mobile number."""
    return _at("tel", "Mobile number", _tel(digits(fields.get("tel", "")).removeprefix("+")))


def _number(number: str) -> Problem:
    usual, sentence = (15, "It has 15 digits.") if brand_of(number) == AMEX else (16, "It has 16 digits on most cards.")
    if not number:
        return "missing", "Enter the card number."
    if not number.isdecimal():
        return "not a number", "A card number has digits only."
    if len(number) < usual:
        return "too short", f"This card number is too short. {sentence}"
    if len(number) > _MOST_DIGITS:
        return "too long", f"This card number is too long. {sentence}"
    return _known(number)


def _known(number: str) -> Problem:
    if not _luhn(number):
        return "mistyped", "This card number has a typing error. Compare it with your card."
    if number not in BY_NUMBER:
        return "not a test card", "Only test cards work here, such as 4242 4242 4242 4242. Never type a real one."
    return None


def _expiry(text: str, now: dt.datetime) -> Problem:
    expiry = Expiry.parse(text)
    if not text.strip():
        return "missing", "Enter the expiry date."
    if expiry is None:
        return "not a date", "Enter month and year as on the card, such as 04 / 29."
    if expiry < Expiry(now.year, now.month):
        return "in the past", f"This card expired in {calendar.month_name[expiry.month]} {expiry.year}."
    return None


def _code(code: str, brand: str) -> Problem:
    length, side = (4, "front") if brand == AMEX else (3, "back")
    if code.isdecimal() and len(code) == length:
        return None
    return "not right" if code else "missing", f"Enter the {length} digits from the {side}."


def _name(name: str) -> Problem:
    return None if name.strip() else ("missing", "Enter the name that stands on the card.")


def _tel(number: str) -> Problem:
    if not number:
        return "missing", "Enter your mobile number."
    if not number.isdecimal() or len(number) not in _TEL_DIGITS:
        return "not right", "Enter the whole mobile number, such as +1 202 555 0143."
    return None


def _at(field: str, label: str, problem: Problem) -> list[FieldError]:
    return [FieldError(field, f"{label}: {problem[0]}", problem[1])] if problem else []


def _latin(text: str) -> str:
    """Turn the digits of any script into those of ASCII: Arabic keyboards write their own."""
    return "".join(str(unicodedata.digit(char)) if char.isdecimal() else char for char in text)


def _luhn(number: str) -> bool:
    """Tell whether the last digit fits the others (ISO/IEC 7812-1, annex B)."""
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2]]
    return (sum(doubled) + sum(map(int, number[-1::-2]))) % 10 == 0
