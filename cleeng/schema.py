"""The shape of the database: bring it up to date, and tell whether it is."""

from __future__ import annotations

import contextlib
import functools
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import cleeng.migrations
from cleeng.api import CleengError
from cleeng.db import exclusive

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

    from cleeng.db import Database


class SchemaOutdated(CleengError):
    """The database does not have the shape that this version of the code needs."""

    code = "schema_outdated"


class RowsLost(CleengError):
    """A change of tables would leave rows that point at others which are gone."""

    code = "rows_lost"


def alembic_config(connection: sa.Connection | None = None) -> Config:
    """Return Alembic's configuration; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(Path(cleeng.migrations.__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@functools.cache
def head() -> str | None:
    """Return the revision that this version of the code needs."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def current(database: Database) -> str | None:
    """Return the revision that the database has, or None if it is empty."""
    with database.reader.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, revision: str = "head") -> tuple[str | None, str | None]:
    """Bring the database to a revision; return the one before and the one after.

    One process at a time, and all or nothing: both databases roll changes of tables back.
    """
    with _changing(database) as connection:
        migrations = MigrationContext.configure(connection)
        before = migrations.get_current_revision()
        command.upgrade(alembic_config(connection), revision)
        return before, migrations.get_current_revision()


def downgrade(database: Database, revision: str) -> None:
    """Take the database back to an earlier revision ("base": to nothing)."""
    with _changing(database) as connection:
        command.downgrade(alembic_config(connection), revision)


@contextlib.contextmanager
def _changing(database: Database) -> Iterator[sa.Connection]:
    """Open a transaction that changes tables, one process at a time.

    SQLite changes a table by making it anew and dropping the old one, which rows of others point at.  So its foreign
    keys rest meanwhile, which cannot be said within a transaction, and are looked at before the commit.
    """
    with database.engine.connect() as connection:
        _rest_foreign_keys(connection, rest=True)
        try:
            with connection.begin():
                exclusive(connection, "schema")
                yield connection
                _check_foreign_keys(connection)
        finally:
            _rest_foreign_keys(connection, rest=False)


def _rest_foreign_keys(connection: sa.Connection, *, rest: bool) -> None:
    raw = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite" and raw is not None:
        raw.cursor().execute(f"PRAGMA foreign_keys={'OFF' if rest else 'ON'}")


def _check_foreign_keys(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            tables = ", ".join(sorted({f"{row[0]} to {row[2]}" for row in broken}))
            raise RowsLost(f"The change of tables would leave rows that point nowhere ({tables}); nothing was changed.")


def check(database: Database) -> None:
    """Make sure that the code and the database fit.

    :raises SchemaOutdated: they do not.
    """
    has, needs = current(database), head()
    if has != needs:
        state = "is empty" if has is None else f"has revision {has}"
        raise SchemaOutdated(f"The database {state}, this program needs revision {needs}: run `cleeng db upgrade`.")
