"""Types of arguments, as lenient as the clients need (JSON-RPC reference, 1.2), and the base of results.

A missing key, null and "" are the same; `[]` stands for an empty object; numbers may come as texts, texts as
numbers, flags as "1", "0", "true", "false".  Lists may come as objects with numbered keys, as PHP writes an
array that has gaps.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

import pydantic
from pydantic.alias_generators import to_camel

from cleeng import texts
from cleeng.customers import addresses
from cleeng.customers.errors import InvalidEmail

#: Beyond this many digits a number is no count, no moment and no amount.
_DIGITS = 18
_LATEST = 253_402_300_799  # the last second of the year 9999
_AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,4})?\Z")


R = TypeVar("R", bound="Result")


class Params(pydantic.BaseModel):
    """Named arguments, snake_case here and camelCase on the wire.  Unknown ones are ignored."""

    model_config = pydantic.ConfigDict(
        alias_generator=to_camel,
        coerce_numbers_to_str=True,
        frozen=True,
        hide_input_in_errors=True,
    )

    @pydantic.model_validator(mode="before")
    @classmethod
    def _given(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return {name: value for name, value in data.items() if value is not None and value != ""}
        return {} if data == [] else data


class Result(pydantic.BaseModel):
    """What a method answers: camelCase on the wire."""

    model_config = pydantic.ConfigDict(
        alias_generator=to_camel,
        frozen=True,
        hide_input_in_errors=True,
        json_schema_serialization_defaults_required=True,  # each field is always sent
        validate_by_name=True,
    )


class ResultList(pydantic.RootModel[list[R]], Generic[R]):
    """What a method answers that gives an array."""


class ResultMap(pydantic.RootModel[dict[str, R]], Generic[R]):
    """What a method answers that gives things by their names."""


class Success(Result):
    """That it was done."""

    success: bool = True


def _verbatim(value: str) -> str:
    if "\x00" in value:
        msg = "holds a character that no text may hold"
        raise ValueError(msg)
    return value


def _text(value: str) -> str:
    return texts.lines(_verbatim(value))


def _short(value: str) -> str:
    return texts.line(_verbatim(value))


def _number(value: object) -> object:
    if isinstance(value, Decimal):
        if abs(value.adjusted()) > _DIGITS:
            msg = "is no number that is used here"
            raise ValueError(msg)
        return int(value) if value == value.to_integral_value() else value
    return value


def _amount(value: object) -> str:
    text = str(_number(value)) if isinstance(value, (str, int, Decimal)) else ""
    if not _AMOUNT.match(text):
        msg = "is no amount such as 4.99"
        raise ValueError(msg)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _names(value: object) -> object:
    if isinstance(value, dict) and all(key.isdigit() for key in value):
        return list(value.values())
    return value


def _email(value: str) -> str:
    try:
        return addresses.normalise(value)
    except InvalidEmail as error:
        msg = "is no e-mail address"
        raise ValueError(msg) from error


def _country(value: str) -> str:
    if not re.fullmatch("[A-Za-z]{2}", value):
        msg = "is no ISO 3166-1 alpha-2 code"
        raise ValueError(msg)
    return value.upper()


def _address(value: str) -> str:
    try:
        return str(ipaddress.ip_address(value.strip()))
    except ValueError as error:
        msg = "is no IPv4 or IPv6 address"
        raise ValueError(msg) from error


#: Text and Short lose control characters (`cleeng.texts`); what has to match letter by letter, a password, does not.
Text = Annotated[str, pydantic.Field(max_length=65_535), pydantic.AfterValidator(_text)]
Secret = Annotated[str, pydantic.Field(max_length=65_535), pydantic.AfterValidator(_verbatim)]
#: What goes into a column of 255 characters.
Short = Annotated[str, pydantic.Field(max_length=255), pydantic.AfterValidator(_short)]
Whole = Annotated[int, pydantic.BeforeValidator(_number), pydantic.Field(ge=-(2**31), lt=2**31)]
#: The digits of a price, never a float: `Money.parse` reads them once the currency is known.
Amount = Annotated[
    str, pydantic.BeforeValidator(_amount), pydantic.WithJsonSchema({"type": ["number", "string"]}, mode="validation")
]
#: A Unix time in seconds.
Moment = Annotated[int, pydantic.BeforeValidator(_number), pydantic.Field(ge=0, le=_LATEST)]
Names = Annotated[tuple[Short, ...], pydantic.BeforeValidator(_names), pydantic.Field(max_length=500)]
Email = Annotated[Short, pydantic.AfterValidator(_email)]
Country = Annotated[str, pydantic.AfterValidator(_country)]
Address = Annotated[str, pydantic.AfterValidator(_address)]
Currency = Annotated[str, pydantic.Field(pattern="^[A-Z]{3}$")]
#: What our ids of customers, methods and the like look like.
NineDigits = Annotated[str, pydantic.Field(pattern="^[0-9]{9}$")]
#: Such as `en_US`.
Locale = Annotated[str, pydantic.Field(pattern="^[A-Za-z]{2,3}([_-][A-Za-z]{2})?$")]


def timestamp(moment: dt.datetime | None) -> int | None:
    """Return a moment as Unix time in seconds."""
    return None if moment is None else int(moment.timestamp())


def moment(seconds: int) -> dt.datetime:
    """Return a Unix time as a moment."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
