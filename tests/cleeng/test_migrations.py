import sqlite3

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from cleeng import schema
from cleeng.db import Database
from cleeng.models import Base

pytestmark = pytest.mark.db


@pytest.fixture
def database(db_url, tmp_path):
    database = Database(db_url, tmp_path)
    yield database
    database.dispose()


def test_an_empty_database_is_upgraded_to_what_the_models_say(database):
    schema.downgrade(database, "base")
    assert schema.upgrade(database) == (None, schema.head())
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


#: What says which changes of which tables are refused; SQLite has a trigger for each, named after both.
TRIGGERS = {
    "postgresql": (
        "SELECT event_object_table || '_refuses_' || lower(event_manipulation) FROM information_schema.triggers"
    ),
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}


def test_in_an_upgraded_database_what_was_issued_cannot_be_changed(database):
    """A table that a revision makes anew on SQLite (`batch_alter_table`) loses its triggers."""
    schema.downgrade(database, "base")
    schema.upgrade(database)
    with database.engine.connect() as connection:
        found = set(connection.scalars(sa.text(TRIGGERS[database.engine.dialect.name])))
    assert "tax_evidence_head_refuses_delete" in found
    final = ("invoice", "invoice_line", "invoice_tax", "tax_evidence")
    assert {f"{table}_refuses_{change}" for table in final for change in ("update", "delete")} <= found


def test_an_upgrade_of_what_is_up_to_date_does_nothing(database):
    assert schema.upgrade(database) == (schema.head(), schema.head())


def test_the_way_back_leaves_nothing(database):
    schema.downgrade(database, "base")
    assert sa.inspect(database.engine).get_table_names() == ["alembic_version"]


def test_a_failed_upgrade_leaves_the_database_as_it_was(database):
    schema.downgrade(database, "base")
    with database.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE payment (id INTEGER)"))
    with pytest.raises(sa.exc.DBAPIError):
        schema.upgrade(database)
    assert schema.current(database) is None
    assert sorted(sa.inspect(database.engine).get_table_names()) == ["alembic_version", "payment"]


def test_a_database_that_does_not_fit_is_named_with_the_remedy(database):
    schema.check(database)
    schema.downgrade(database, "base")
    with pytest.raises(schema.SchemaOutdated, match=f"is empty.*revision {schema.head()}: run `cleeng db upgrade`"):
        schema.check(database)


#: What both the landed tables and today's have.
KEPT = (
    "customer",
    "customer_order",
    "directory",
    "entitlement",
    "offer",
    "offer_localization",
    "payment",
    "subscription",
)


def rows_of(application):
    with application.database.reader.connect() as connection:
        tables = Base.metadata.tables
        return {name: sorted(map(repr, connection.execute(sa.select(*tables[name].primary_key)))) for name in KEPT}


def test_rows_outlive_every_change_of_tables(named, application):
    """`named` is a shop with offers of all types and people who bought some."""
    before = rows_of(application)
    assert all(before[name] for name in KEPT if name != "payment")
    schema.downgrade(application.database, "0002")
    schema.upgrade(application.database)
    assert rows_of(application) == before


def test_no_change_of_tables_leaves_rows_that_point_nowhere(database):
    """While SQLite makes tables anew its foreign keys rest; what went wrong meanwhile is found, and undone."""
    if database.engine.dialect.name == "sqlite":
        with sqlite3.connect(database.engine.url.database) as raw:
            raw.execute("INSERT INTO directory VALUES (1, 1, 'offer')")
            raw.execute("INSERT INTO offer_count VALUES (404, 'A', 1, 1)")
        raw.close()
        with pytest.raises(schema.RowsLost, match="offer_count to publisher"):
            schema.downgrade(database, "0010")
        assert schema.current(database) == schema.head()
    with database.engine.connect() as connection, pytest.raises(sa.exc.IntegrityError):
        connection.exec_driver_sql("INSERT INTO offer_count VALUES (405, 'A', true, 1)")
