"""The JSON-RPC interface and the browser library's wire.

Expects the installation at `config.registry["cleeng.application"]`.  Whoever serves pages with sessions puts a
function `(request, publisher_id) -> customer id or None` at `config.registry["cleeng.viewer"]`: autologin.js
asks it who is signed in on our own origin.  Whoever makes the WSGI application wraps it in what stands at
`config.registry["cleeng.lane"]`.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from cleeng.rpc.dispatcher import Dispatcher
from cleeng.rpc.lane import Lane
from cleeng.rpc.openrpc import Described
from cleeng.rpc.registry import Registry

if TYPE_CHECKING:
    from pyramid.config import Configurator

#: Route name -> path.  Their transactions are their own: pyramid_tm leaves routes called "rpc." alone.
ADDRESSES = {
    "rpc.json": "/3.0/json-rpc",
    "rpc.json.api": "/api/3.0/json-rpc",
    "rpc.jsonp": "/3.0/jsonp",
    "rpc.jsonp.api": "/api/3.0/jsonp",
    "rpc.openrpc": "/3.0/openrpc.json",
    "rpc.openrpc.api": "/api/3.0/openrpc.json",
    "rpc.autologin": "/autologin/autologin.js",
}


def all_methods() -> Registry:
    """Return every method of the API."""
    return Registry.scan(sys.modules[__name__])


def includeme(config: Configurator) -> None:
    """Add the addresses."""
    methods = all_methods()
    dispatcher = Dispatcher(config.registry["cleeng.application"], methods)
    config.registry["cleeng.rpc"] = dispatcher
    config.registry["cleeng.openrpc"] = Described(methods)
    calls = (ADDRESSES["rpc.json"], ADDRESSES["rpc.json.api"])
    config.registry["cleeng.lane"] = partial(Lane, dispatcher=dispatcher, paths=calls)
    for name, path in ADDRESSES.items():
        config.add_route(name, path)
    config.scan("cleeng.rpc.views")
