"""The manual's table of methods, made from the registry: `python -m cleeng.rpc.manual docs/wire/json-rpc.md`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic.alias_generators import to_camel

from cleeng.rpc import all_methods

if TYPE_CHECKING:
    from cleeng.rpc.registry import Method, Registry

_TABLE = re.compile(r"(<!-- methods -->\n).*?(<!-- end -->)", re.DOTALL)


def methods_table(methods: Registry) -> str:
    """Return a table in Markdown; a question mark follows what a call may leave out."""
    head = "| method | does | arguments | where | errors |\n| --- | --- | --- | --- | --- |\n"
    return head + "".join(_row(method) for method in methods)


def _row(method: Method[Any]) -> str:
    fields = sorted(method.params.model_fields.items(), key=lambda item: not item[1].is_required())
    arguments = ", ".join(f"`{to_camel(name)}`" + ("" if field.is_required() else "?") for name, field in fields)
    where = ", ".join(surface.value for surface in method.surfaces)
    errors = ", ".join(str(int(code)) for code in method.errors)
    return f"| `{method.name}` | {method.summary} | {arguments} | {where} | {errors} |\n"


def with_table(page: str, methods: Registry) -> str:
    """Return a page with the table between its two markers renewed."""
    return _TABLE.sub(lambda markers: markers[1] + methods_table(methods) + markers[2], page)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(with_table(path.read_text(encoding="utf-8"), all_methods()), encoding="utf-8")
