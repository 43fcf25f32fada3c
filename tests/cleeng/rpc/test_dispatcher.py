import json
import logging

import psycopg
import pytest
import sqlalchemy as sa

from cleeng.api import CleengError
from cleeng.customers.errors import InvalidToken
from cleeng.ids import DirectoryEntry, Kind
from cleeng.rpc.call import Origin
from cleeng.rpc.dispatcher import ATTEMPTS, Dispatcher
from cleeng.rpc.errors import Code
from cleeng.rpc.registry import Caller, Registry, rpc_method
from cleeng.rpc.wire import Params, Success


class Number(Params):
    number: int = 1


@pytest.fixture
def ask(application):
    """Call a function as a method; give the envelope, or those of a batch."""

    def ask(function, *calls, **more):
        registry = Registry()
        more = {"params": Number, "result": Success, "caller": Caller.ANYONE, "writes": True, **more}
        registry.add(rpc_method("method", **more)(function))
        body = [{"method": "method", "params": params, "id": n} for n, params in enumerate(calls or ({},))]
        answers = json.loads(Dispatcher(application, registry).answer(json.dumps(body).encode(), Origin("http://x")))
        return answers if calls else answers[0]

    return ask


def remember(call, params):
    call.unit.db.add(DirectoryEntry(id=params.number, publisher_id=1, kind=Kind.OFFER))
    call.unit.db.flush()
    if params.number == 2:
        raise InvalidToken
    if params.number == 3:
        raise RuntimeError("a secret of ours")
    return Success()


def remembered(application):
    with application.database.reader.connect() as connection:
        return sorted(connection.scalars(sa.select(DirectoryEntry.id)))


@pytest.mark.db
def test_a_failing_call_of_a_batch_undoes_its_own_work_and_nothing_else(ask, application):
    answers = ask(remember, *({"number": number} for number in (1, 2, 3, 1, 4)))
    assert [answer["error"] and answer["error"]["code"] for answer in answers] == [None, 1, -32603, -32603, None]
    assert remembered(application) == [1, 4]


def test_an_unexpected_error_is_logged_under_an_id_and_never_shown(ask, caplog):
    answer = ask(remember, {"number": 3})[0]
    assert (answer["result"], answer["error"]["code"], answer["error"]["data"]) == (None, -32603, None)
    (record,) = [record for record in caplog.records if record.name == "cleeng.rpc.dispatcher"]
    assert record.levelno == logging.ERROR
    assert record.error_id in answer["error"]["message"]
    assert record.rpc_method == "method"
    assert "a secret of ours" in str(record.exc_info[1])
    assert "secret" not in json.dumps(answer)


def test_an_error_of_ours_that_is_not_the_callers_business_is_unexpected(ask, caplog):
    def fail(call, params):
        raise CleengError("inside")

    answer = ask(fail)
    assert answer["error"]["code"] == -32603
    assert "inside" not in answer["error"]["message"]


def test_a_result_that_cannot_be_kept_is_no_result(ask, application):
    def keep(call, params):
        call.unit.db.add(DirectoryEntry(id=1, publisher_id=1, kind=Kind.OFFER))
        call.unit.db.execute(sa.insert(DirectoryEntry).values(id=1, publisher_id=1, kind=Kind.OFFER))
        return Success()

    assert ask(keep)["error"]["code"] == -32603
    assert remembered(application) == []


class Racing:
    """A method whose transaction loses the first races."""

    def __init__(self, losses, error=psycopg.errors.SerializationFailure):
        self.losses, self.error, self.tries = losses, error, 0

    def __call__(self, call, params):
        self.tries += 1
        call.unit.db.add(DirectoryEntry(id=self.tries, publisher_id=1, kind=Kind.OFFER))
        call.unit.db.flush()
        if self.tries <= self.losses:
            raise sa.exc.OperationalError("COMMIT", {}, self.error("lost"))
        return Success()


@pytest.mark.parametrize("error", [psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected])
def test_a_call_that_lost_a_race_is_made_again(ask, application, error):
    racing = Racing(ATTEMPTS - 1, error)
    assert ask(racing)["error"] is None
    assert racing.tries == ATTEMPTS
    assert remembered(application) == [ATTEMPTS]


def test_a_call_that_always_loses_is_given_up(ask, application):
    racing = Racing(ATTEMPTS)
    assert ask(racing)["error"]["code"] == -32603
    assert racing.tries == ATTEMPTS
    assert remembered(application) == []


@pytest.mark.parametrize(
    ("more", "error"),
    [({"leaves": True}, psycopg.errors.SerializationFailure), ({}, psycopg.errors.QueryCanceled)],
)
def test_a_call_that_left_its_transaction_or_failed_otherwise_is_not_made_again(ask, more, error):
    racing = Racing(1, error)
    assert ask(racing, **more)["error"]["code"] == -32603
    assert racing.tries == 1


def test_a_call_that_needs_no_database_opens_no_transaction(ask, application):
    opened = []
    sa.event.listen(application.database.engine, "begin", opened.append)
    assert ask(lambda call, params: Success())["error"] is None
    assert not opened


def test_who_may_not_call_writes_nothing_and_waits_for_no_writer(ask, application):
    with application.database.unit() as unit:
        unit.db.execute(sa.select(1))  # the one writer's place is taken
        assert ask(remember, caller=Caller.PUBLISHER)["error"]["code"] == 3
        assert ask(remember, caller=Caller.CUSTOMER)["error"]["code"] == 1


def test_arguments_that_do_not_fit_get_the_methods_own_code(ask):
    def never(call, params):
        raise AssertionError

    assert ask(never, {"number": "x"}, invalid=Code.OFFER_DATA)[0]["error"]["code"] == 8
