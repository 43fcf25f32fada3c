"""The demo: a publisher's site as a publisher could have written it, and the film that its offers play.

It is there only where the demo publisher is configured, and only while that is a sandbox.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.web.demo.media import serve_media

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from cleeng.application import Application

#: The publisher whose site this is.
PUBLISHER_ID = 100000001

ROUTES = {
    "demo.media": "/media/t/{token}/{path:.*}",
    "demo.media.closed": "/media/{path:.*}",
}


def includeme(config: Configurator) -> None:
    """Add the demo, if there is a demo publisher."""
    application: Application = config.registry["cleeng.application"]
    publisher = application.publishers.get(PUBLISHER_ID)
    if publisher is None or not publisher.info.sandbox:
        return
    for name, path in ROUTES.items():
        config.add_route(name, path)
    config.add_static_view("demo/posters", "cleeng.web.demo:posters", cache_max_age=3600)
    config.add_view(serve_media(publisher), route_name="demo.media", request_method="GET")
    config.add_view(serve_media(publisher), route_name="demo.media.closed", request_method="GET")
