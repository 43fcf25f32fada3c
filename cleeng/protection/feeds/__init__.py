"""Catalogue feeds: CSV, JSON and MRSS, from a file or an address."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from typing import IO, TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from cleeng.protection.errors import FeedUnreadable
from cleeng.protection.feeds import from_csv, from_json, from_mrss

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from cleeng.protection.video import Video

READERS = {"csv": from_csv.read, "json": from_json.read, "mrss": from_mrss.read}
_PATIENCE = 60.0


def read(source: str, format_: str, folder: Path) -> Generator[Video]:
    """Yield the videos of a feed: a file, seen from `folder`, or an http or https address, which is fetched first.

    :raises FeedUnreadable: it cannot be had, or breaks off; videos before the break have been yielded.
    """
    with contextlib.ExitStack() as stack:
        try:
            stream = stack.enter_context(_open(source, folder))
        except HTTPError as error:
            error.close()  # it is the answer too, and holds the connection
            raise FeedUnreadable(f"{source} cannot be read: HTTP status {error.code}") from None
        except (OSError, ValueError) as error:
            raise FeedUnreadable(f"{source} cannot be read: {getattr(error, 'reason', error)}") from error
        try:
            yield from READERS[format_](stream)
        except (UnicodeDecodeError, ValueError) as error:
            raise FeedUnreadable(f"{source} is no {format_.upper()} feed: {error}") from error


def _open(source: str, folder: Path) -> IO[bytes]:
    if urlsplit(source).scheme not in {"http", "https"}:
        return (folder / source).open("rb")
    request = Request(source, headers={"User-Agent": "Cleeng", "Accept": "*/*"})  # noqa: S310 - http or https
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    try:
        with urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
            shutil.copyfileobj(answer, copy)
    except BaseException:
        copy.close()
        raise
    copy.seek(0)
    return copy
