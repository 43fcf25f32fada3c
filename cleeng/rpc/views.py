"""The browser library's wire, and what is not posted to the JSON-RPC interface."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPBadRequest, HTTPMethodNotAllowed
from pyramid.response import Response
from pyramid.view import view_config

from cleeng.rpc import codec
from cleeng.rpc.call import Origin
from cleeng.rpc.errors import Code, Fault
from cleeng.rpc.probe import probe
from cleeng.rpc.registry import Surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.request import Request

    from cleeng.rpc.dispatcher import Dispatcher, Json
    from cleeng.rpc.openrpc import Described

_CALLBACK = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,63}(\.[A-Za-z_$][A-Za-z0-9_$]{0,63}){0,3}\Z")
_HELP = """This is the address of the JSON-RPC 3.0 interface: POST a call, such as
{"jsonrpc": "2.0", "method": "getAccessStatus", "params": {"customerToken": "...", "offerId": "..."}, "id": 1}
"""


@view_config(route_name="rpc.json", require_csrf=False)
@view_config(route_name="rpc.json.api", require_csrf=False)
def not_posted(_: Request) -> Response:
    """Tell a curious browser what this address is for; what is posted `Lane` has answered before."""
    return HTTPMethodNotAllowed(body=_HELP, content_type="text/plain", headers={"Allow": "POST"})


@view_config(route_name="rpc.openrpc", request_method="GET")
@view_config(route_name="rpc.openrpc.api", request_method="GET")
def openrpc(request: Request) -> Response:
    """Describe every method, for programs of any origin; nothing in it is secret."""
    described: Described = request.registry["cleeng.openrpc"]
    text, tag = described.read()
    response = Response(text, content_type="application/json", conditional_response=True)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.cache_control = "public, max-age=300"
    response.etag = tag
    return response


@view_config(route_name="rpc.jsonp", request_method="GET")
@view_config(route_name="rpc.jsonp.api", request_method="GET")
def jsonp(request: Request) -> Response:
    """Answer a call of the browser library: `callback(result)`, or `callback({error: {code, message}})`."""
    return _script(request, _call)


@view_config(route_name="rpc.autologin", request_method="GET")
def autologin(request: Request) -> Response:
    """Tell a page of the publisher whether its viewer is signed in on our own origin."""
    return _script(request, probe)


def _call(request: Request) -> Json:
    dispatcher: Dispatcher = request.registry["cleeng.rpc"]
    try:
        params = codec.read(request.GET.get("params", "{}").encode())
    except codec.Malformed:
        return {"error": Fault(Code.MALFORMED, "params is no JSON text.").to_wire()}
    origin = Origin(request.host_url, request.remote_addr or "")
    answer = dispatcher.perform(request.GET.get("method", ""), params, Surface.JSONP, origin)
    return {"error": answer.to_wire()} if isinstance(answer, Fault) else answer


def _script(request: Request, answer: Callable[[Request], Json]) -> Response:
    """Return a script that calls the page back; the comment keeps the text from being read as anything else."""
    callback = _callback(request)
    if callback is None:
        return HTTPBadRequest(body="callback is the name of a function\n", content_type="text/plain")
    found = answer(request) if request.method == "GET" else {}  # HEAD has no effect
    return Response(
        b"/**/%b(%b);" % (callback.encode(), codec.write_script(found)),
        headerlist=[
            ("Content-Type", "application/javascript; charset=utf-8"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
        ],
    )


def _callback(request: Request) -> str | None:
    """Return the name of the page's function, or None if the query is not fit to be answered with a script."""
    try:
        name: str = request.GET.get("callback", "")
    except UnicodeDecodeError:
        return None
    return name if _CALLBACK.match(name) else None
