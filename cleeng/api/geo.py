"""GeoIP providers: where an address is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleeng.api.provider import Provider

if TYPE_CHECKING:
    from cleeng.api.context import Context


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address is: `country` ISO 3166-1 alpha-2, `region` ISO 3166-2 without the country, "" if unknown."""

    country: str
    region: str = ""


class GeoIpProvider(Provider, ABC):
    """Knows where an address is.  Called in requests: in memory, no network."""

    @abstractmethod
    def locate(self, ctx: Context, ip: str) -> Place | None:
        """Return the place of an IPv4 or IPv6 address, or None where it is unknown, private or malformed."""
