"""Security headers of every page: a strict CSP with a nonce, who may frame it, HSTS."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pyramid.config import Configurator
    from pyramid.request import Request
    from pyramid.response import Response

_BASE = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:", "https:"),  # offers name pictures anywhere
    "connect-src": ("'self'",),
    "form-action": ("'self'",),
    "base-uri": ("'none'",),
    "frame-ancestors": ("'none'",),
}
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FIXED_OVER_HTTPS = {**_FIXED, "Strict-Transport-Security": "max-age=31536000"}


def includeme(config: Configurator) -> None:
    """Add the tween and `request.csp`."""
    config.add_request_method(Csp, "csp", reify=True)
    config.add_tween("cleeng.web.headers.tween_factory")


class Csp:
    """The Content-Security-Policy of one page; views add the sources that their page needs."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.nonce = secrets.token_urlsafe(16)
        self._sources: dict[str, list[str]] = {name: list(values) for name, values in _BASE.items()}

    def add(self, sources: Mapping[str, Sequence[str]]) -> None:
        """Allow more sources, by directive."""
        for directive, values in sources.items():
            known = self._sources.setdefault(directive, [])
            if known == ["'none'"] or directive == "frame-ancestors":
                known.clear()
            known.extend(value for value in values if value not in known)

    def get(self, directive: str) -> list[str]:
        """Return what a directive allows by now."""
        return list(self._sources.get(directive, ()))

    def __str__(self) -> str:
        sources = {**self._sources, "style-src": [*self._sources["style-src"], f"'nonce-{self.nonce}'"]}
        return "; ".join(f"{directive} {' '.join(values)}" for directive, values in sources.items())


def fixed(scheme: str) -> dict[str, str]:
    """Return what every answer bears over `scheme`, whatever it answers."""
    return _FIXED_OVER_HTTPS if scheme == "https" else _FIXED


def tween_factory(handler: Callable[[Request], Response], _registry: Any) -> Callable[[Request], Response]:
    """Put the headers on every answer that does not bring its own."""

    def tween(request: Request) -> Response:
        try:
            response = handler(request)
        except HTTPException as error:
            response = error
        if response.content_type == "text/html":
            response.headers.setdefault("Content-Security-Policy", str(request.csp))
        if response.content_type in {"text/html", "application/json"}:  # they speak to one viewer
            response.headers.setdefault("Cache-Control", "no-store")
        for name, value in fixed(request.scheme).items():
            response.headers.setdefault(name, value)
        return response

    return tween
