"""The shape of the database: bring it up to date, and tell whether it is."""

from __future__ import annotations

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
    import sqlalchemy as sa

    from cleeng.db import Database


class SchemaOutdated(CleengError):
    """The database does not have the shape that this version of the code needs."""

    code = "schema_outdated"


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
    with database.engine.begin() as connection:
        exclusive(connection, "schema")
        migrations = MigrationContext.configure(connection)
        before = migrations.get_current_revision()
        command.upgrade(alembic_config(connection), revision)
        return before, migrations.get_current_revision()


def downgrade(database: Database, revision: str) -> None:
    """Take the database back to an earlier revision ("base": to nothing)."""
    with database.engine.begin() as connection:
        exclusive(connection, "schema")
        command.downgrade(alembic_config(connection), revision)


def check(database: Database) -> None:
    """Make sure that the code and the database fit.

    :raises SchemaOutdated: they do not.
    """
    has, needs = current(database), head()
    if has != needs:
        state = "is empty" if has is None else f"has revision {has}"
        raise SchemaOutdated(f"The database {state}, this program needs revision {needs}: run `cleeng db upgrade`.")
