"""Programs that end at a named point, as a power cut would: `python -m cleeng.testing.crashing PLAN PROGRAM ...`.

PLAN is a file.  While it says `after commit 2`, the program ends right after the second commit from then on:
no handler runs, nothing is flushed, no connection is closed.  The points are:

- `before commit`: a transaction has written all it has to, and nothing of it is committed yet;
- `after commit`: a transaction that wrote was committed a moment ago;
- `before gateway`, `after gateway`: a gateway is about to be called; has answered, and nobody knows yet;
- `before work`, `after work`: the worker is about to run a row; has run it and still holds its lease.

Only a program started so has these points.  Its leases are short, so that a test need not wait for them.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import threading
from functools import wraps
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cleeng import work
from cleeng.payments.gateways import Gateways

if TYPE_CHECKING:
    from collections.abc import Callable

#: The exit status of a program that came to its point.
STATUS = 70
LEASE = dt.timedelta(seconds=1)


class Plan:
    """What the file says, and how often the point was reached since it says so."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._text = ""
        self._reached = 0
        self._lock = threading.Lock()

    def at(self, point: str) -> None:
        """End the process here if the plan says so."""
        with self._lock:
            text = self.file.read_text() if self.file.exists() else ""
            if text != self._text:
                self._text, self._reached = text, 0
            planned, _, count = text.rpartition(" ")
            if planned == point:
                self._reached += 1
                if self._reached == int(count):
                    os._exit(STATUS)


def put_points(plan: Plan) -> None:
    """Put the points into this process."""
    sa.event.listen(Session, "before_commit", lambda _session: plan.at("before commit"))
    sa.event.listen(Session, "after_commit", lambda _session: plan.at("after commit"))
    _around(plan, Gateways, "_call", "gateway")
    _around(plan, work.Worker, "_run", "work")
    work.LEASE = LEASE


def _around(plan: Plan, owner: type[Any], name: str, point: str) -> None:
    method: Callable[..., Any] = getattr(owner, name)

    @wraps(method)
    def with_points(*args: Any, **kwargs: Any) -> Any:
        plan.at(f"before {point}")
        result = method(*args, **kwargs)
        plan.at(f"after {point}")
        return result

    setattr(owner, name, with_points)


def main(plan: str, program: str, *arguments: str) -> None:
    """Run an installed command with the points in it."""
    put_points(Plan(Path(plan)))
    sys.argv = [program, *arguments]
    (command,) = entry_points(group="console_scripts", name=program)
    sys.exit(command.load()())


if __name__ == "__main__":
    main(*sys.argv[1:])
