import os
import shutil
import threading

import pydantic
import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from cleeng.api import Place
from cleeng.testing.context import make_context
from cleeng.testing.geo import GeoIpContract
from cleeng_plugins.geoip_mmdb import MmdbGeoIp

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


def locate(database, ip):
    return MmdbGeoIp(MmdbGeoIp.Settings(database=database)).locate(make_context(), ip)


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
    assert locate(write(tmp_path / "odd.mmdb", {"84.208.0.0/13": record}), "84.208.20.110") is None


def test_an_address_that_the_file_does_not_hold_is_nowhere(tmp_path):
    assert locate(write(tmp_path / "small.mmdb", {"84.208.0.0/13": FLAT}), "8.8.8.8") is None


def test_a_file_of_ipv4_addresses_knows_no_ipv6(tmp_path):
    database = write(tmp_path / "v4.mmdb", {"84.208.0.0/13": FLAT}, ip_version=4)
    assert locate(database, "84.208.20.110") == Place("NO")
    assert locate(database, "2600:1f00::1") is None


def test_a_file_that_is_not_there_is_a_fault_of_the_configuration(tmp_path):
    with pytest.raises(pydantic.ValidationError, match="does not point to a file"):
        MmdbGeoIp.Settings.model_validate({"database": str(tmp_path / "nowhere.mmdb")})


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
