"""Under which names the installation answers: no link or redirect of ours repeats a Host that a client made up."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: A name or IPv4 address, or an IPv6 address in brackets, and a port (RFC 9110, 7.2; RFC 3986, 3.2.2).
_HOST = re.compile(r"([a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?", re.IGNORECASE)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


class KnownHosts:
    """WSGI middleware: sees a request for a strange host as one for `base_url`; refuses a Host that is none.

    Known are the host of `base_url`, with any port, and the `hosts` of publishers; a loopback address knows all
    names of this machine.  Without `base_url` nothing says which host is ours, and every one is believed.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], base_url: str, hosts: Iterable[str]) -> None:
        self.app = app
        self.own = urlsplit(base_url).netloc.lower()
        name = _name(self.own)
        self.known = frozenset({name, *hosts, *(_LOOPBACK if name in _LOOPBACK else ())})

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:  # noqa: D102
        given = environ.pop("HTTP_HOST", "").lower()
        name = _name(given)
        if given and not name:
            start_response("400 Bad Request", [("Content-Type", "text/plain"), ("Content-Length", str(len(_REFUSAL)))])
            return [_REFUSAL]
        host = given if name in self.known else self.own or given
        if host:
            environ["HTTP_HOST"] = host
        return self.app(environ, start_response)


_REFUSAL = b"The Host header of the request is no host.\n"


def _name(host: str) -> str:
    """Return the host without its port, "" if it is none."""
    match = _HOST.fullmatch(host)
    if match is None:
        return ""
    name = match[1]
    if name.startswith("["):
        try:
            ipaddress.IPv6Address(name[1:-1])
        except ValueError:
            return ""
    return name
