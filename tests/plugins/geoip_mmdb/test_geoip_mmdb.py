import datetime as dt
import logging
import os
import shutil
import threading

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from cleeng.api import Place
from cleeng.testing.context import FrozenClock, make_context
from cleeng.testing.geo import GeoIpContract
from cleeng_plugins.geoip_mmdb import MmdbGeoIp, database
from cleeng_plugins.geoip_mmdb.records import place_of

FLAT = {"country_code": "NO"}
NESTED = {
    "country": {"iso_code": "US", "names": {"en": "United States"}},
    "subdivisions": [{"iso_code": "CA", "names": {"en": "California"}}],
}


def write(path, records, ip_version=6):
    """Write a database with one record per network."""
    writer = MMDBWriter(ip_version, "Test", languages=["en"], ipv4_compatible=ip_version == 6)
    for network, record in records.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(path))
    return path


def locate(path, ip):
    return MmdbGeoIp(MmdbGeoIp.Settings(database=path)).locate(make_context(), ip)


class TestPackagedDatabase(GeoIpContract):
    known = {  # noqa: RUF012
        "193.213.112.4": "NO",  # Telenor
        "91.198.174.192": "NL",  # Wikimedia, Amsterdam
        "2001:700::1": "NO",  # Uninett
        "2001:4860:4860::8888": "US",  # Google
    }

    def provider(self):
        return MmdbGeoIp(MmdbGeoIp.Settings())


class TestContract(GeoIpContract):
    known = {"84.208.20.110": "NO", "2600:1f00::1": "US"}  # noqa: RUF012

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def _database(cls, tmp_path_factory):
        path = tmp_path_factory.mktemp("geoip") / "both.mmdb"
        cls.database = write(path, {"84.208.0.0/13": FLAT, "2600:1f00::/24": NESTED})

    def provider(self):
        return MmdbGeoIp(MmdbGeoIp.Settings(database=self.database))


def test_reads_the_flat_shape(tmp_path):
    assert locate(write(tmp_path / "flat.mmdb", {"84.208.0.0/13": FLAT}), "84.208.20.110") == Place("NO")


def test_reads_maxmind_s_own_shape_with_the_region(tmp_path):
    database = write(tmp_path / "city.mmdb", {"2600:1f00::/24": NESTED})
    assert locate(database, "2600:1f00::1") == Place("US", "CA")


@pytest.mark.parametrize(
    "record", [{}, {"country": {}}, {"country_code": ""}, {"country_code": "ZZ"}, {"country_code": 4}, {"city": "Oslo"}]
)
def test_a_record_without_a_country_is_nowhere(tmp_path, record):
    assert locate(write(tmp_path / "odd.mmdb", {"84.208.0.0/13": record, "81.0.0.0/16": FLAT}), "84.208.20.110") is None


def test_an_address_that_the_file_does_not_hold_is_nowhere(tmp_path):
    assert locate(write(tmp_path / "small.mmdb", {"84.208.0.0/13": FLAT}), "8.8.8.8") is None


def test_a_file_of_ipv4_addresses_knows_no_ipv6(tmp_path):
    database = write(tmp_path / "v4.mmdb", {"84.208.0.0/13": FLAT}, ip_version=4)
    assert locate(database, "84.208.20.110") == Place("NO")
    assert locate(database, "2600:1f00::1") is None


def test_opens_nothing_before_the_first_question(tmp_path):
    database = write(tmp_path / "moved.mmdb", {"84.208.0.0/13": FLAT})
    provider = MmdbGeoIp(MmdbGeoIp.Settings(database=database))
    shutil.move(write(tmp_path / "new.mmdb", {"84.208.0.0/13": {"country_code": "SE"}}), database)
    assert provider.locate(make_context(), "84.208.20.110") == Place("SE")


