"""The JSON-RPC interface and the browser library's wire.

Expects the installation at `config.registry["cleeng.application"]`.  Whoever serves pages with sessions puts a
function `(request, publisher_id) -> customer id or None` at `config.registry["cleeng.viewer"]`: autologin.js
asks it who is signed in on our own origin.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cleeng.rpc.dispatcher import Dispatcher
from cleeng.rpc.registry import Registry

if TYPE_CHECKING:
    from pyramid.config import Configurator

#: Route name -> path.  Their transactions are their own: pyramid_tm leaves routes called "rpc." alone.
ADDRESSES = {
    "rpc.json": "/3.0/json-rpc",
    "rpc.json.api": "/api/3.0/json-rpc",
    "rpc.jsonp": "/3.0/jsonp",
    "rpc.jsonp.api": "/api/3.0/jsonp",
    "rpc.autologin": "/autologin/autologin.js",
}


def all_methods() -> Registry:
    """Return every method of the API."""
    return Registry.scan(sys.modules[__name__])


def includeme(config: Configurator) -> None:
    """Add the addresses."""
    config.registry["cleeng.rpc"] = Dispatcher(config.registry["cleeng.application"], all_methods())
    for name, path in ADDRESSES.items():
        config.add_route(name, path)
    config.scan("cleeng.rpc.views")
