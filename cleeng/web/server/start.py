"""What every server does before it serves."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from cleeng import schema
from cleeng.api import CleengError
from cleeng.home import prepare
from cleeng.publishers.service import PublisherService
from cleeng.rates.feeds import feeds
from cleeng.rates.update import arm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from cleeng.application import Application


def application_of(app: Callable[..., Any]) -> Application:
    """Return the installation that a WSGI application serves, whatever middleware stands before it."""
    while not hasattr(app, "registry"):
        app = app.app  # type: ignore[attr-defined]
    application: Application = app.registry["cleeng.application"]
    return application


def get_ready(application: Application) -> None:
    """Make the folders, bring the publishers in line, see that rates are fetched: one process at a time, others wait.

    :raises SchemaOutdated: the database is empty or older than the program.
    :raises ConfigurationError: an ini changes what is fixed by now.
    """
    prepare(application.settings)
    schema.check(application.database)
    with application.database.unit() as unit:
        PublisherService(unit.db, application.clocks.base).sync(application.settings.publishers)
        arm(unit.db, application.clocks.base, feeds(application.publishers))


@contextlib.contextmanager
def one_message() -> Iterator[None]:
    """Where an operator has to put something right, end the program with one message instead of a traceback.

    Not by SystemExit: `pserve` takes that for a normal end, with status 0.
    """
    try:
        yield
    except (CleengError, OSError) as error:
        _show_only(error, str(error))
        raise
    except sa.exc.OperationalError as error:
        _show_only(error, f"the database cannot be used: {error.orig}")
        raise


def _show_only(error: Exception, message: str) -> None:
    usual = sys.excepthook

    def show(kind: type[BaseException], value: BaseException, traceback: TracebackType | None) -> None:
        if value is error:
            print(f"cleeng: {message}", file=sys.stderr)  # noqa: T201 - for who started it
        else:
            usual(kind, value, traceback)

    sys.excepthook = show
