"""Section `[invoices]` of a publisher's ini: how invoices are numbered, and what they say of the seller."""

from __future__ import annotations

import re
from typing import Annotated

import pydantic

_SERIES = re.compile(r"([A-Z0-9./-]|\{year\})*[A-Z./-]")


def _series(pattern: str) -> str:
    if not _SERIES.fullmatch(pattern):
        msg = f"{pattern} is no series such as INV-{{year}}-: capitals, digits, - . / and {{year}}, no digit at its end"
        raise ValueError(msg)
    return pattern


def _lines(text: object) -> object:
    if not isinstance(text, str):
        return text
    return tuple(line for line in (line.strip(" ,") for line in text.splitlines()) if line)


Series = Annotated[str, pydantic.Field(max_length=20), pydantic.AfterValidator(_series)]


class Invoices(pydantic.BaseModel):
    """A number is the series, then a count of at least `digits` digits; `{year}` starts the count anew each year.

    A series does not end with a digit, so that no two series give the same number.  `name` and `address` are those of
    the company, where they are not the publisher's.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    series: Series = "INV-{year}-"
    credit_series: Series = "CN-{year}-"
    digits: Annotated[int, pydantic.Field(ge=1, le=12)] = 6
    name: Annotated[str, pydantic.Field(max_length=200)] = ""
    address: Annotated[
        tuple[Annotated[str, pydantic.Field(max_length=100)], ...],
        pydantic.BeforeValidator(_lines),
        pydantic.Field(max_length=6),
    ] = ()
    registration: Annotated[str, pydantic.Field(max_length=200)] = ""
    note: Annotated[str, pydantic.Field(max_length=500)] = ""

    @pydantic.field_validator("credit_series")
    @classmethod
    def _apart(cls, pattern: str, info: pydantic.ValidationInfo) -> str:
        if pattern == info.data.get("series"):
            msg = "credit notes need a series of their own"
            raise ValueError(msg)
        return pattern

    def for_associate(self) -> Invoices:
        """Return them for an associate: numbered alike, but it is another company."""
        return self.model_copy(update={"name": "", "address": (), "registration": "", "note": ""})
