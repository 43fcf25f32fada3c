"""What holds for exchange rate providers."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from abc import abstractmethod
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cleeng.api import RatesUnavailable
from cleeng.testing.context import MOMENT
from cleeng.testing.providers import ProviderContract

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cleeng.api import DayRates, ExchangeRateProvider

#: Where nobody answers: the port that is never served ("discard", RFC 863).
NOBODY = "http://127.0.0.1:9/rates"


class ExchangeRateContract(ProviderContract):
    """For every exchange rate provider."""

    @abstractmethod
    def provider(self) -> ExchangeRateProvider:
        """Build the provider under test."""

    def test_names_its_source_so_that_it_can_be_stored(self) -> None:
        assert 0 < len(self.provider().source) <= 200
        assert self.provider().source == self.provider().source

    def test_what_it_brings_along_are_rates_from_the_newest_on(self) -> None:
        days = list(itertools.islice(self.provider().bundled(), 500))
        check_rates(self.provider(), days)
        assert [day.day for day in days] == sorted((day.day for day in days), reverse=True)

    def test_says_so_where_nobody_answers(self) -> None:
        with pytest.raises(RatesUnavailable):
            self.provider().fetch(self.context(), NOBODY)

    # The same test runs in many subclasses, each with a provider of its own.
    @settings(suppress_health_check=[HealthCheck.differing_executors], deadline=None)
    @given(content=st.binary(max_size=400))
    @example(b"")
    @example(b"\n")
    @example(b"<html><title>404</title></html>")
    def test_reads_rates_from_a_file_or_says_that_it_cannot(self, content: bytes) -> None:
        try:
            days = self.provider().read(content)
        except RatesUnavailable:
            return
        check_rates(self.provider(), days)

    def test_asks_again_later_and_within_a_week(self) -> None:
        provider = self.provider()
        for hours, age in itertools.product(range(0, 24 * 8, 5), (None, 0, 1, 3, 400)):
            now = MOMENT + dt.timedelta(hours=hours)
            newest = None if age is None else (now - dt.timedelta(days=age)).date()
            assert now < provider.next_fetch(now, newest) <= now + dt.timedelta(days=7)


def check_rates(provider: ExchangeRateProvider, days: Iterable[DayRates]) -> None:
    """Make sure that these are rates that one can price with."""
    for day in days:
        assert type(day.day) is dt.date
        for currency, rate in day.rates.items():
            assert re.fullmatch("[A-Z]{3}", currency)
            assert currency != provider.base
            assert isinstance(rate, Decimal)
            assert rate.is_finite()
            assert rate > 0
