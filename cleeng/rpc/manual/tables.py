"""The tables of the overview: of all methods, and of the codes of errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic.alias_generators import to_camel

from cleeng.rpc.glossary import MEANINGS

if TYPE_CHECKING:
    from cleeng.rpc.registry import Method, Registry

_METHODS = re.compile(r"(<!-- methods -->\n).*?(<!-- end -->)", re.DOTALL)
_CODES = re.compile(r"(<!-- codes -->\n).*?(<!-- end -->)", re.DOTALL)


def methods_table(methods: Registry) -> str:
    """Return a table in Markdown; a question mark follows what a call may leave out."""
    head = "| method | does | arguments | where | errors |\n| --- | --- | --- | --- | --- |\n"
    return head + "".join(_row(method) for method in methods)


def codes_table() -> str:
    """Return a table of every code, with what it means."""
    rows = "".join(f"| {int(code)} | {meaning} |\n" for code, meaning in MEANINGS.items())
    return f"| code | meaning |\n| --- | --- |\n{rows}"


def _row(method: Method[Any]) -> str:
    fields = sorted(method.params.model_fields.items(), key=lambda item: not item[1].is_required())
    arguments = ", ".join(f"`{to_camel(name)}`" + ("" if field.is_required() else "?") for name, field in fields)
    where = ", ".join(surface.value for surface in method.surfaces)
    errors = ", ".join(str(int(code)) for code in method.errors)
    link = f"[`{method.name}`](methods/{method.name}.md)"
    return f"| {link} | {method.summary} | {arguments} | {where} | {errors} |\n"


def with_tables(page: str, methods: Registry) -> str:
    """Return a page with the tables between their markers renewed."""
    page = _METHODS.sub(lambda markers: markers[1] + methods_table(methods) + markers[2], page)
    return _CODES.sub(lambda markers: markers[1] + codes_table() + markers[2], page)
