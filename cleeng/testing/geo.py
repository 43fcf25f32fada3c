"""What holds for GeoIP providers."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleeng.testing.providers import ProviderContract

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleeng.api import GeoIpProvider

#: Nowhere on the Internet, or no address at all.
NOWHERE = (
    "127.0.0.1",
    "::1",
    "10.1.2.3",
    "192.168.0.1",
    "172.16.0.1",
    "169.254.1.1",
    "100.64.0.1",
    "fe80::1%eth0",
    "fd00::1",
    "0.0.0.0",
    "::",
    "",
    "unknown",
    "1.2.3",
    "1.2.3.4:80",
    "203.0.113.999",
    "1.2.3.4, 5.6.7.8",
)


class GeoIpContract(ProviderContract):
    """For every GeoIP provider.  `known` are addresses and the countries that it must know them in."""

    known: Mapping[str, str]

    @abstractmethod
    def provider(self) -> GeoIpProvider:
        """Build the provider under test."""

    def test_knows_where_addresses_are(self) -> None:
        provider, ctx = self.provider(), self.context()
        places = {ip: provider.locate(ctx, ip) for ip in self.known}
        assert {ip: place and place.country for ip, place in places.items()} == self.known

    def test_an_ipv4_address_within_ipv6_is_where_it_is(self) -> None:
        provider, ctx = self.provider(), self.context()
        for ip in self.known:
            if ":" not in ip:
                assert provider.locate(ctx, f"::ffff:{ip}") == provider.locate(ctx, ip)

    def test_knows_nothing_of_private_and_malformed_addresses(self) -> None:
        provider, ctx = self.provider(), self.context()
        assert [provider.locate(ctx, ip) for ip in NOWHERE] == [None] * len(NOWHERE)

    @settings(suppress_health_check=[HealthCheck.differing_executors], deadline=None)
    @given(ip=st.one_of(st.ip_addresses().map(str), st.text(max_size=60)))
    def test_answers_whatever_it_is_asked(self, ip: str) -> None:
        place = self.provider().locate(self.context(), ip)
        assert place is None or re.fullmatch(r"[A-Z]{2}", place.country)
