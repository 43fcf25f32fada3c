"""Where an address is, from a MaxMind DB file: the packaged one, or the operator's own."""

from cleeng.api import GeoIpProvider, hookimpl

from .provider import MmdbGeoIp

__all__ = ["MmdbGeoIp", "cleeng_geoip_providers"]


@hookimpl
def cleeng_geoip_providers() -> list[type[GeoIpProvider]]:
    """Offer `mmdb`."""
    return [MmdbGeoIp]
