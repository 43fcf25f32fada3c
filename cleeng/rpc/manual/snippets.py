"""One call as programs make it: with curl, with the Python client, in PHP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic.alias_generators import to_snake

from cleeng.rpc.registry import Surface
from cleeng.rpc.schema import CALLER_TOKENS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cleeng.rpc.registry import Method

HOST = "http://localhost:6543"
_RPC = f"{HOST}/3.0/json-rpc"
_JSONP = f"{HOST}/3.0/jsonp"
_WIDTH = 90

_PHP = """<?php
$call = [
    'jsonrpc' => '2.0',
    'id' => 1,
    'method' => '{method}',
    'params' => {params},
];
$options = ['method' => 'POST', 'header' => 'Content-Type: application/json', 'content' => json_encode($call)];
$context = stream_context_create(['http' => $options]);
$reply = json_decode(file_get_contents('{url}', false, $context), true);
if ($reply['error']) {
    throw new RuntimeException($reply['error']['message']);
}
print_r($reply['result']);
"""


def snippets(method: Method[Any], params: dict[str, Any]) -> dict[str, str]:
    """Return the programs by the name of their language."""
    if Surface.JSON_RPC not in method.surfaces:
        return {"sh": _curl_page(method.name, params)}
    return {
        "sh": _curl(method.name, params),
        "python": _python(method.name, params),
        "php": _PHP.replace("{method}", method.name).replace("{params}", _php(params, 1)).replace("{url}", _RPC),
    }


def _curl(method: str, params: dict[str, Any]) -> str:
    fields = ",\n  ".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in params.items())
    call = f'{{"jsonrpc": "2.0", "id": 1, "method": "{method}", "params": {{\n  {fields}\n}}}}'
    return f"curl {_RPC} --data {_quoted(call)}\n"


def _curl_page(method: str, params: dict[str, Any]) -> str:
    """Return how a page calls what only pages call."""
    query = {"callback": "done", "method": method, "params": json.dumps(params)}
    lines = [f"--data-urlencode {_quoted(f'{name}={value}')}" for name, value in query.items()]
    return " \\\n  ".join([f"curl --get {_JSONP}", *lines]) + "\n"


def _quoted(text: str) -> str:
    """Quote for the shell."""
    return "'" + text.replace("'", "'\\''") + "'"


def _python(method: str, params: dict[str, Any]) -> str:
    token = "".join(f", {to_snake(name)}={json.dumps(params[name])}" for name in params if name in CALLER_TOKENS)
    arguments = [
        f"{to_snake(name)}={_literal(value, 2)}" for name, value in params.items() if name not in CALLER_TOKENS
    ]
    call = _fitted(f"answer = client.{to_snake(method)}(", arguments, ")", 1)
    lines = [f'with Client("{HOST}"{token}) as client:', f"    {call}", "    print(answer)"]
    return "from cleeng.client import Client\n\n" + "\n".join(lines) + "\n"


def _literal(value: Any, depth: int) -> str:
    """Write a value as Python has it."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return _fitted("[", [_literal(item, depth + 1) for item in value], "]", depth)
    if isinstance(value, dict):
        parts = [f"{_literal(name, 0)}: {_literal(item, depth + 1)}" for name, item in value.items()]
        return _fitted("{", parts, "}", depth)
    return repr(value)


def _php(value: Any, depth: int) -> str:
    """Write a value as PHP has it."""
    if isinstance(value, dict):
        return _fitted("[", [f"{_php(name, 0)} => {_php(item, depth + 1)}" for name, item in value.items()], "]", depth)
    if isinstance(value, list):
        return f"[{', '.join(_php(item, depth + 1) for item in value)}]"
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return json.dumps(value)


def _fitted(head: str, parts: Iterable[str], tail: str, depth: int) -> str:
    """Put parts between head and tail: in one line, or each in its own."""
    parts = list(parts)
    line = head + ", ".join(parts) + tail
    if (len(line) + 4 * depth <= _WIDTH and "\n" not in line) or not parts:
        return line
    indent = "    " * depth
    return head + "".join(f"\n{indent}    {part}," for part in parts) + f"\n{indent}{tail}"
