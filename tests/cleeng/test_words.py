"""How amounts, moments and names read, by locale."""

import datetime as dt
import zoneinfo

import pytest

from cleeng.api import Money
from cleeng.words import Words, locale_of

EVENING = dt.datetime(2026, 12, 12, 18, 48, tzinfo=dt.UTC)


def words(locale="en_US", zone="Europe/Oslo"):
    return Words(locale_of(locale, "en"), zoneinfo.ZoneInfo(zone))


@pytest.mark.parametrize(
    ("locale", "amount", "text"),
    [
        ("en_US", Money(499, "EUR"), "4.99 EUR"),
        ("de_DE", Money(123456, "EUR"), "1.234,56 EUR"),
        ("en_US", Money(500, "JPY"), "500 JPY"),
        ("en_US", Money(1500, "KWD"), "1.500 KWD"),
    ],
)
def test_an_amount_has_the_digits_of_its_currency(locale, amount, text):
    assert words(locale).money(amount) == text.replace(" ", "\N{NO-BREAK SPACE}")


def test_a_moment_is_the_publishers_and_says_whose():
    assert words("de_DE").moment(EVENING) == "12 Dez. 2026, 19:48"
    assert words("de_DE").local_moment(EVENING) == "12 Dez. 2026, 19:48 (Oslo time)"


def test_countries_and_rates_are_named_in_the_locale():
    assert words("de_DE").country("NO") == "Norwegen"
    assert words("de_DE").percent(7.7) == "7,7\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize("unknown", ["", "xx_YY", "klingon", "../etc", "en_US_"])
def test_a_locale_that_nobody_knows_is_the_publishers(unknown):
    assert str(locale_of(unknown, "nb_NO")) == "nb_NO"


def test_a_sentence_without_a_catalogue_stays_as_it_is():
    assert words("nb_NO").text("Go to {name}", name="Trackside") == "Go to Trackside"
