"""JSON: an array of videos, or an object that holds one under `videos`, `items`, `playlist` or `entries`."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

import orjson

from cleeng.protection.feeds.record import video

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleeng.protection.video import Video

_LISTS = ("videos", "items", "playlist", "entries")
#: Bytes: the whole document is held in memory while it is read.  A longer catalogue comes as CSV or MRSS.
LONGEST = 200_000_000


def read(stream: IO[bytes]) -> Iterator[Video]:
    """Yield the videos.

    :raises ValueError: it is no JSON, holds no list of objects, or is too long.
    """
    text = stream.read(LONGEST + 1)
    if len(text) > LONGEST:
        msg = f"it has more than {LONGEST} bytes; CSV and MRSS may be longer"
        raise ValueError(msg)
    document = orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    if isinstance(document, dict):
        document = next((document[name] for name in _LISTS if isinstance(document.get(name), list)), None)
    if not isinstance(document, list) or not all(isinstance(item, dict) for item in document):
        msg = f"it is neither a list of objects nor holds one under {', '.join(_LISTS)}"
        raise ValueError(msg)
    for item in document:
        yield video({name: _text(value) for name, value in item.items()})


def _text(value: Any) -> str:
    """Return a value as text; lists as names that commas part, so that tags may be a list."""
    if isinstance(value, list):
        return ",".join(_text(part) for part in value)
    if isinstance(value, dict):
        return orjson.dumps(value).decode()
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
