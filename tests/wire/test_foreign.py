"""No method shows or changes anything of another publisher's: each is called with what belongs to somebody else."""

import json

import pytest
import sqlalchemy as sa

from cleeng.models import Base
from cleeng.rpc import all_methods
from cleeng.rpc.registry import Caller, Surface
from harness.golden import CALLS, fill

pytestmark = pytest.mark.db

INTRUDER_ID = 200000002
METHODS = [m.name for m in all_methods() if m.caller is Caller.PUBLISHER and Surface.JSON_RPC in m.surfaces]
TABLES = [table for table in Base.metadata.sorted_tables if "publisher_id" in table.columns]


@pytest.fixture
def intruder(installation, named, api_of):
    """Another publisher's server."""
    installation.stop()
    installation.add_publisher(INTRUDER_ID, "Other")
    return api_of(INTRUDER_ID)


@pytest.fixture
def rows(installation):
    """Give everything of the first publisher's that is stored."""

    def read():
        with installation.application.database.reader.connect() as connection:
            return {
                table.name: sorted(map(repr, connection.execute(table.select().where(_not_the_intruders(table)))))
                for table in TABLES
            }

    return read


def _not_the_intruders(table):
    return sa.not_(table.c.publisher_id == INTRUDER_ID)


def test_no_method_shows_or_changes_what_is_anothers(intruder, named, rows):
    theirs = {name: value for name, value in named.items() if name != "publisherToken"}
    before = rows()
    for method in METHODS:
        for call in CALLS[method]:
            params = fill(call["params"], {**named, "publisherToken": intruder.token})
            sent = json.dumps({"method": method, "params": params, "id": 1})
            answer = json.dumps(intruder.send(sent.encode()))
            told = [name for name, value in theirs.items() if value in answer and value not in sent]
            assert not told, (method, answer)
    assert rows() == before


def test_every_method_is_tried():
    assert set(METHODS) <= set(CALLS)
