"""The provider: asks a file in MaxMind's DB format, kept in memory by the operating system."""

from __future__ import annotations

import ipaddress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import maxminddb
from pydantic import field_validator

from cleeng.api import GeoIpProvider, ProviderSettings

from .database import PACKAGED, WatchedDatabase
from .places import read_places, said_of
from .records import place_of

if TYPE_CHECKING:
    from cleeng.api import Context, Place

    from .places import Address, Said


class MmdbSettings(ProviderSettings):
    """`database` is a file on the server.

    One that is not there is told as an error and stops nobody: it may have been there yesterday.

    `places` are networks and where they are, whatever the file says: `10.0.0.0/8 NO 127.0.0.1 US-CA`.
    """

    database: Path = PACKAGED
    places: str = ""

    @field_validator("places")
    @classmethod
    def _are_places(cls, text: str) -> str:
        read_places(text)
        return text


class MmdbGeoIp(GeoIpProvider):
    """Looks addresses up in a country or city database."""

    name = "mmdb"
    title = "MaxMind DB file"
    Settings = MmdbSettings

    def __init__(self, settings: MmdbSettings) -> None:
        super().__init__(settings)
        self._database = WatchedDatabase(settings.database)

    def locate(self, ctx: Context, ip: str) -> Place | None:
        """Look the address up; those that are nowhere on the Internet are not in the file either."""
        address = _address(ip)
        if address is None:
            return None
        if self._said and (place := said_of(self._said, address)):
            return place
        if not address.is_global:
            return None
        reader = self._database.reader(ctx)
        if address.version == 6 and reader.metadata().ip_version == 4:  # noqa: PLR2004
            return None  # a file of IPv4 addresses only
        try:
            return place_of(reader.get(address))
        except (maxminddb.InvalidDatabaseError, ValueError) as error:
            ctx.log.warning("a GeoIP file is damaged; the place is unknown", extra={"why": str(error)})
            return None

    @cached_property
    def _said(self) -> tuple[Said, ...]:
        return read_places(self.settings.places)


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
