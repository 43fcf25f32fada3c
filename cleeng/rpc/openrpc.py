"""The OpenRPC document: every method, for programs (OpenRPC 1.3.2)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from cleeng.rpc import codec
from cleeng.rpc.examples import Examples
from cleeng.rpc.glossary import MEANINGS
from cleeng.rpc.registry import Surface
from cleeng.rpc.schema import Shapes

if TYPE_CHECKING:
    from cleeng.rpc.registry import Method, Registry
    from cleeng.rpc.schema import Shape

#: Beside this document's own address, at whatever host it is served.
_SERVERS = {
    Surface.JSON_RPC: {"name": "JSON-RPC", "url": "/3.0/json-rpc", "summary": "POST, for servers"},
    Surface.JSONP: {"name": "JSONP", "url": "/3.0/jsonp", "summary": "GET, for pages, through the browser library"},
}
_ABOUT = (
    "Arguments are read leniently: numbers and flags may come as texts; a missing key, null and an empty text are the "
    "same; unknown ones are ignored.  Errors come with HTTP status 200."
)


def openrpc(methods: Registry) -> dict[str, Any]:
    """Return the document."""
    shapes = Shapes.of(methods)
    examples = Examples(shapes)
    return {
        "openrpc": "1.3.2",
        "info": {"title": "Cleeng JSON-RPC API", "version": "3.0", "description": _ABOUT},
        "servers": [_SERVERS[Surface.JSON_RPC]],
        "methods": [_method(method, shapes.methods[method.name], examples) for method in methods],
        "components": {
            "schemas": dict(shapes.types),
            "errors": {code.name: {"code": int(code), "message": meaning} for code, meaning in MEANINGS.items()},
        },
    }


def _method(method: Method[Any], shape: Shape, examples: Examples) -> dict[str, Any]:
    params = examples.params(method.name)
    return {
        "name": method.name,
        "tags": [{"name": method.group}],
        "summary": method.summary,
        "description": method.notes,
        "paramStructure": "by-name",
        "params": [_content(name, schema, required=name in shape.required) for name, schema in shape.params.items()],
        "result": {"name": "result", "schema": shape.result},
        "errors": [{"$ref": f"#/components/errors/{code.name}"} for code in method.errors],
        "servers": [_SERVERS[surface] for surface in Surface if surface in method.surfaces],
        "examples": [
            {
                "name": method.name,
                "params": [{"name": name, "value": value} for name, value in params.items()],
                "result": {"name": "result", "value": examples.result(method.name)},
            }
        ],
    }


def _content(name: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    return {"name": name, "description": schema.get("description", ""), "required": required, "schema": schema}


class Described:
    """The document as it is served: made once, when it is first asked for."""

    def __init__(self, methods: Registry) -> None:
        self._methods = methods
        self._made: tuple[bytes, str] | None = None

    def read(self) -> tuple[bytes, str]:
        """Return its bytes and its entity tag."""
        if self._made is None:  # two threads may both make it: it comes out the same
            text = codec.write(openrpc(self._methods))
            self._made = text, hashlib.sha256(text).hexdigest()[:32]
        return self._made
