import json

import pytest

pytestmark = pytest.mark.db

DEMO = ("--publisher", "100000001")


def test_says_where_an_address_is(place):
    assert place.done("locate", *DEMO, "193.213.112.4") == "NO, usually NOK and nb_NO\n"
    (item,) = json.loads(place.done("locate", *DEMO, "2001:4860:4860::8888", "--json"))
    assert (item["country"], item["currency"]) == ("US", "USD")


def test_says_what_the_ini_says(place):
    place.publisher("[tax]\n", "[plugin:geoip_mmdb]\nplaces = 127.0.0.0/8 US-CA\n\n[tax]\n")
    assert place.done("locate", *DEMO, "127.0.0.1").startswith("US-CA, usually USD")


@pytest.mark.parametrize("address", ["10.0.0.1", "nowhere"])
def test_where_nobody_knows_it_ends_with_1(place, address):
    result = place.cleeng("locate", *DEMO, address)
    assert result.exit_code == 1
    assert f"nobody knows where {address} is" in result.stderr


def test_a_file_that_cannot_be_used_is_told(place):
    (place.folder / "geo.mmdb").write_text("no database")
    place.publisher("[tax]\n", f"[plugin:geoip_mmdb]\ndatabase = {place.folder}/geo.mmdb\n\n[tax]\n")
    result = place.program("-c", "testing.ini", "locate", *DEMO, "193.213.112.4")
    assert result.stdout.startswith("NO")
    assert "a GeoIP file cannot be used; another one stays in use" in result.stderr
