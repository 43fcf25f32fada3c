import datetime as dt
import io
import zipfile
from decimal import Decimal

import pydantic
import pytest

from cleeng.api import RatesUnavailable
from cleeng.testing.context import make_context
from cleeng.testing.rates import ExchangeRateContract
from cleeng_plugins.rates_ecb import EcbRates
from cleeng_plugins.rates_ecb import provider as fetching
from cleeng_plugins.rates_ecb import reader as reading
from harness.rates import HISTORY, with_rate


def provider(**settings):
    return EcbRates(EcbRates.Settings(**settings))


def read(text):
    return provider().read(text.encode())


def zipped(*contents, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for number, content in enumerate(contents):
            archive.writestr(f"eurofxref-{number}.csv", content)
    return file.getvalue()


class TestContract(ExchangeRateContract):
    def provider(self):
        return provider()


def test_the_history_that_comes_along_knows_the_first_day_of_the_euro():
    days = {day.day: day.rates for day in provider().bundled()}
    assert days[dt.date(1999, 1, 4)]["USD"] == Decimal("1.1789")
    assert days[dt.date(2014, 3, 28)]["USD"] == Decimal("1.3759")
    assert max(days) > dt.date(2026, 10, 1)


def test_reads_days_with_what_they_know():
    newest, _ = read(with_rate("CHF", "N/A"))
    assert newest.day == dt.date(2028, 2, 29)
    assert newest.rates["USD"] == Decimal("1.1000")
    assert "CHF" not in newest.rates


def test_reads_the_file_of_a_single_day_as_the_bank_writes_it():
    (day,) = read("Date, USD, JPY, \n29 February 2028, 1.1000, 160.00, \n")
    assert (day.day, day.rates) == (dt.date(2028, 2, 29), {"USD": Decimal("1.1000"), "JPY": Decimal("160.00")})


def test_reads_an_archive_like_the_file_in_it():
    assert provider().read(zipped(HISTORY)) == read(HISTORY)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "does not begin with a line of currencies"),
        ("<html>\n", "does not begin"),
        ("Date,USD,\n", "no rate in it"),
        ("Date,USD\n2028-02-29,N/A\n", "no rate in it"),
        ("Date,US$\n2028-02-29,1\n", "'US\\$' is no currency"),
        ("Date,USD\n2028-02-30,1.1\n", "line 2: '2028-02-30' is no day"),
        ("Date,USD\n2028-02-29,1.1,2\n", "line 2 has 3 columns instead of 2"),
        ("Date,USD\n2028-02-29\n", "line 2 has 1 columns instead of 2"),
        ("Date,USD\n2028-02-29,1.1\n2028-02-29,1.2\n", "a day is in it twice"),
    ],
)
def test_a_file_that_is_none_is_refused_with_what_is_wrong(text, why):
    with pytest.raises(RatesUnavailable, match=why):
        read(text)


@pytest.mark.parametrize("rate", ["0", "-1.1", "NaN", "Infinity", "1,1", "1.1 ", "eleven", "1e9x"])
def test_a_rate_that_is_none_refuses_the_whole_file(rate):
    if rate == "1.1 ":
        assert read(with_rate("GBP", rate))[0].rates["GBP"] == Decimal("1.1")
        return
    with pytest.raises(RatesUnavailable, match=r"line 2(, GBP: .* is no rate| has 9 columns)"):
        read(with_rate("GBP", rate))


@pytest.mark.parametrize(
    "content",
    [zipped(HISTORY)[:-40], zipped(HISTORY)[:60] + b"x" * 300, zipped(), zipped(HISTORY, HISTORY), b"\xff\xfe\x00"],
    ids=["cut", "overwritten", "empty", "two files", "no text"],
)
def test_a_broken_archive_is_refused(content):
    with pytest.raises(RatesUnavailable):
        provider().read(content)


def test_an_archive_that_swells_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(reading, "LONGEST", 1000)
    with pytest.raises(RatesUnavailable, match="more than 1000 bytes"):
        provider().read(zipped("Date,USD\n" + "2028-02-29,1.1\n" * 1000))


def test_fetches_the_address_of_its_settings_or_another(bank):
    assert provider(url=bank.url).fetch(make_context()) == read(HISTORY)
    provider().fetch(make_context(), bank.url + "?other")
    assert bank.asked == ["/eurofxref-hist.csv", "/eurofxref-hist.csv?other"]


@pytest.mark.parametrize("status", [404, 500])
def test_an_answer_that_is_an_error_is_told(bank, status):
    bank.status = status
    with pytest.raises(RatesUnavailable, match=f"127.0.0.1.*{status}"):
        provider(url=bank.url).fetch(make_context())


def test_an_answer_that_does_not_end_is_given_up(bank):
    bank.drips = True
    with pytest.raises(RatesUnavailable, match=r"takes longer than 0\.2 seconds"):
        provider(url=bank.url).fetch(make_context(timeout=0.2))


def test_an_answer_that_is_too_long_is_given_up(bank, monkeypatch):
    monkeypatch.setattr(fetching, "LONGEST", 100)
    with pytest.raises(RatesUnavailable, match="more than 100 bytes"):
        provider(url=bank.url).fetch(make_context())


def test_asks_the_web_and_nothing_else():
    with pytest.raises(RatesUnavailable, match="is no address"):
        provider().fetch(make_context(), "file:///etc/passwd")
    with pytest.raises(pydantic.ValidationError, match="is no address"):
        provider(url="ftp://ftp.example.com/rates")


def test_without_an_address_nothing_is_fetched():
    with pytest.raises(RatesUnavailable, match="no address is set"):
        provider(url="").fetch(make_context())


def test_rates_of_another_address_are_another_source(bank):
    assert provider().source == provider(url="").source == "ecb"
    assert provider(url=bank.url).source == f"ecb:{bank.url}"


def moment(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "newest", "again"),
    [
        # Winter time in Frankfurt: the bank publishes at 15:00 UTC; we look at 15:15.
        ("2026-11-23 10:00", "2026-11-20", "2026-11-23 15:15"),  # Monday morning: Friday's are the newest
        ("2026-11-23 15:20", "2026-11-20", "2026-11-23 15:50"),  # late: ask again soon
        ("2026-11-23 15:50", "2026-11-23", "2026-11-24 15:15"),
        ("2026-11-23 20:30", "2026-11-20", "2026-11-24 00:30"),  # a holiday, or out of reach
        ("2026-11-27 16:00", "2026-11-27", "2026-11-30 15:15"),  # Friday: over the week-end
        ("2026-11-28 09:00", "2026-11-27", "2026-11-30 15:15"),
        ("2026-07-01 15:00", "2026-07-01", "2026-07-02 14:15"),  # summer time
        ("2026-11-23 10:00", None, "2026-11-23 14:00"),
    ],
)
def test_asks_when_there_should_be_something_new(now, newest, again):
    known = newest and dt.date.fromisoformat(newest)
    assert provider().next_fetch(moment(now), known) == moment(again)
