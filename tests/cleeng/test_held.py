import contextlib
import gc
import os
import shutil
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from cleeng.db import Database
from cleeng.held import HeldConnections
from harness.database import postgresql_database

COUNT = "SELECT count(*) FROM publisher"


@pytest.fixture
def engine(db_url, tmp_path):
    database = Database(db_url, tmp_path)
    yield database.engine
    database.dispose()


@pytest.fixture
def held(engine):
    held = HeldConnections(engine)
    yield held
    held.close()


@pytest.fixture
def server(postgres, tmp_path):
    """The same on PostgreSQL only."""
    with contextlib.contextmanager(postgresql_database)(postgres) as url:
        database = Database(url, tmp_path)
        held = HeldConnections(database.engine)
        yield held, database.engine
        held.close()
        database.dispose()


def in_thread(function):
    """Run a function in a thread of its own; give what it returns."""
    results = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join()
    return results[0]


def sessions(engine):
    """Count the PostgreSQL sessions of the database, this question's own left out."""
    with engine.connect() as connection:
        return connection.scalar(
            sa.text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


@pytest.mark.db
def test_a_thread_keeps_its_connection(held):
    assert held.rows(COUNT, ()) == [(0,)]
    mine = held._raw()
    assert held._raw() is mine
    assert in_thread(held._raw) is not mine


@pytest.mark.db
def test_each_statement_sees_what_is_committed_by_then(held, engine):
    assert held.rows("SELECT count(*) FROM directory", ()) == [(0,)]
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO directory (id, publisher_id, kind) VALUES (1, 1, 'offer')"))
    assert held.rows("SELECT count(*) FROM directory", ()) == [(1,)]


@pytest.mark.db
def test_nothing_can_be_written(held, engine):
    with pytest.raises(engine.dialect.loaded_dbapi.Error, match=r"read-?only"):
        held.rows("DELETE FROM directory", ())


@pytest.mark.db
def test_a_statement_that_is_wrong_is_not_tried_for_ever(held, engine):
    with pytest.raises(engine.dialect.loaded_dbapi.Error):
        held.rows("SELECT nonsense", ())
    assert held.rows(COUNT, ()) == [(0,)]


@pytest.mark.db
def test_after_closing_a_new_connection_is_made(held):
    before = held._raw()
    in_thread(held.close)
    assert held.rows(COUNT, ()) == [(0,)]
    assert held._raw() is not before


@pytest.mark.db
def test_a_forked_child_leaves_the_parents_connection_alone(held):
    mine = held._raw()
    child = os.fork()
    if child == 0:
        other = held.rows(COUNT, ()) == [(0,)] and held._raw() is not mine
        gc.collect()
        os._exit(0 if other else 1)
    assert os.waitpid(child, 0) == (child, 0)
    assert held.rows(COUNT, ()) == [(0,)]
    assert held._raw() is mine


def test_a_lost_server_connection_is_made_anew(server):
    held, engine = server
    ((pid,),) = held.rows("SELECT pg_backend_pid()", ())
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    ((other,),) = held.rows("SELECT pg_backend_pid()", ())
    assert other != pid


def test_the_connection_of_a_thread_that_ends_is_closed(server):
    held, engine = server
    before = sessions(engine)
    for _ in range(3):
        in_thread(lambda: held.rows(COUNT, ()))
    gc.collect()
    assert sessions(engine) == before


def test_a_file_that_is_put_in_place_is_read_from_then_on(held, engine, tmp_path):
    assert held.rows("SELECT count(*) FROM directory", ()) == [(0,)]
    path = Path(engine.url.database)
    restored = tmp_path / "restored.db"
    shutil.copyfile(path, restored)
    other = Database(f"sqlite:///{restored}", tmp_path)
    with other.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO directory (id, publisher_id, kind) VALUES (1, 1, 'offer')"))
    other.dispose()
    restored.rename(path)
    assert held.rows("SELECT count(*) FROM directory", ()) == [(1,)]


def test_a_missing_file_is_not_made(held, engine):
    path = Path(engine.url.database)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        held.rows(COUNT, ())
    assert not path.exists()
