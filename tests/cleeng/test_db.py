import datetime as dt
import os
import threading
from decimal import Decimal

import pytest
import sqlalchemy as sa
from transaction.interfaces import NoTransaction

from cleeng import sqlite
from cleeng.db import Database, ExactDecimal, UtcDateTime, exclusive, outside_transaction
from cleeng.publishers.models import PublisherRecord, TokenKind
from cleeng.publishers.tokens import ApiTokenService
from cleeng.testing.context import MOMENT, FrozenClock

pytestmark = pytest.mark.db


@pytest.fixture
def database(db_url, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE", 5.0)  # who waits for himself in a test need not wait for long
    database = Database(db_url, tmp_path)
    yield database
    database.dispose()


def record(id_=100000001, **changes):
    values = {
        "name": "Demo Sports",
        "email": "owner@example.com",
        "country": "DE",
        "currency": "EUR",
        "locale": "en_US",
        "time_zone": "Europe/Berlin",
        "sandbox": True,
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }
    return PublisherRecord(id=id_, **values | changes)


def ids(database):
    with database.unit(writes=False) as unit:
        return sorted(unit.db.scalars(sa.select(PublisherRecord.id)))


def test_a_unit_commits_at_its_end(database):
    with database.unit() as unit:
        unit.db.add(record())
    assert ids(database) == [100000001]


def test_a_unit_that_fails_leaves_nothing(database):
    with pytest.raises(ZeroDivisionError), database.unit() as unit:
        unit.db.add(record())
        unit.db.flush()
        raise ZeroDivisionError
    assert ids(database) == []


def test_nothing_can_be_asked_outside_the_transaction(database):
    with database.unit() as unit:
        unit.db.add(record())
        with outside_transaction(unit.tm):
            with pytest.raises(NoTransaction):
                unit.db.scalar(sa.select(PublisherRecord.id))
            assert database.engine.pool.checkedout() == 0
        assert unit.db.get(PublisherRecord, 100000001) is not None


def test_others_can_write_while_another_machine_is_called_and_afterwards(database):
    with database.unit() as unit:
        unit.db.add(record(100000001))
        with outside_transaction(unit.tm):
            with pytest.raises(NoTransaction):
                unit.db.scalar(sa.select(PublisherRecord.id))
            with database.unit() as other:
                other.db.add(record(100000002))
        unit.db.add(record(100000003))
    with database.unit() as unit:
        unit.db.add(record(100000004))
    assert ids(database) == [100000001, 100000002, 100000003, 100000004]


def test_what_was_written_before_the_call_stays_when_the_call_fails(database):
    with pytest.raises(ConnectionError), database.unit() as unit:
        unit.db.add(record(100000001))
        with outside_transaction(unit.tm):
            raise ConnectionError
    assert ids(database) == [100000001]


def test_what_is_written_after_the_call_goes_when_the_unit_fails(database):
    with pytest.raises(ZeroDivisionError), database.unit() as unit:
        unit.db.add(record(100000001))
        with outside_transaction(unit.tm):
            pass
        unit.db.add(record(100000002))
        unit.db.flush()
        raise ZeroDivisionError
    assert ids(database) == [100000001]


def test_objects_are_gone_after_the_call(database):
    with database.unit() as unit:
        kept = record()
        unit.db.add(kept)
        with outside_transaction(unit.tm):
            pass
        assert kept not in unit.db


def test_a_unit_that_reads_cannot_write(database):
    with pytest.raises(sa.exc.DBAPIError, match=r"(?i)read-?only"), database.unit(writes=False) as unit:
        unit.db.add(record())
        unit.db.flush()
    assert ids(database) == []
    with database.unit() as unit:
        unit.db.add(record())
    assert ids(database) == [100000001]


def test_a_task_is_done_by_one_at_a_time(database):
    order = []

    def second():
        with database.unit() as unit:
            exclusive(unit.db.connection(), "task")
            order.append("second")

    with database.unit() as unit:
        exclusive(unit.db.connection(), "task")
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_errors_do_not_quote_what_was_written(database):
    with database.unit() as unit:
        unit.db.add(record())
    with pytest.raises(sa.exc.IntegrityError) as caught, database.unit() as unit:
        unit.db.add(record())
    assert "owner@example.com" not in str(caught.value)


def test_a_forked_child_leaves_its_parents_connections_alone(database):
    with database.unit() as unit:
        unit.db.add(record(100000001))
        unit.db.flush()
        child = os.fork()
        if child == 0:
            # A connection of its own does not see what the parent has not committed.
            os._exit(0 if database.engine.pool.checkedout() == 0 and ids(database) == [] else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        unit.db.add(record(100000002))
    assert ids(database) == [100000001, 100000002]


def test_moments_come_back_aware_in_utc(database):
    oslo = dt.timezone(dt.timedelta(hours=2))
    with database.unit() as unit:
        unit.db.add(record(created_at=dt.datetime(2026, 7, 1, 12, 0, 0, 123456, tzinfo=oslo)))
    with database.unit(writes=False) as unit:
        read = unit.db.get_one(PublisherRecord, 100000001).created_at
    assert read == dt.datetime(2026, 7, 1, 10, 0, 0, 123456, tzinfo=dt.UTC)
    assert read.tzinfo is dt.UTC


def test_a_moment_without_zone_is_refused(database):
    naive = dt.datetime(2026, 7, 1, 12)  # noqa: DTZ001
    with pytest.raises(sa.exc.StatementError, match="naive"), database.unit() as unit:
        unit.db.add(record(created_at=naive))


def test_a_moment_may_be_missing():
    dialect = sa.create_engine("sqlite://").dialect
    assert UtcDateTime().process_bind_param(None, dialect) is None
    assert UtcDateTime().process_result_value(None, dialect) is None


def test_a_choice_is_stored_by_its_word(database):
    with database.unit() as unit:
        unit.db.add(record())
        unit.db.flush()
        ApiTokenService(unit.db, 100000001, FrozenClock()).make("site", TokenKind.DISTRIBUTOR)
        assert unit.db.scalar(sa.text("SELECT kind FROM api_token")) == "distributor"


def test_only_a_sandbox_has_a_clock_of_its_own(database):
    with pytest.raises(sa.exc.IntegrityError, match="clock_moves_in_sandboxes_only"), database.unit() as unit:
        unit.db.add(record(sandbox=False, clock_offset=60))


@pytest.mark.parametrize("text", ["19", "8.875", "0", "1000", "0.0001", "10.1234567890123456789"])
def test_a_decimal_number_is_kept_digit_for_digit(database, text):
    number = Decimal(text)
    with database.unit(writes=False) as unit:
        assert unit.db.scalar(sa.select(sa.cast(sa.literal(number, ExactDecimal()), ExactDecimal()))) == number


def test_decimal_numbers_of_one_value_are_stored_alike(database):
    with database.unit(writes=False) as unit:
        same = sa.literal(Decimal("19.0"), ExactDecimal()) == sa.literal(Decimal("1.9E1"), ExactDecimal())
        assert unit.db.scalar(sa.select(same))
