"""Logs: one line per event, its facts, whose request it was, and nothing that is nobody's business.

The code writes a fixed message and puts facts into `extra=`; it never logs tokens, e-mail addresses or
payloads.  The handler takes out what looks like one all the same: libraries log too, and exceptions quote.
"""

from __future__ import annotations

import contextlib
import contextvars
import datetime as dt
import json
import logging
import re
from typing import TYPE_CHECKING, Any

from cleeng.cards import without_cards

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What a record has by itself: everything else came with `extra=`.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "context"}

_context: contextvars.ContextVar[dict[str, object]] = contextvars.ContextVar("log_context", default={})  # noqa: B039

_SECRETS = (
    (re.compile(r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+"), "<e-mail>"),
    (re.compile(r"(?<![\w-])[\w-]{40,}(?![\w-])"), "<secret>"),  # API and customer tokens have 48, links 40
)
_SECRET_NAMES = re.compile(r"token|password|secret|e_?mail|payload|cookie|authorization", re.IGNORECASE)


@contextlib.contextmanager
def context(**facts: object) -> Iterator[None]:
    """Put facts, such as `request` and `publisher`, on everything that is logged in the block."""
    before = _context.set({**_context.get(), **facts})
    try:
        yield
    finally:
        _context.reset(before)


def redact(text: str) -> str:
    """Take out what looks like an e-mail address, a token or a card number."""
    for pattern, word in _SECRETS:
        text = pattern.sub(word, text)
    return without_cards(text)


class Handler(logging.StreamHandler[Any]):
    """Writes to a stream, redacted, with the facts of the context; `[handler_*] class` of the ini."""

    def handle(self, record: logging.LogRecord) -> bool:
        """Note the context: here, because this runs in the thread that logs."""
        record.context = _context.get()
        return super().handle(record)

    def format(self, record: logging.LogRecord) -> str:
        """Write the record down, secrets taken out of message, facts and traceback."""
        return redact(super().format(record))


def facts(record: logging.LogRecord) -> dict[str, object]:
    """Return what came with the record and its context; what is named like a secret is not shown."""
    found = dict(getattr(record, "context", {}))
    found |= {name: value for name, value in vars(record).items() if name not in _OWN}
    return {name: "<secret>" if _SECRET_NAMES.search(name) else value for name, value in found.items()}


class FactsFormatter(logging.Formatter):
    """For people: `2026-11-23T07:00:00.000Z INFO cleeng.work: message key=value ...`."""

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}{facts}", style="{", defaults={"facts": ""})

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802
        """Write the moment in UTC, ISO 8601."""
        return _moment(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """Put the facts behind the message."""
        pairs = " ".join(f"{name}={_quoted(value)}" for name, value in facts(record).items())
        return super().formatMessage(record) + (f"  {pairs}" if pairs else "")


class JsonFormatter(logging.Formatter):
    """For programs: one JSON object per line."""

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__()

    def format(self, record: logging.LogRecord) -> str:
        """Write the record down."""
        line = {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **facts(record),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def _moment(record: logging.LogRecord) -> str:
    moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _quoted(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if re.search(r"[\s\"=]", text) or not text else text
