"""What goes over the wire as JSON Schema, made from the models: for OpenRPC, the manual and the client."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from cleeng.rpc.glossary import WORDS
from cleeng.rpc.registry import Caller

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from pydantic_core import core_schema

    from cleeng.rpc.registry import Method

Schema = dict[str, Any]

#: Arguments that say which server calls.
CALLER_TOKENS = frozenset({"publisherToken", "distributorToken"})
PLACE = "#/components/schemas/"
#: Notes the other names of an argument until they stand in its description.
_ALSO = "x-also"
#: What pydantic calls limits on a value that a validator of ours looks at first.
_LIMITS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


@dataclass(frozen=True, slots=True)
class Shape:
    """The arguments of one method by name, which of them are required, and its result."""

    params: Mapping[str, Schema]
    required: frozenset[str]
    result: Schema


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of methods by name, and the types by name that `$ref` points to in them."""

    methods: Mapping[str, Shape]
    types: Mapping[str, Schema]

    @classmethod
    def of(cls, methods: Iterable[Method[Any]]) -> Shapes:
        """Gather the shapes of all methods."""
        methods = list(methods)
        wanted = [(method.params, "validation") for method in methods]
        wanted += [(method.result, "serialization") for method in methods]
        keys, whole = models_json_schema(wanted, ref_template=PLACE + "{model}", schema_generator=_Wire)  # type: ignore[arg-type]
        types: dict[str, Schema] = _mended(whole["$defs"])
        shapes = {}
        for method in methods:
            params = types[name_of(keys[method.params, "validation"])]
            shapes[method.name] = _shape(method, params, keys[method.result, "serialization"])
        return cls(*_short(shapes, _reached(shapes.values(), types)))

    def resolve(self, schema: Schema) -> Schema:
        """Return the type that a schema points to, or the schema itself."""
        return self.types[name_of(schema)] if "$ref" in schema else schema


def _shape(method: Method[Any], params: Schema, result: Schema) -> Shape:
    """Return a method's shape, with the token by which it knows its caller even where its model leaves that out."""
    fields, required = dict(params.get("properties", {})), set(params.get("required", ()))
    if method.caller is Caller.PUBLISHER and not CALLER_TOKENS & set(fields):
        fields["publisherToken"] = {"type": "string", "description": WORDS["publisherToken"]}
        required.add("publisherToken")
    ordered = sorted(fields.items(), key=lambda item: _rank(item[0], required))
    return Shape(dict(ordered), frozenset(required), result)


def _rank(name: str, required: Collection[str]) -> int:
    """Put first the token of whoever calls, last what may be left out."""
    return 0 if name in CALLER_TOKENS else 1 if name in required else 2


def name_of(schema: Schema) -> str:
    """Return the name of the type that a schema points to, "" if it points to none."""
    return str(schema.get("$ref", "")).removeprefix(PLACE)


class _Wire(GenerateJsonSchema):
    """Schemas of what is really sent: a `Decimal` is a number, and a field has no title beside its name."""

    def model_field_schema(self, schema: core_schema.ModelField) -> Schema:
        """Note the other names that an argument goes by."""
        described, names = super().model_field_schema(schema), schema.get("validation_alias")
        others = [path[0] for path in names[1:]] if isinstance(names, list) and isinstance(names[0], list) else []
        return {**described, _ALSO: others} if others and self.mode == "validation" else described

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> Schema:  # noqa: ARG002 - the base class has it
        return {"type": "number"}

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - the base class has it
        return False


def _mended(node: Any) -> Any:
    """Give limits their names in JSON Schema, and properties a description."""
    if isinstance(node, list):
        return [_mended(item) for item in node]
    if not isinstance(node, dict):
        return node
    mended = {_LIMITS.get(key, key): _mended(value) for key, value in node.items()}
    if isinstance(about := mended.get("description"), str):
        mended["description"] = " ".join(about.split())
    if mended.get("type") == "array" and "maxLength" in mended:
        mended["maxItems"] = mended.pop("maxLength")
    if mended.get("type") == "object":
        for name, schema in mended.get("properties", {}).items():
            also = "".join(f"; also called `{other}`" for other in schema.pop(_ALSO, ()))
            if about := schema.get("description", WORDS.get(name, "")) + also:
                schema["description"] = about.removeprefix("; ")
    return mended


def _reached(shapes: Iterable[Shape], types: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the types that the shapes use: without the arguments as a whole, which have no name on the wire."""
    found: dict[str, Schema] = {}
    waiting = [name for shape in shapes for name in _pointed_to([dict(shape.params), shape.result])]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = types[name]
            waiting += _pointed_to(types[name])
    return dict(sorted(found.items()))


def _pointed_to(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield name_of(node)
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _pointed_to(item)


def _short(shapes: dict[str, Shape], types: dict[str, Schema]) -> tuple[dict[str, Shape], dict[str, Schema]]:
    """Rename types: of two alike pydantic makes `cleeng__rpc__purchases__Period`, we say `PurchasesPeriod`."""
    names = {name: _short_name(name) for name in types}

    def renamed(node: Any) -> Any:
        if isinstance(node, list):
            return [renamed(item) for item in node]
        if not isinstance(node, dict):
            return node
        return {
            key: PLACE + names[value.removeprefix(PLACE)] if key == "$ref" else renamed(value)
            for key, value in node.items()
        }

    short = {
        name: Shape(renamed(dict(shape.params)), shape.required, renamed(shape.result))
        for name, shape in shapes.items()
    }
    return short, {names[name]: {**renamed(schema), "title": names[name]} for name, schema in types.items()}


def _short_name(name: str) -> str:
    parts = name.removeprefix("cleeng__rpc__").split("__")
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[_\W]+", "_".join(parts)) if part)
