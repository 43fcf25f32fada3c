import os
import sqlite3
import sys
import threading
import time

import pytest
import sqlalchemy as sa

from cleeng import sqlite
from cleeng.db import Database
from cleeng.sqlite import WriterQueue

# A process that takes the writer's turn, says so, and does what its argument says.
HOLDER = """
import os, sys, time
from pathlib import Path
from cleeng.sqlite import WriterQueue
queue, turns = WriterQueue(Path("x.db")), Path("turns")
queue.acquire()
if sys.argv[1] == "fork" and os.fork() == 0:
    queue.forget()
    time.sleep(60)
turns.write_text("0")
print("writing", flush=True)
if sys.argv[1] == "again and again":
    done = 0
    while True:
        done += 1
        turns.with_suffix(".new").write_text(str(done))
        turns.with_suffix(".new").rename(turns)
        time.sleep(0.002)
        queue.release()
        queue.acquire()
time.sleep(60)
"""


@pytest.fixture
def queue(tmp_path):
    return WriterQueue(tmp_path / "x.db")


@pytest.fixture
def short_patience(monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE", 0.05)


@pytest.fixture
def database(tmp_path):
    database = Database("sqlite:///x.db", tmp_path)
    with database.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE note (text TEXT)"))
    yield database
    database.dispose()


@pytest.fixture
def writing_process(start_process, tmp_path):
    """Start a process that writes, or waits for it to; `how` says what it does then."""

    def start(how):
        process = start_process([sys.executable, "-c", HOLDER, how], cwd=tmp_path)
        wait_until(lambda: "writing" in process.stdout)
        return process

    return start


def wait_until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def in_thread(function):
    thread = threading.Thread(target=function)
    thread.start()
    return thread


def notes(database):
    with database.reader.connect() as connection:
        return connection.execute(sa.text("SELECT text FROM note")).scalars().all()


def test_writers_get_their_turn_in_the_order_of_arrival(queue):
    turns = []

    def write(number):
        queue.acquire()
        turns.append(number)
        queue.release()

    queue.acquire()
    threads = []
    for number in range(8):
        threads.append(in_thread(lambda number=number: write(number)))
        wait_until(lambda number=number: len(queue._waiting) == number + 1)
    queue.release()
    for thread in threads:
        thread.join()
    assert turns == list(range(8))


def test_only_one_thread_writes_at_a_time(queue):
    writing, most = [], []

    def write():
        for _ in range(50):
            queue.acquire()
            writing.append(1)
            most.append(len(writing))
            writing.pop()
            queue.release()

    for thread in [in_thread(write) for _ in range(6)]:
        thread.join()
    assert set(most) == {1}


def test_a_writer_gives_up_after_a_while_and_stands_in_nobodys_way(queue, short_patience):
    queue.acquire()
    with pytest.raises(TimeoutError, match=r"x\.db had no room for a writer"):
        queue.acquire()
    queue.release()
    queue.acquire()
    queue.release()


def test_another_process_that_writes_is_waited_for(queue, writing_process, short_patience):
    other = writing_process("hold")
    with pytest.raises(TimeoutError):
        queue.acquire()
    other.kill()
    queue.acquire()
    queue.release()


def test_a_process_that_writes_without_pause_lets_others_have_their_turn(queue, writing_process, tmp_path):
    writing_process("again and again")
    passed = []
    for _ in range(20):
        before = int((tmp_path / "turns").read_text())
        queue.acquire()
        passed.append(int((tmp_path / "turns").read_text()) - before)
        queue.release()
    assert sum(passed) / len(passed) < 5, "it waits for the writer at work, not for the queue of another process"


def test_a_forked_child_does_not_hold_its_parents_lock(queue, writing_process):
    parent = writing_process("fork")
    os.kill(parent.pid, 9)  # the parent alone: its child lives on
    queue.acquire()
    queue.release()


def test_writers_of_two_connections_do_not_meet(database):
    def write():
        for _ in range(20):
            with database.engine.begin() as connection:
                connection.execute(sa.text("INSERT INTO note VALUES ('x')"))

    for thread in [in_thread(write) for _ in range(5)]:
        thread.join()
    assert len(notes(database)) == 100


def test_a_connection_may_begin_twice(database):
    with database.engine.connect() as connection:
        for text in ("one", "two"):
            connection.execute(sa.text("INSERT INTO note VALUES (:text)"), {"text": text})
            connection.commit()
    assert notes(database) == ["one", "two"]


def test_a_connection_that_goes_back_makes_room(database, short_patience):
    with database.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO note VALUES ('one')"))
        with pytest.raises(TimeoutError), database.engine.begin():
            pass
    with database.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO note VALUES ('two')"))
    assert notes(database) == ["one", "two"]


def test_a_connection_that_breaks_makes_room(database):
    with database.engine.connect() as connection:
        connection.execute(sa.text("INSERT INTO note VALUES ('lost')"))
        connection.invalidate()
    with database.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO note VALUES ('kept')"))
    assert notes(database) == ["kept"]


def test_a_foreign_program_that_keeps_the_database_locked_blocks_nobody_for_good(tmp_path, monkeypatch, database):
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
    foreign = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    with pytest.raises(sa.exc.OperationalError, match="locked"), database.engine.begin():
        pass
    foreign.rollback()
    foreign.close()
    with database.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO note VALUES ('kept')"))
    assert notes(database) == ["kept"]


def test_readers_read_on_while_somebody_writes(database):
    with database.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO note VALUES ('not yet')"))
        assert notes(database) == []
    assert notes(database) == ["not yet"]


def test_what_is_committed_survives_a_power_cut_and_points_somewhere(database):
    with database.engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
