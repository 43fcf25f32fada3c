"""The generated modules of the Python client: types of objects, and a method for each of the server's."""

from __future__ import annotations

import json
import keyword
import re
import textwrap
from typing import TYPE_CHECKING, Any

from pydantic.alias_generators import to_snake

from cleeng.rpc.registry import Surface
from cleeng.rpc.schema import CALLER_TOKENS, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleeng.rpc.registry import Method, Registry
    from cleeng.rpc.schema import Schema, Shape, Shapes

_WIDTH = 120
_MADE = "Made from the server's registry by `python -m cleeng.rpc.manual`; do not edit."
_TYPES = {"string": "str", "integer": "int", "number": "Decimal | int", "boolean": "bool", "null": "None"}

_METHODS = '''\
    def _call(self, method: str, params: dict[str, Any], *, caller: str = "", writes: bool = False) -> Any:
        """Call a method, with the token of `caller`'s name added."""
        raise NotImplementedError
'''
_QUEUED = '''\
    def _call(self, method: str, params: dict[str, Any], *, caller: str = "", writes: bool = False) -> Pending[Any]:
        """Queue a call of a method, with the token of `caller`'s name added."""
        raise NotImplementedError
'''
#: Class name -> what the class is, what its methods return (around the result), and the method they all use.
_CLASSES = {
    "Methods": ("Every method of the server, called at once.", "{}", _METHODS),
    "QueuedMethods": ("Every method of the server, put into a batch.", "Pending[{}]", _QUEUED),
}


def data_module(shapes: Shapes) -> str:
    """Return the module of types."""
    classes = [_typed_dict(name, schema) for name, schema in shapes.types.items() if schema.get("properties")]
    others = [
        f"{name} = {_annotation(schema)}\n" for name, schema in shapes.types.items() if not schema.get("properties")
    ]
    body = "\n\n".join(classes) + ("\n\n" + "".join(others) if others else "")
    return _module("Objects in arguments and results, with the names that they have on the wire.", body, "data")


def methods_module(class_name: str, methods: Registry, shapes: Shapes) -> str:
    """Return the module of a class that has every method."""
    about, returns, core = _CLASSES[class_name]
    parts = [f'class {class_name}:\n    """{about}"""\n', core]
    parts += [
        _method(method, shapes.methods[method.name], returns)
        for method in methods
        if Surface.JSON_RPC in method.surfaces
    ]
    body = "\n".join(parts)
    used = sorted(name for name in shapes.types if re.search(rf"\b{name}\b", body))
    return _module("The methods of the server.", body, "methods", used)


def _module(about: str, body: str, kind: str, used: Iterable[str] = ()) -> str:
    lines = [f'"""{about}\n\n{_MADE}\n"""', "", "from __future__ import annotations", ""]
    typing = [word for word in ("TYPE_CHECKING", "Any", "Literal", "NotRequired", "TypedDict") if _has(body, word)]
    lazy = ["    from decimal import Decimal"] if _has(body, "Decimal") else []
    ours = []
    if kind == "methods":
        ours = [_fitted("    from cleeng.client.data import ", used)]
        ours += ["    from cleeng.client.envelope import Pending"] if _has(body, "Pending") else []
    if lazy or ours:
        typing = sorted({*typing, "TYPE_CHECKING"}, key=lambda word: (word != "TYPE_CHECKING", word))
    lines += [f"from typing import {', '.join(typing)}", ""]
    if lazy or ours:
        lines += ["if TYPE_CHECKING:", *lazy, *([""] if lazy and ours else []), *ours, ""]
    return "\n".join([*lines, "", body])


def _has(body: str, word: str) -> bool:
    return re.search(rf"\b{word}\b", body) is not None


def _fitted(head: str, names: Iterable[str]) -> str:
    names = list(names)
    line = head + ", ".join(names)
    if len(line) <= _WIDTH:
        return line
    return head + "(\n" + "".join(f"        {name},\n" for name in names) + "    )"


