"""What granian serves: ours, and the floor."""

import os

from pyramid.config import Configurator

from benchmarks import orders_floor
from cleeng.application import Application
from cleeng.web.app import make_app

ANSWER = {
    "result": {
        "accessGranted": True,
        "grantType": "direct-purchase",
        "expiresAt": None,
        "purchasedDirectly": True,
        "socialCommissionUrl": None,
    },
    "id": "1",
    "error": None,
    "jsonrpc": "2.0",
}


def ours():
    return make_app(Application.load(os.environ["CLEENG_INI"]))


def floor():
    """H: a bare Pyramid view that returns a constant through the JSON renderer."""
    config = Configurator()
    config.add_route("floor", "/")
    config.add_view(lambda _request: ANSWER, route_name="floor", renderer="json")
    return config.make_wsgi_app()


order_floor = orders_floor.app
