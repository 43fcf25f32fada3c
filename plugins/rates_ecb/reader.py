"""The bank's files: a table of days and currencies as CSV, plain or within a zip archive.

Read by ourselves although the library that brings the history can: it takes over negative rates and text that is
none, and a file that is wrong anywhere is not to be priced with.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from cleeng.api import DayRates, RatesUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: The whole history is 2 MB as text; what is far more is something else.
LONGEST = 20_000_000
_ZIP = b"PK\x03\x04"
_CODE = re.compile(r"[A-Z]{3}")
_NONE = ("", "N/A")


def read(content: bytes) -> list[DayRates]:
    """Return all days of a file, in its order.

    :raises RatesUnavailable: it is not such a file, or anything in it is no day or rate.
    """
    days = list(read_table(text_of(content)))
    if not any(day.rates for day in days):
        raise RatesUnavailable("there is no rate in it")
    if len({day.day for day in days}) != len(days):
        raise RatesUnavailable("a day is in it twice")
    return days


def text_of(content: bytes) -> str:
    """Return the text, out of the archive if it is one."""
    try:
        if not content.startswith(_ZIP):
            return content.decode("utf-8-sig")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            (entry,) = archive.infolist()
            with archive.open(entry) as file:
                unpacked = file.read(LONGEST + 1)
    except (ValueError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise RatesUnavailable(f"it is neither CSV nor an archive with one file: {error}") from error
    if len(unpacked) > LONGEST:
        raise RatesUnavailable(f"it holds more than {LONGEST} bytes")
    return unpacked.decode("utf-8-sig", errors="replace")


def read_table(text: str) -> Iterator[DayRates]:
    """Give the days one by one, so that who wants the newest need not read a quarter of a century."""
    lines = csv.reader(io.StringIO(text))
    try:
        # An empty line is one without a single cell.
        first, *currencies = [cell.strip() for cell in next(lines, None) or [""]]
        if first != "Date":
            raise RatesUnavailable("it does not begin with a line of currencies")
        if odd := [name for name in currencies if name and not _CODE.fullmatch(name)]:
            raise RatesUnavailable(f"{odd[0][:20]!r} is no currency")
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield _day([cell.strip() for cell in cells], currencies, lines.line_num)
    except csv.Error as error:
        raise RatesUnavailable(f"line {lines.line_num}: {error}") from error


def _day(cells: Sequence[str], currencies: Sequence[str], line: int) -> DayRates:
    if len(cells) != len(currencies) + 1:
        raise RatesUnavailable(f"line {line} has {len(cells)} columns instead of {len(currencies) + 1}")
    rates = {
        currency: _rate(text, currency, line)
        for currency, text in zip(currencies, cells[1:], strict=True)
        if currency and text not in _NONE
    }
    return DayRates(_date(cells[0], line), rates)


def _date(text: str, line: int) -> dt.date:
    for form in ("%Y-%m-%d", "%d %B %Y"):  # the history's, and the single day's
        try:
            return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    raise RatesUnavailable(f"line {line}: {text[:20]!r} is no day")


def _rate(text: str, currency: str, line: int) -> Decimal:
    try:
        rate = Decimal(text)
    except InvalidOperation:
        rate = Decimal("NaN")
    if not rate.is_finite() or rate <= 0:
        raise RatesUnavailable(f"line {line}, {currency}: {text[:20]!r} is no rate")
    return rate