def _typed_dict(name: str, schema: Schema) -> str:
    required, about = schema.get("required", ()), schema.get("description") or f"{name}."
    fields = {
        field: _annotation(inner) if field in required else f"NotRequired[{_annotation(inner)}]"
        for field, inner in schema["properties"].items()
    }
    if any(map(keyword.iskeyword, fields)):  # such as `from`
        pairs = [f'        "{field}": "{type_}",' for field, type_ in fields.items()]
        lines = [f"#: {about}", f"{name} = TypedDict(", f'    "{name}",', "    {", *pairs, "    },", ")"]
    else:
        pairs = [f"    {field}: {type_}" for field, type_ in fields.items()]
        lines = [f"class {name}(TypedDict):", *_docstring(about, 4), "", *pairs]
    return "\n".join(lines) + "\n"


def _docstring(text: str, indent: int) -> Iterator[str]:
    """Give the lines of a docstring: one, or its first sentence and the rest."""
    space = " " * indent
    first = f'{space}"""{text}"""'
    if len(first) <= _WIDTH:
        yield first
        return
    summary, _, rest = text.partition(". ")
    yield f'{space}"""{summary.rstrip(".")}.'
    yield ""
    yield from textwrap.wrap(rest, _WIDTH, initial_indent=space, subsequent_indent=space)
    yield f'{space}"""'


def _annotation(schema: Schema) -> str:
    """Write the Python type of what a schema describes."""
    if "$ref" in schema:
        return name_of(schema)
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_annotation(choice) for choice in schema["anyOf"]))
    choices = schema.get("enum", [schema["const"]] if "const" in schema else [])
    if choices:
        return f"Literal[{', '.join(json.dumps(choice) for choice in choices)}]"
    return _type(schema)


def _type(schema: Schema) -> str:
    match schema.get("type"):
        case "array":
            return f"list[{_annotation(schema['items'])}]"
        case list(types):
            return " | ".join(_TYPES[type_] for type_ in types)
        case str(type_) if type_ in _TYPES:
            return _TYPES[type_]
    values = schema.get("additionalProperties")
    return f"dict[str, {_annotation(values) if isinstance(values, dict) else 'Any'}]"


def _method(method: Method[Any], shape: Shape, returns: str) -> str:
    caller = next((name for name in shape.params if name in CALLER_TOKENS), "")
    given = {name: schema for name, schema in shape.params.items() if name != caller}
    arguments = [
        f"{_name(name)}: {_annotation(schema)}{'' if name in shape.required else ' | None = None'}"
        for name, schema in given.items()
    ]
    parts = [f'"{method.name}"', _pairs(given)]
    parts += [f'caller="{caller}"'] if caller else []
    parts += ["writes=True"] if method.writes else []
    errors = ", ".join(str(int(code)) for code in method.errors)
    result = returns.format(_annotation(shape.result))
    lines = [
        *_exploded(
            f"    def {to_snake(method.name)}(", ["self", *(["*"] if arguments else []), *arguments], f") -> {result}:"
        ),
        f'        """{method.summary}',
        "",
        f"        Errors: {errors}.",
        '        """',
        *_exploded("        return self._call(", parts, ")"),
    ]
    return "\n".join(lines) + "\n"


def _name(wire: str) -> str:
    name = to_snake(wire)
    return f"{name}_" if keyword.iskeyword(name) else name


def _pairs(given: dict[str, Schema]) -> str:
    return "{" + ", ".join(f'"{name}": {_name(name)}' for name in given) + "}"


def _exploded(head: str, parts: list[str], tail: str) -> list[str]:
    """Put parts between head and tail as the formatter would: in one line, in one between them, or each in its own."""
    indent = " " * (len(head) - len(head.lstrip()))
    line = head + ", ".join(parts) + tail
    if len(line) <= _WIDTH:
        return [line]
    inner = f"{indent}    {', '.join(parts)}"
    if len(inner) <= _WIDTH:
        return [head, inner, indent + tail]
    return [head, *(line for part in parts for line in _own(part, f"{indent}    ")), indent + tail]


def _own(part: str, indent: str) -> list[str]:
    """Put a part in lines of its own; a dict that is too long for one has one for each of its pairs."""
    line = f"{indent}{part},"
    if len(line) <= _WIDTH or not part.startswith("{"):
        return [line]
    return [f"{indent}{{", *(f"{indent}    {pair}," for pair in part[1:-1].split(", ")), f"{indent}}},"]