def test_threads_that_come_first_together_all_get_their_answer(tmp_path):
    provider = MmdbGeoIp(MmdbGeoIp.Settings(database=write(tmp_path / "flat.mmdb", {"84.208.0.0/13": FLAT})))
    start, found = threading.Barrier(8), []

    def ask():
        start.wait()
        found.append(provider.locate(make_context(), "84.208.20.110"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [Place("NO")] * 8


def test_answers_in_a_child_that_was_forked_after_the_first_question(tmp_path):
    provider = MmdbGeoIp(MmdbGeoIp.Settings(database=write(tmp_path / "flat.mmdb", {"84.208.0.0/13": FLAT})))
    assert provider.locate(make_context(), "84.208.20.110") == Place("NO")
    child = os.fork()
    if child == 0:
        os._exit(0 if provider.locate(make_context(), "84.208.20.110") == Place("NO") else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


# What happens to the file


NORWAY, SWEDEN = {"84.208.0.0/13": FLAT}, {"84.208.0.0/13": {"country_code": "SE"}}


@pytest.fixture
def provider(tmp_path, monkeypatch):
    """A provider of a file that says Norway, which looks at it before every question."""
    monkeypatch.setattr(database, "RECHECK", 0.0)
    return MmdbGeoIp(MmdbGeoIp.Settings(database=write(tmp_path / "geo.mmdb", NORWAY)))


def where(provider, clock=None):
    place = provider.locate(make_context(clock), "84.208.20.110")
    return place and place.country


def cut(path):
    """Cut a file off where it is, as a full disk or a download that broke would."""
    with path.open("r+b") as file:
        file.truncate(100)


def test_a_file_that_is_replaced_is_used(provider, tmp_path):
    assert where(provider) == "NO"
    shutil.move(write(tmp_path / "new.mmdb", SWEDEN), tmp_path / "geo.mmdb")
    assert where(provider) == "SE"


def test_a_file_that_is_written_over_is_used(provider, tmp_path):
    assert where(provider) == "NO"
    (tmp_path / "geo.mmdb").write_bytes(write(tmp_path / "new.mmdb", SWEDEN).read_bytes())
    assert where(provider) == "SE"


BREAKS = {
    "cut off": cut,
    "empty": lambda path: path.write_bytes(b""),
    "something else": lambda path: path.write_text("<html>Too many downloads</html>"),
    "deleted": lambda path: path.unlink(),
    "without countries": lambda path: write(path, {"84.208.0.0/13": {"autonomous_system_number": 2119}}),
}


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_the_last_good_file_stays_in_use_and_the_operator_is_told_once(provider, tmp_path, caplog, broken):
    assert where(provider) == "NO"
    broken(tmp_path / "geo.mmdb")
    assert [where(provider) for _ in range(3)] == ["NO"] * 3
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.getMessage() == "a GeoIP file cannot be used; another one stays in use"


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_a_good_file_takes_over_again(provider, tmp_path, broken):
    assert where(provider) == "NO"
    broken(tmp_path / "geo.mmdb")
    assert where(provider) == "NO"
    shutil.move(write(tmp_path / "new.mmdb", SWEDEN), tmp_path / "geo.mmdb")
    assert where(provider) == "SE"


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_without_a_good_file_at_a_restart_the_packaged_one_stands_in(tmp_path, caplog, broken):
    path = write(tmp_path / "geo.mmdb", NORWAY)
    broken(path)
    provider = MmdbGeoIp(MmdbGeoIp.Settings.model_validate({"database": str(path)}))
    assert provider.locate(make_context(), "91.198.174.192") == Place("NL")
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.getMessage() == "a GeoIP file cannot be used; another one stays in use"


def test_a_file_that_comes_back_after_a_restart_is_used(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "RECHECK", 0.0)
    provider = MmdbGeoIp(MmdbGeoIp.Settings(database=tmp_path / "geo.mmdb"))
    assert where(provider) == "NO"
    write(tmp_path / "geo.mmdb", SWEDEN)
    assert where(provider) == "SE"


def test_a_file_is_looked_at_once_a_minute(tmp_path):
    provider = MmdbGeoIp(MmdbGeoIp.Settings(database=write(tmp_path / "geo.mmdb", NORWAY)))
    assert where(provider) == "NO"
    shutil.move(write(tmp_path / "new.mmdb", SWEDEN), tmp_path / "geo.mmdb")
    assert where(provider) == "NO"


def test_damage_within_a_file_leaves_a_place_unknown(tmp_path):
    path = write(tmp_path / "geo.mmdb", {f"84.{n}.0.0/16": {"country_code": "NO", "n": n} for n in range(200)})
    content = bytearray(path.read_bytes())
    for at in range(len(content) // 2, len(content) // 2 + 600):
        content[at] = 0xFF
    path.write_bytes(content)
    provider = MmdbGeoIp(MmdbGeoIp.Settings(database=path))
    for n in range(200):
        place = provider.locate(make_context(), f"84.{n}.1.1")
        assert place is None or place == Place("NO")


def test_an_old_file_is_told_and_used(provider, caplog):
    far = FrozenClock(dt.datetime(2090, 1, 1, tzinfo=dt.UTC))
    assert where(provider, far) == "NO"
    assert "a GeoIP file is old; networks move" in caplog.messages


def test_threads_go_on_while_the_file_is_replaced(provider, tmp_path):
    assert where(provider) == "NO"
    stop, found = threading.Event(), set()

    def ask():
        while not stop.is_set():
            found.add(where(provider))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    new = write(tmp_path / "new.mmdb", SWEDEN).read_bytes()
    old = (tmp_path / "geo.mmdb").read_bytes()
    for content in (new, b"", old, b"nothing", new):
        (tmp_path / "geo.mmdb").write_bytes(content)
    stop.set()
    for thread in threads:
        thread.join()
    assert found <= {"NO", "SE"}
    assert where(provider) == "SE"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["iso_code", "country", "subdivisions"]), inner),
)


@given(JSON, JSON, JSON)
def test_whatever_a_record_says_it_is_a_place_or_none(country, divisions, code):
    for record in ({"country": country, "subdivisions": divisions}, {"country_code": code}, country):
        place = place_of(record)
        assert place is None or (len(place.country) == 2 and isinstance(place.region, str))


# Places that the operator says


def said(places, ip):
    return MmdbGeoIp(MmdbGeoIp.Settings(places=places)).locate(make_context(), ip)


def test_what_the_operator_says_counts_before_the_file():
    assert said("193.213.112.0/24 DE", "193.213.112.4") == Place("DE")
    assert said("2001:700::/32 US-CA", "2001:700::1") == Place("US", "CA")
    assert said("193.213.112.0/24 DE", "91.198.174.192") == Place("NL")


def test_he_may_say_where_private_addresses_are():
    places = "127.0.0.0/8 NO\n10.0.0.0/8 US-NY"
    assert said(places, "127.0.0.1") == said(places, "::ffff:127.0.0.1") == Place("NO")
    assert said(places, "10.1.2.3") == Place("US", "NY")
    assert said(places, "192.168.0.1") is None


def test_the_smallest_network_decides():
    assert said("10.0.0.0/8 US 10.1.0.0/16 NO", "10.1.2.3") == Place("NO")


@pytest.mark.parametrize(
    ("places", "why"),
    [
        ("10.0.0.0/8", "has no place"),
        ("10.0.0.0/8 Norway", "Norway is no place"),
        ("10.0.0.1/8 NO", "has host bits set"),
        ("here NO", "does not appear to be"),
    ],
)
def test_what_is_no_network_or_place_is_a_fault_of_the_configuration(places, why):
    with pytest.raises(pydantic.ValidationError, match=why):
        MmdbGeoIp.Settings(places=places)
