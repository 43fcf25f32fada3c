"""The demo: a publisher's site as a publisher could have written it, and the film that its offers play.

It is there only where the demo publisher is configured, and only while that is a sandbox.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.settings.application import DEMO_PUBLISHER
from cleeng.web.demo import site
from cleeng.web.demo.media import serve_media
from cleeng.web.routes import DEMO

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.config import Configurator
    from pyramid.request import Request
    from pyramid.response import Response

    from cleeng.application import Application
    from cleeng.publishers.publisher import Publisher

PAGES = {
    "demo": site.index,
    "demo.bare": site.to_index,
    "demo.checkout": site.checkout,
    "demo.in_page": site.in_page,
    "demo.in_player": site.in_player,
    "demo.wrapped": site.wrapped,
}


def includeme(config: Configurator) -> None:
    """Add the demo, if there is a demo publisher."""
    application: Application = config.registry["cleeng.application"]
    publisher = application.publishers.get(DEMO_PUBLISHER)
    if publisher is None or not publisher.info.sandbox:
        return
    for name, path in DEMO.items():
        config.add_route(name, path)
    for folder in ("assets", "posters"):
        config.add_static_view(f"demo/{folder}", f"cleeng.web.demo:{folder}", cache_max_age=3600)
    for name in ("demo.media", "demo.media.closed"):
        config.add_view(serve_media(publisher), route_name=name, request_method="GET")
    for name, page in PAGES.items():
        config.add_view(_view(page, publisher), route_name=name, request_method="GET")


def _view(page: Callable[[site.Site], Response], publisher: Publisher) -> Callable[[Request], Response]:
    def view(request: Request) -> Response:
        return page(site.Site(request, publisher))

    return view
