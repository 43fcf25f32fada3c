"""Who really asks, when proxies stand in front: believed only from the networks that the ini names."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

#: `[2001:db8::1]:4711`, `[2001:db8::1]` and `192.0.2.1:4711` (RFC 7239, section 6).
_WITH_PORT = re.compile(r"\[([^\]]+)\](?::\d+)?|([\d.]+):\d+")

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")


class TrustedProxies:
    """WSGI middleware: takes address, scheme and host from X-Forwarded-* of trusted proxies, drops others'."""

    def __init__(self, app: Callable[..., Iterable[bytes]], networks: Sequence[str]) -> None:
        self.app = app
        self.networks = tuple(ipaddress.ip_network(network) for network in networks)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:  # noqa: D102
        chain, scheme, host = (environ.pop(name, "") for name in FORWARDED)
        if (chain or scheme or host) and self._trusted(environ.get("REMOTE_ADDR", "")):
            for address in map(_address, reversed(chain.split(","))):
                if address is None:
                    break
                environ["REMOTE_ADDR"] = str(address)
                if not self._trusted(str(address)):
                    break
            if scheme in {"http", "https"}:
                environ["wsgi.url_scheme"] = scheme
            if host:
                environ["HTTP_HOST"] = host
        return self.app(environ, start_response)

    def _trusted(self, text: str) -> bool:
        address = _address(text)
        return address is not None and any(address in network for network in self.networks)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an address as proxies and servers write it, with or without a port; None if it is none.

    A server that listens on IPv6 sees those of IPv4 as `::ffff:192.0.2.1`: they are what they were.
    """
    match = _WITH_PORT.fullmatch(text.strip())
    try:
        address = ipaddress.ip_address(match[1] or match[2] if match else text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
