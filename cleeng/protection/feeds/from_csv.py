"""CSV: a line with the names of the columns, then a line per video; UTF-8, parted by comma, semicolon or tab."""

from __future__ import annotations

import csv
import io
from typing import IO, TYPE_CHECKING

from cleeng.protection.feeds.record import video

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Iterator

    from cleeng.protection.video import Video


def read(stream: IO[bytes]) -> Iterator[Video]:
    """Yield the videos, as they are read.

    :raises ValueError: a line has another number of values than there are columns, or names no video.
    """
    with io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text:
        first = text.readline()
        if not first.strip():
            msg = "the first line has to name the columns"
            raise ValueError(msg)
        mark = max(",;\t", key=first.count)
        names = [name.strip() for name in next(csv.reader([first], delimiter=mark))]
        yield from _videos(csv.reader(text, delimiter=mark, strict=True), names)


def _videos(lines: Reader, names: list[str]) -> Iterator[Video]:
    try:
        for values in lines:
            if not values:
                continue
            if len(values) != len(names):
                msg = f"line {lines.line_num + 1} has {len(values)} values, but there are {len(names)} columns"
                raise ValueError(msg)
            yield video(dict(zip(names, values, strict=True)))
    except csv.Error as error:
        msg = f"line {lines.line_num + 1}: {error}"
        raise ValueError(msg) from error
