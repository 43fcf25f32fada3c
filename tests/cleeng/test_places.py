"""Where somebody is, and what usually follows from it."""

import pytest

from cleeng.api import GeoIpProvider, Place
from cleeng.places import currency_in, locale_in, locate


@pytest.mark.parametrize(
    ("country", "currency"),
    [
        ("DE", "EUR"),
        ("NO", "NOK"),
        ("US", "USD"),
        ("JP", "JPY"),
        ("KW", "KWD"),
        ("HR", "EUR"),
        ("PA", "USD"),
        ("AQ", ""),
    ],
)
def test_the_currency_of_a_country(country, currency):
    assert currency_in(country) == currency


def test_bulgaria_pays_with_the_euro():
    """Since 1 January 2026; the library's table says otherwise."""
    assert currency_in("BG") == "EUR"


def test_nobody_s_country_has_no_currency_and_no_language():
    assert (currency_in("ZZ"), currency_in(""), locale_in("")) == ("", "", "")


class Broken(GeoIpProvider):
    name = "broken"
    title = "Broken"

    def locate(self, ctx, ip):
        raise RuntimeError("out of memory")


class Norway(Broken):
    def locate(self, ctx, ip):
        return Place("NO", "03")


@pytest.mark.db
def test_a_provider_that_fails_leaves_the_place_unknown_and_the_shop_open(publisher, shop, app, monkeypatch, caplog):
    offer = shop.sell()
    monkeypatch.setitem(publisher.providers["geoip"], "mmdb", Broken(Broken.Settings()))
    assert locate(publisher, "193.213.112.4") is None
    assert "a GeoIP provider failed; the place is unknown" in caplog.messages
    assert "4.99 EUR" in app.get(f"/checkout/{offer.id}").text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.db
def test_the_provider_is_asked_about_addresses_only(publisher, monkeypatch):
    monkeypatch.setitem(publisher.providers["geoip"], "mmdb", Norway(Norway.Settings()))
    assert locate(publisher, "193.213.112.4") == Place("NO", "03")
    assert locate(publisher, "") is None
