"""The provider: asks a file in MaxMind's DB format, kept in memory by the operating system."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import maxminddb
from pydantic import Field, FilePath

from cleeng.api import GeoIpProvider, Place, ProviderSettings

if TYPE_CHECKING:
    from cleeng.api import Context

PACKAGED = Path(__file__).parent / "data" / "country.mmdb"


class MmdbSettings(ProviderSettings):
    """`database` is a file on the server; it must be there when the program starts."""

    database: FilePath = Field(PACKAGED, validate_default=True)


class MmdbGeoIp(GeoIpProvider):
    """Looks addresses up in a country or city database."""

    name = "mmdb"
    title = "MaxMind DB file"
    Settings = MmdbSettings

    def __init__(self, settings: MmdbSettings) -> None:
        super().__init__(settings)
        # Opened by the first question, so that a server may fork after it loaded us.
        self._opened: maxminddb.Reader | None = None

    def locate(self, ctx: Context, ip: str) -> Place | None:
        """Look the address up; those that are nowhere on the Internet are not in the file either."""
        address = _public_address(ip)
        if address is None:
            return None
        reader = self._reader()
        if address.version > reader.metadata().ip_version:
            return None  # a file of IPv4 addresses only
        return place_of(reader.get(address))

    def _reader(self) -> maxminddb.Reader:
        # No lock: two threads that come first both open it, one of the two readers stays.
        if self._opened is None:
            self._opened = maxminddb.open_database(str(self.settings.database))
        return self._opened


def _public_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    return address if address.is_global else None


def place_of(record: Any) -> Place | None:
    """Read a record of either shape: flat `country_code`, or MaxMind's nested `country` and `subdivisions`."""
    if not isinstance(record, dict):
        return None
    if "country_code" in record:
        return _place(record["country_code"], "")
    divisions = record.get("subdivisions") or [{}]
    return _place(record.get("country", {}).get("iso_code"), divisions[0].get("iso_code", ""))


def _place(country: object, region: str) -> Place | None:
    if not (isinstance(country, str) and len(country) == 2 and country.isalpha() and country != "ZZ"):  # noqa: PLR2004
        return None
    return Place(country.upper(), region)
