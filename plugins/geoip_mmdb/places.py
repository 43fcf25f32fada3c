"""Places that the operator says himself: for tests, and for networks that no file knows."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, NamedTuple

from cleeng.api import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_PLACE = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")


class Said(NamedTuple):
    """Where a network is said to be."""

    network: Network
    place: Place


def read_places(text: str) -> tuple[Said, ...]:
    """Read pairs of networks and places: `10.0.0.0/8 NO 127.0.0.1 US-CA`.

    :raises ValueError: naming what is no network or place.
    """
    words = text.split()
    if len(words) % 2:
        msg = f"{words[-1]} has no place: write pairs such as 10.0.0.0/8 NO"
        raise ValueError(msg)
    return tuple(_said(network, place) for network, place in zip(words[::2], words[1::2], strict=True))


def _said(network: str, place: str) -> Said:
    match = _PLACE.fullmatch(place)
    if match is None:
        msg = f"{place} is no place such as NO or US-CA"
        raise ValueError(msg)
    return Said(ipaddress.ip_network(network), Place(match[1], match[2] or ""))


def said_of(places: Sequence[Said], address: Address) -> Place | None:
    """Return where an address is said to be: the smallest network that it is in decides."""
    found = [said for said in places if said.network.version == address.version and address in said.network]
    return max(found, key=lambda said: said.network.prefixlen).place if found else None
