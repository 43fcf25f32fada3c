"""A database of its own for each test, copied from one that was migrated once.

A test that takes `db_url` and is marked `db` runs on SQLite and on PostgreSQL, any other on SQLite.
"""

import itertools
import os
import shutil

import pytest
import sqlalchemy as sa

from cleeng import schema
from cleeng.db import Database
from harness import run

TEMPLATE = "template_cleeng"
numbers = itertools.count(1)


def pytest_generate_tests(metafunc):
    if "db_url" in metafunc.fixturenames:
        on_both = metafunc.definition.get_closest_marker("db")
        backends = ["sqlite", "postgresql"] if on_both else ["sqlite"]
        metafunc.parametrize("db_url", backends, indirect=True, ids=backends if on_both else [pytest.HIDDEN_PARAM])


@pytest.fixture
def db_url(request, tmp_path):
    """The address of an empty, migrated database that goes with the test."""
    if request.param == "postgresql":
        yield from postgresql_database(request.getfixturevalue("postgres"))
    else:
        yield sqlite_database(tmp_path / "cleeng.db")


def sqlite_database(path):
    template = run.folder() / f"{TEMPLATE}.db"
    with run.lock(TEMPLATE):
        if not template.exists():
            unfinished = template.with_suffix(".new")
            migrate(f"sqlite:///{unfinished}")
            unfinished.rename(template)
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


def postgresql_database(postgres):
    with run.lock(TEMPLATE):
        if not postgres.exists(TEMPLATE):
            unfinished = f"{TEMPLATE}_new"
            postgres.create(unfinished)
            migrate(postgres.url(unfinished))
            postgres.rename(unfinished, TEMPLATE)
    name = f"test_{os.getpid()}_{next(numbers)}"
    postgres.create(name, TEMPLATE)
    yield postgres.url(name)
    postgres.drop(name)


def migrate(url):
    database = Database(url, run.folder())
    schema.upgrade(database)
    database.dispose()


def allow_changes(connection, refused):
    """Have the database allow what it refuses of tables: {"invoice": ("update", "delete")}."""
    for table, changes in refused.items():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            for change in changes:
                connection.execute(sa.text(f"DROP TRIGGER IF EXISTS {table}_refuses_{change}"))
