"""JSON as the wire has it: strict about what is JSON, and exact about numbers."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Never

import orjson

#: The byte order mark that some .NET clients put before a text.
_BOM = b"\xef\xbb\xbf"


class Malformed(ValueError):
    """The bytes are no JSON."""


def read(body: bytes) -> Any:
    """Return the document; fractions become `Decimal`, so that no price is ever a float.

    Two readers, because each is lax where the other is strict: orjson refuses lone surrogates, numbers beyond
    all measure and deep nesting, the standard library keeps the digits.

    :raises Malformed: no JSON (RFC 8259), not UTF-8, NaN or Infinity, or nested too deeply.
    """
    body = body.removeprefix(_BOM)
    try:
        orjson.loads(body)
        return _EXACT.decode(body.decode())
    except (ValueError, RecursionError) as error:
        raise Malformed(str(error)) from error


def write(document: Any) -> bytes:
    """Return the document as UTF-8; a `Decimal` becomes a number with just its digits."""
    return orjson.dumps(document, default=_number)


_IN_SCRIPTS = ((b"\xe2\x80\xa8", b"\\u2028"), (b"\xe2\x80\xa9", b"\\u2029"), (b"<", b"\\u003c"))


def write_script(document: Any) -> bytes:
    """Return the document as an expression of a script.

    Escaped are the two line ends that JSON allows there, and what begins a tag where the script is taken for a page.
    """
    text = write(document)
    for character, escaped in _IN_SCRIPTS:
        text = text.replace(character, escaped)
    return text


def _number(value: object) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))
    raise TypeError(type(value).__name__)


def _refuse(constant: str) -> Never:
    raise ValueError(constant)


_EXACT = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse)
