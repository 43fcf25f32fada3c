import json

import pytest

from harness.rates import HISTORY, with_rate

pytestmark = pytest.mark.db


@pytest.fixture
def place(place, bank):
    """A place whose publisher's rates come from the tests' bank."""
    ini = place.ini
    ini.write_text(ini.read_text().replace("    tax_flat\n", "    rates_ecb\n    tax_flat\n"))
    place.publisher("[tax]\n", f"[plugin:rates_ecb]\nurl = {bank.url}\n\n[tax]\n")
    place.done("publishers", "sync")
    return place


@pytest.fixture
def today(monkeypatch):
    """The bank's file, of days around the real today, so that it is neither old nor ahead."""
    import datetime as dt  # noqa: PLC0415 - nothing else here asks for real time

    now = dt.datetime.now(dt.UTC).date()  # noqa: TID251
    days = {"2028-02-29": str(now), "2028-02-28": str(now - dt.timedelta(days=1))}
    text = HISTORY
    for old, new in days.items():
        text = text.replace(old, new)
    return text


def test_shows_the_packaged_rates_before_any_were_fetched(place):
    result = place.cleeng("rates", "show", "usd", "jpy")
    assert "(as packaged: never fetched)" in result.stdout
    assert [line.split()[0] for line in result.stdout.splitlines()[1:]] == ["JPY", "USD"]


def test_reads_a_file_and_shows_what_it_says(place, today):
    (place.folder / "rates.csv").write_text(today)
    accepted = [word for code in ("USD", "GBP", "CHF", "JPY", "NOK") for word in ("--accept", code)]
    printed = place.program("-c", "testing.ini", "rates", "update", "rates.csv", *accepted).stdout
    assert "2 new days, newest" in printed
    (shown,) = json.loads(place.done("rates", "show", "USD", "--json"))
    assert shown["rates"]["USD"]["rate"] == "1.1000"
    assert shown["trouble"] == ""
    assert shown["fetched"]


def test_asks_the_source_and_an_address(place, bank, today):
    bank.content = today.encode()
    for words in ([], [bank.url + "?mirror"]):
        place.program("-c", "testing.ini", "rates", "update", *words)
    assert bank.asked == ["/eurofxref-hist.csv", "/eurofxref-hist.csv?mirror"]


def test_what_cannot_be_had_is_one_message_and_status_1(place, bank):
    bank.status = 503
    result = place.program("-c", "testing.ini", "rates", "update")
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith("Error: ecb:http://127.0.0.1")
    shown = place.cleeng("rates", "show")
    assert shown.exit_code == 1
    assert "503" in shown.stderr


def test_a_rate_that_jumps_is_told_with_what_to_do(place, bank, today):
    bank.content = with_rate("CHF", "99", today).encode()
    result = place.program("-c", "testing.ini", "rates", "update", "--accept", "USD")
    assert result.returncode == 1
    assert "held back: CHF moved" in result.stdout
    assert "then --accept them" in result.stderr
    assert "cleeng rates update --accept CHF if that is right" in place.cleeng("rates", "show").stderr


def test_a_source_that_nobody_uses_is_wrong_usage(place, bank):
    result = place.cleeng("rates", "show", "--source", "treasury")
    assert result.exit_code == 2
    assert f"no publisher uses treasury (in use: ecb:{bank.url})" in result.stderr


def test_a_file_that_is_not_there_is_one_message(place):
    result = place.program("-c", "testing.ini", "rates", "update", "nowhere.csv")
    assert result.returncode == 1
    assert "nowhere.csv" in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr
