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


@pytest.fixture
def hear(publisher, monkeypatch):
    """Have the provider say something; return what the core makes of it."""

    def hear(said):
        provider = Broken(Broken.Settings())
        monkeypatch.setattr(provider, "locate", lambda ctx, ip: said)
        monkeypatch.setitem(publisher.providers["geoip"], "mmdb", provider)
        return locate(publisher, "193.213.112.4")

    return hear


@pytest.mark.db
@pytest.mark.parametrize("said", [Place("de"), Place("Germany"), Place(49), ("DE", ""), "DE"], ids=repr)
def test_a_provider_that_says_no_country_is_told_of_and_opens_nothing(hear, caplog, said):
    assert hear(said) is None
    assert [record.provider for record in caplog.records if "GeoIP" in record.getMessage()] == ["broken"]


@pytest.mark.db
@pytest.mark.parametrize("region", [None, "Hesse", "by"])
def test_a_region_that_is_none_leaves_the_country(hear, region):
    assert hear(Place("DE", region)) == Place("DE")
