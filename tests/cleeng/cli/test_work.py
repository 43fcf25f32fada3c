import json
import signal
import time

import pytest
import sqlalchemy as sa

from cleeng.work import MOST_ATTEMPTS
from harness.process import script

pytestmark = pytest.mark.db


@pytest.fixture
def due(place):
    """Work that is due: what the demo did is to be told to observers."""
    place.done("demo")


@pytest.fixture
def business(place):
    """Run a command that logs as the ini says, in a process of its own; give what it printed and what it logged."""

    def business(*words):
        result = place.program("-c", "testing.ini", *words)
        assert result.returncode == 0, result.stderr
        return result.stdout, [json.loads(line) for line in result.stderr.splitlines()]

    return business


def test_once_does_all_that_is_due_and_ends(due, business):
    printed, logged = business("worker", "--once")
    assert int(printed.removesuffix(" done\n")) > 0
    assert {line["publisher"] for line in logged if "work" in line} == {100000001}
    assert business("worker", "--once")[0] == "0 done\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_worker_works_until_it_is_told_to_stop(place, due, start_process, number):
    process = start_process([script("cleeng"), "-c", "testing.ini", "worker"], cwd=place.folder, env=place.env)
    deadline = time.monotonic() + 30
    while "customer.registered" not in process.stderr:
        assert time.monotonic() < deadline, process.stderr
        time.sleep(0.05)
    process.signal(number)
    assert process.wait() == 0
    assert "worker stopped" in process.stderr


def test_reconcile_has_nothing_to_tell_where_all_is_settled(place, business):
    assert business("reconcile")[0] == ""
    assert json.loads(business("reconcile", "--json")[0]) == []


def test_work_that_was_given_up_is_listed_and_tried_again(place, due, db_url):
    assert place.done("dead") == "nothing waits for a person\n"
    give_up(db_url)
    (row,) = json.loads(place.done("dead", "--json"))
    assert (row["table"], row["publisher"], row["error"]) == ("outbox", 100000001, "TimeoutError()")
    assert place.done("dead").endswith("since 2026-11-23T07:00:00+00:00: TimeoutError()\n")
    assert row["id"] in place.done("dead", "--retry")
    assert place.done("dead") == "nothing waits for a person\n"


def give_up(db_url):
    engine = sa.create_engine(db_url)
    with engine.begin() as connection:
        table = sa.Table("outbox", sa.MetaData(), autoload_with=connection)
        first = sa.select(sa.func.min(table.c.id)).scalar_subquery()
        values = {"dead_at": sa.text("'2026-11-23 07:00:00.000000'"), "attempts": MOST_ATTEMPTS}
        connection.execute(table.update().where(table.c.id == first).values(last_error="TimeoutError()", **values))
    engine.dispose()
