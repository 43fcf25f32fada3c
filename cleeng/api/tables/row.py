"""Reading a CSV file of known columns, with every fault told by line and column."""

from __future__ import annotations

import csv
import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from enum import StrEnum
    from pathlib import Path

    E = TypeVar("E", bound=StrEnum)

#: What stands for a value that cannot be read, so that the rest of the file is looked at too.
_NO_DAY = dt.date.min
_MOST = Decimal(100)
_DIGITS = -4


@dataclass(frozen=True, slots=True)
class Row:
    """One row; each method reads a column and notes what is wrong with it."""

    place: str  #: file and line
    values: Mapping[str, str]
    faults: list[str]

    @classmethod
    def read(cls, path: Path, columns: Sequence[str], faults: list[str]) -> Iterator[Row]:
        """Give each row of a file; one that is missing, unreadable or of other columns is a fault."""
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            faults.append(f"{path.name}: cannot be read: {error}")
            return
        reader = csv.reader(text.splitlines(), strict=True)
        try:
            header = next(reader, [])
            if tuple(header) != tuple(columns):
                faults.append(f"{path.name} line 1: the columns are {','.join(columns)}")
                return
            for cells in reader:
                place = f"{path.name} line {reader.line_num}"
                if len(cells) == len(columns):
                    yield cls(place, {c: v.strip() for c, v in zip(columns, cells, strict=True)}, faults)
                elif cells:
                    faults.append(f"{place}: has {len(cells)} cells, not {len(columns)}")
        except csv.Error as error:
            faults.append(f"{path.name} line {reader.line_num}: {error}")

    def fault(self, column: str, text: str) -> None:
        """Note what is wrong."""
        self.faults.append(f"{self.place}: {column}: {text}")

    def text(self, column: str) -> str:
        """Return a cell that may be empty."""
        return self.values[column]

    def needed(self, column: str) -> str:
        """Return a cell that may not."""
        if not self.values[column]:
            self.fault(column, "is empty")
        return self.values[column]

    def country(self, column: str) -> str:
        """Return an ISO 3166-1 alpha-2 code."""
        if not re.fullmatch("[A-Z]{2}", self.values[column]):
            self.fault(column, f"{self.values[column]!r} is no country code")
        return self.values[column]

    def percent(self, column: str) -> Decimal | None:
        """Return a rate from 0 to 100 with up to four digits after the point, None where it is no such thing."""
        try:
            rate = Decimal(self.values[column])
        except InvalidOperation:
            rate = Decimal(-1)
        exponent = rate.as_tuple().exponent
        if not rate.is_finite() or not 0 <= rate <= _MOST or (isinstance(exponent, int) and exponent < _DIGITS):
            self.fault(column, f"{self.values[column]!r} is no rate in percent")
            return None
        return rate

    def day(self, column: str) -> dt.date:
        """Return a day, ISO 8601."""
        try:
            return dt.date.fromisoformat(self.values[column])
        except ValueError:
            self.fault(column, f"{self.values[column]!r} is no day such as 2026-01-31")
            return _NO_DAY

    def one_of(self, column: str, choices: type[E]) -> E:
        """Return a member of an enumeration."""
        try:
            return choices(self.values[column])
        except ValueError:
            self.fault(column, f"{self.values[column]!r} is none of {', '.join(choices)}")
            return next(iter(choices))

    def yes_or_no(self, column: str) -> bool:
        """Return whether a cell says yes."""
        if self.values[column] not in {"yes", "no"}:
            self.fault(column, f"{self.values[column]!r} is neither yes nor no")
        return self.values[column] == "yes"
