"""Files with an address of their own: a publisher's branding, and the browser library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPNotFound
from pyramid.path import AssetResolver
from pyramid.response import FileResponse
from pyramid.view import view_config

if TYPE_CHECKING:
    from pathlib import Path

    from pyramid.request import Request
    from pyramid.response import Response

#: Seconds.  Publishers' pages name the library without a version, so that it may not be kept for long.
KEPT = 3600
#: An SVG opened by itself is a page of our origin: it runs nothing and loads nothing.
PICTURE_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@view_config(route_name="branding", request_method="GET")
def branding(request: Request) -> Response:
    """Serve the logo and the stylesheet that a publisher's ini names, and no other file beside it."""
    publisher = request.application.publishers.get(int(request.matchdict["publisher_id"]))
    name = request.matchdict["file"]
    if publisher is None or name not in {publisher.settings.branding.logo, publisher.settings.branding.stylesheet}:
        raise HTTPNotFound
    response = _file(request, publisher.settings.path.parent / name)
    if response.content_type != "text/css":
        response.headers["Content-Security-Policy"] = PICTURE_CSP
    return response


@view_config(route_name="browser_library", request_method="GET")
def browser_library(request: Request) -> Response:
    """Serve the browser library to pages of any site."""
    response = _file(request, AssetResolver().resolve("cleeng_static:js/api.js").abspath())
    response.content_type = "text/javascript"
    response.charset = "utf-8"
    return response


def _file(request: Request, path: Path | str) -> Response:
    response = FileResponse(str(path), request=request, cache_max_age=KEPT)
    response.etag = f"{response.last_modified:%Y%m%d%H%M%S}-{response.content_length}"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
