"""Who really asks, when proxies stand in front: believed only from the networks that the ini names."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")


class TrustedProxies:
    """WSGI middleware: takes address, scheme and host from X-Forwarded-* of trusted proxies, drops others'."""

    def __init__(self, app: Callable[..., Iterable[bytes]], networks: Sequence[str]) -> None:
        self.app = app
        self.networks = tuple(ipaddress.ip_network(network) for network in networks)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:  # noqa: D102
        chain, scheme, host = (environ.pop(name, "") for name in FORWARDED)
        if (chain or scheme or host) and self._trusted(environ.get("REMOTE_ADDR", "")):
            for address in (part.strip() for part in reversed(chain.split(","))):
                if not _is_address(address):
                    break
                environ["REMOTE_ADDR"] = address
                if not self._trusted(address):
                    break
            if scheme in {"http", "https"}:
                environ["wsgi.url_scheme"] = scheme
            if host:
                environ["HTTP_HOST"] = host
        return self.app(environ, start_response)

    def _trusted(self, address: str) -> bool:
        return _is_address(address) and any(ipaddress.ip_address(address) in network for network in self.networks)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
