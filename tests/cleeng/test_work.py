import datetime as dt
import logging
import threading
import time

import pytest
import sqlalchemy as sa

from cleeng import dead, logs, work
from cleeng.api import Event
from cleeng.clock import Clocks, SystemClock
from cleeng.db import Database
from cleeng.ids import new_uuid
from cleeng.outbox import OutboxHandler, OutboxItem
from cleeng.testing.context import MOMENT, FrozenClock
from cleeng.work import LEASE, MOST_ATTEMPTS, Worker, pause

pytestmark = pytest.mark.db

ONE, TWO, GONE = 100000001, 100000002, 100000009
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def database(db_url, tmp_path):
    database = Database(db_url, tmp_path)
    yield database
    database.dispose()


@pytest.fixture
def clock():
    return FrozenClock()


@pytest.fixture
def put(database):
    """Put rows that are due at a moment; give their keys."""

    def put(count=1, publisher=ONE, due_at=MOMENT, **changes):
        keys = []
        with database.unit() as unit:
            for _ in range(count):
                key = (publisher, new_uuid())
                values = {"event_id": key[1], "handler": "observer:x", "name": "tested", "subject": "1", "data": {}}
                values |= {"dedupe_key": key[1], "created_at": due_at, "due_at": due_at}
                unit.db.add(OutboxItem(publisher_id=key[0], id=key[1], **values | changes))
                keys.append(key)
        return keys

    return put


@pytest.fixture
def row(database):
    def row(key):
        with database.unit(writes=False) as unit:
            found = unit.db.get_one(OutboxItem, key)
            unit.db.expunge(found)
            return found

    return row


class Doer:
    """Settles every row that it is given, after `before` was called with its key."""

    model = OutboxItem

    def __init__(self, database, before=lambda key: None):
        self.database = database
        self.before = before
        self.seen = []

    def run(self, key):
        self.seen.append(key)
        self.before(key)
        with self.database.unit() as unit:
            unit.db.get_one(OutboxItem, key).due_at = None


def make_worker(database, clock, handler, publishers=(ONE, TWO), offsets=None):
    clocks = Clocks(clock, lambda: offsets or {}, any_moves=True)
    return Worker(database, clocks, [handler], publishers)


def raise_(error):
    raise error


def test_what_is_due_is_done_once_and_what_is_not_waits(database, clock, put):
    doer = Doer(database)
    worker = make_worker(database, clock, doer)
    due = put(3)
    later = put(due_at=MOMENT + MINUTE)
    assert worker.drain() == 3
    assert doer.seen == due
    assert worker.drain() == 0
    clock.advance(MINUTE)
    assert worker.drain() == 1
    assert doer.seen == due + later


def test_a_step_takes_a_batch_and_a_drain_all(database, clock, put, monkeypatch):
    monkeypatch.setattr(work, "BATCH", 2)
    worker = make_worker(database, clock, Doer(database))
    put(5)
    assert worker.step() == 2
    assert worker.drain() == 3


def test_each_publishers_work_is_due_by_its_own_clock(database, clock, put):
    doer = Doer(database)
    worker = make_worker(database, clock, doer, offsets={TWO: dt.timedelta(days=3)})
    put(publisher=ONE, due_at=MOMENT + dt.timedelta(days=2))
    ahead = put(publisher=TWO, due_at=MOMENT + dt.timedelta(days=2))
    put(publisher=TWO, due_at=MOMENT + dt.timedelta(days=4))
    worker.drain()
    assert doer.seen == ahead


def test_the_work_of_a_publisher_without_ini_waits_for_its_return(database, clock, put):
    doer = Doer(database)
    keys = put(publisher=GONE)
    assert make_worker(database, clock, doer).drain() == 0
    assert make_worker(database, clock, doer, publishers=(ONE, GONE)).drain() == 1
    assert doer.seen == keys


def test_without_publishers_there_is_nothing_to_do(database, clock, put):
    put()
    assert make_worker(database, clock, Doer(database), publishers=()).drain() == 0


