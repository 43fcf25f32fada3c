"""The page of one method: arguments, result, errors and examples, in Markdown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cleeng.rpc.glossary import MEANINGS
from cleeng.rpc.manual.snippets import snippets
from cleeng.rpc.registry import Caller, Surface

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleeng.rpc.examples import Examples
    from cleeng.rpc.registry import Method
    from cleeng.rpc.schema import Schema, Shapes

_WHO = {
    Caller.PUBLISHER: "servers of the publisher",
    Caller.CUSTOMER: "whoever has the customer's token",
    Caller.ANYONE: "anyone",
}
_WHERE = {Surface.JSON_RPC: "JSON-RPC", Surface.JSONP: "JSONP, through the browser library"}
_TITLES = {"sh": "curl", "python": "Python", "php": "PHP"}
_TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "flag", "null": "null"}
#: Lengths that every text may have; the overview tells them.
_USUAL = (255, 65_535)


def page_of(method: Method[Any], shapes: Shapes, examples: Examples) -> str:
    """Return the page."""
    shape, params = shapes.methods[method.name], examples.params(method.name)
    where = " and ".join(_WHERE[surface] for surface in method.surfaces)
    whole = {"type": "object", "properties": shape.params, "required": shape.required}
    parts = [
        f"# {method.name}",
        method.summary,
        method.notes,
        f"Called by {_WHO[method.caller]}, over {where}. {'It writes.' if method.writes else 'It only reads.'}",
        "## Arguments",
        _table("argument", _rows(shapes, whole, "", optional="?")),
        "## Result",
        *_result(shapes, shape.result),
        "## Errors",
        "| code | meaning |\n| --- | --- |\n"
        + "\n".join(f"| {int(code)} | {MEANINGS[code]} |" for code in method.errors),
        "## Examples",
        *(f"{_TITLES[name]}:\n\n```{name}\n{text}```" for name, text in snippets(method, params).items()),
        f"The result:\n\n```json\n{json.dumps(examples.result(method.name), indent=1)}\n```",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _result(shapes: Shapes, schema: Schema) -> Iterator[str]:
    found = shapes.resolve(schema)
    yield found.get("description", "")
    if found.get("type") == "array":
        yield "An array; each item has:"
        found = shapes.resolve(found["items"])
    elif "properties" not in found and "additionalProperties" in found:
        yield "An object by name; each value has:"
        found = shapes.resolve(found["additionalProperties"])
    yield _table("field", _rows(shapes, found, "", optional=""))


def _table(first: str, rows: Iterator[tuple[str, str, str]]) -> str:
    lines = [f"| {first} | type | |", "| --- | --- | --- |", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)


def _rows(shapes: Shapes, schema: Schema, before: str, *, optional: str) -> Iterator[tuple[str, str, str]]:
    """Give name, type and meaning of each field, those of objects within it after it."""
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        mark = "" if name in required else optional
        inner, suffix = _object_in(shapes, field)
        yield f"`{before}{name}`{mark}", _type(shapes, field), _meaning(field, inner, left_out=bool(mark))
        if inner is not None:
            yield from _rows(shapes, inner, f"{before}{name}{suffix}.", optional=optional)


def _object_in(shapes: Shapes, field: Schema) -> tuple[Schema | None, str]:
    """Return the object that a field is, or is a list of, and what is put after the field's name then."""
    found, suffix = shapes.resolve(field), ""
    if found.get("type") == "array":
        found, suffix = shapes.resolve(found["items"]), "[]"
    return (found, suffix) if found.get("properties") else (None, "")


def _meaning(field: Schema, inner: Schema | None, *, left_out: bool) -> str:
    text = field.get("description") or (inner or {}).get("description", "")
    default = field.get("default")
    if left_out and default not in (None, "", [], {}, 0, "0", False) and not isinstance(default, dict):
        text += f"{'; ' if text else ''}`{json.dumps(default)}` if left out"
    return text.replace("|", "\\|")


def _type(shapes: Shapes, field: Schema) -> str:
    found = shapes.resolve(field)
    if "anyOf" in found:
        return " or ".join(_type(shapes, choice) for choice in found["anyOf"])
    if "enum" in found:
        return ", ".join(f"`{choice}`" for choice in found["enum"] if choice != "")
    match found.get("type", "object"):
        case "array":
            inner = _type(shapes, found["items"])
            return f"list of {inner}" if inner in ("object", "number") else f"list: {inner}"
        case "object":
            return "object"
        case list(types):
            return _TYPES[types[0]] + _limits(found)
        case type_:
            return _TYPES[type_] + _limits(found)


def _limits(schema: Schema) -> str:
    """Tell the limits that are not everybody's."""
    least, most = schema.get("minimum", schema.get("exclusiveMinimum")), schema.get("maximum")
    longest = schema.get("maxLength")
    if longest is not None and longest not in _USUAL:
        return f", at most {longest} characters"
    if "exclusiveMinimum" in schema:
        return f", more than {least}"
    if least is not None and most is not None and most < 1000:  # noqa: PLR2004 - a range that says something
        return f", {least} to {most}"
    return ""