def test_two_workers_never_do_the_same(database, db_url, tmp_path, clock, put, monkeypatch):
    monkeypatch.setattr(work, "BATCH", 7)
    keys = put(120)
    databases = [database, Database(db_url, tmp_path), Database(db_url, tmp_path)]
    doers = [Doer(each) for each in databases]
    threads = [threading.Thread(target=make_worker(d.database, clock, d).drain) for d in doers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in databases[1:]:
        each.dispose()
    assert sorted(key for doer in doers for key in doer.seen) == sorted(keys)


def test_what_a_worker_left_behind_when_it_died_is_done_when_its_lease_ends(database, clock, put, row):
    keys = put(2)

    class Death(BaseException):
        pass

    dying = make_worker(database, clock, Doer(database, before=lambda key: raise_(Death())))
    with pytest.raises(Death):
        dying.drain()
    doer = Doer(database)
    heir = make_worker(database, clock, doer)
    assert heir.drain() == 0
    assert row(keys[0]).leased_until == MOMENT + LEASE
    clock.advance(LEASE)
    assert heir.drain() == 2
    assert sorted(doer.seen) == sorted(keys)


def test_leases_are_renewed_while_a_long_batch_is_done(database, clock, put):
    other = Doer(database)

    def take_long(_key):
        clock.advance(LEASE * 3 / 4)
        make_worker(database, clock, other).drain()

    slow = Doer(database, before=take_long)
    keys = put(4)
    make_worker(database, clock, slow).drain()
    assert sorted(slow.seen + other.seen) == sorted(keys), "each is done once, whoever does it"
    assert len(slow.seen) > 1


def test_who_took_longer_than_the_lease_does_not_settle_for_the_next(database, clock, put, row):
    (key,) = put()
    until = []

    def be_overtaken(_key):
        clock.advance(LEASE)
        successor = make_worker(database, clock, Doer(database, before=lambda _: until.append(row(key).leased_until)))
        successor._claim(successor.handlers[0])

    class Slow(Doer):
        def run(self, key):
            be_overtaken(key)

    make_worker(database, clock, Slow(database)).step()
    assert row(key).leased_until == MOMENT + 2 * LEASE
    assert row(key).attempts == 0


def test_a_failure_is_tried_again_later_and_stops_nobody(database, clock, put, row, caplog):
    bad, good = put(2)
    doer = Doer(database, before=lambda key: key == bad and raise_(ValueError("no answer for viewer@example.com")))
    worker = make_worker(database, clock, doer)
    assert worker.drain() == 2
    assert row(good).due_at is None
    failed = row(bad)
    assert (failed.attempts, failed.due_at, failed.leased_until) == (1, MOMENT + pause(1), None)
    assert failed.last_error == "ValueError('no answer for <e-mail>')"
    assert "due work failed" in caplog.text


def test_pauses_grow_until_a_person_must_look(database, clock, put, row, caplog):
    (key,) = put()
    worker = make_worker(database, clock, Doer(database, before=lambda _: raise_(ValueError())))
    pauses = []
    while row(key).dead_at is None:
        assert worker.drain() == 1
        pauses.append(row(key).due_at - clock.now())
        clock.advance(pauses[-1])
    assert len(pauses) == MOST_ATTEMPTS
    assert pauses == sorted(pauses)
    assert pauses[0] < MINUTE < pauses[-1]
    assert worker.drain() == 0
    assert "given up" in caplog.text


def test_what_was_given_up_is_listed_and_can_be_tried_again(database, clock, put, row):
    (key,) = put(dead_at=MOMENT, attempts=MOST_ATTEMPTS, last_error="ValueError()")
    with database.unit() as unit:
        rows = dead.dead_rows(unit.db)
        assert [(r.key, r.error, r.since) for r in rows] == [(key, "ValueError()", MOMENT)]
        clock.advance(MINUTE)
        dead.revive(unit.db, rows, Clocks(clock, dict, any_moves=False))
    revived = row(key)
    assert (revived.due_at, revived.dead_at, revived.attempts) == (MOMENT + MINUTE, None, 0)
    assert make_worker(database, clock, Doer(database)).drain() == 1


def test_a_row_that_is_left_due_as_it_was_does_not_run_in_circles(database, clock, put, row):
    (key,) = put()

    class Idle(Doer):
        def run(self, key):
            self.seen.append(key)

    idle = Idle(database)
    assert make_worker(database, clock, idle).drain() == 1
    assert row(key).due_at == MOMENT + pause(1)


def test_a_row_that_its_handler_postponed_keeps_its_time(database, clock, put, row):
    (key,) = put()

    class Postponing(Doer):
        def run(self, key):
            with self.database.unit() as unit:
                unit.db.get_one(OutboxItem, key).due_at = MOMENT + 7 * MINUTE

    make_worker(database, clock, Postponing(database)).drain()
    assert (row(key).due_at, row(key).attempts, row(key).leased_until) == (MOMENT + 7 * MINUTE, 0, None)


def test_a_row_that_has_gone_is_nobodys_trouble(database, clock, put):
    put()

    class Removing(Doer):
        def run(self, key):
            with self.database.unit() as unit:
                unit.db.delete(unit.db.get_one(OutboxItem, key))

    assert make_worker(database, clock, Removing(database)).drain() == 1


def test_a_stop_finishes_the_row_in_hand_and_gives_the_others_back(database, clock, put, row):
    keys = put(3)
    doer = Doer(database, before=lambda _: worker.stop())
    worker = make_worker(database, clock, doer)
    worker.run_forever()
    assert doer.seen == keys[:1]
    assert row(keys[0]).due_at is None
    assert [row(key).leased_until for key in keys] == [None] * 3
    assert make_worker(database, clock, Doer(database)).drain() == 2


def test_a_worker_outlives_a_database_that_is_away_for_a_while(database, put, monkeypatch, caplog):
    monkeypatch.setattr(work, "TROUBLE", 0.01)
    monkeypatch.setattr(work, "IDLE", 0.01)
    doer = Doer(database)
    with database.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE outbox RENAME TO away"))
    worker = make_worker(database, SystemClock(), doer)
    thread = threading.Thread(target=worker.run_forever)
    thread.start()
    wait_until(lambda: "the database did not answer" in caplog.text)
    with database.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE away RENAME TO outbox"))
    keys = put(due_at=SystemClock().now())
    wait_until(lambda: doer.seen == keys)
    worker.stop()
    thread.join()


def wait_until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_an_event_reaches_its_handler_with_what_happened(database, clock, put, row):
    told = []
    clocks = Clocks(clock, dict, any_moves=False)
    handler = OutboxHandler(database, clocks, {"observer": lambda *args: told.append(args) or ""})
    (key,) = put(handler="observer:notify_log", name="order.paid", subject="123456789", data={"customer_id": 5})
    clock.advance(MINUTE)
    make_worker(database, clock, handler).drain()
    event = Event(key[1], "order.paid", "123456789", MOMENT, {"customer_id": 5})
    assert told == [(ONE, "notify_log", event, key[1])]
    assert (row(key).delivered_at, row(key).due_at) == (MOMENT + MINUTE, None)


def test_work_is_logged_with_whose_it_was(database, clock, put, caplog):
    contexts = []

    def note(_key):
        record = logging.makeLogRecord({})
        logs.Handler().handle(record)
        contexts.append(record.context)

    (key,) = put()
    make_worker(database, clock, Doer(database, before=note)).drain()
    assert contexts == [{"publisher": ONE, "work": f"outbox:{key[1]}"}]
