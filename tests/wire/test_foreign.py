"""No method shows or changes anything of another publisher's: each is called with what belongs to somebody else."""

import json
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from cleeng.models import Base
from cleeng.publishers.models import Associate, TokenKind
from cleeng.rpc import all_methods
from cleeng.rpc.registry import Caller, Surface
from harness.api import Api
from harness.golden import ASSOCIATE, CALLS, fill

pytestmark = pytest.mark.db

INTRUDER_ID = 200000002
METHODS = [m.name for m in all_methods() if m.caller is Caller.PUBLISHER and Surface.JSON_RPC in m.surfaces]
TABLES = [table for table in Base.metadata.sorted_tables if "publisher_id" in table.columns]
TOKENS = ("publisherToken", "distributorToken")


@dataclass
class Intruder:
    """Somebody's server, and by which names the golden calls know what is that somebody's own."""

    api: Api
    publisher_id: int
    own: tuple = ()


@pytest.fixture(params=["publisher", "distributor", "associate"])
def intruder(request, installation, named, api_of):
    """Another publisher's server, one that is a distributor, or that of an associate of the publisher itself."""
    installation.stop()
    installation.add_publisher(INTRUDER_ID, "Other")
    if request.param == "publisher":
        return Intruder(api_of(INTRUDER_ID), INTRUDER_ID)
    if request.param == "distributor":
        api = api_of(INTRUDER_ID, TokenKind.DISTRIBUTOR)
        data = {"email": "theirs@example.com", "locale": "de_DE", "country": "DE"}
        assert api.result("createAssociate", associateData=data)
        return Intruder(api, INTRUDER_ID)
    asked = {"publisherToken": named["distributorToken"], "associateEmail": ASSOCIATE["email"]}
    associate_id = api_of(INTRUDER_ID).result("getAssociate", **asked)["id"]
    return Intruder(api_of(associate_id, TokenKind.DISTRIBUTOR), associate_id, ("associatesFilm",))


@pytest.fixture
def rows(installation, intruder):
    """Give everything that is stored of others than the intruder."""
    made = sa.select(Associate.publisher_id).where(Associate.distributor_id == intruder.publisher_id)

    def read():
        with installation.application.database.reader.connect() as connection:
            return {
                table.name: sorted(map(repr, connection.execute(table.select().where(_others(table)))))
                for table in TABLES
            }

    def _others(table):
        column = table.c.publisher_id
        return sa.and_(column != intruder.publisher_id, column.not_in(made))

    return read


def test_no_method_shows_or_changes_what_is_anothers(intruder, named, rows):
    theirs = {name: value for name, value in named.items() if name not in {*TOKENS, *intruder.own}}
    before = rows()
    for method in METHODS:
        for call in CALLS[method]:
            params = fill(call["params"], {**named, **dict.fromkeys(TOKENS, intruder.api.token)})
            sent = json.dumps({"method": method, "params": params, "id": 1})
            answer = json.dumps(intruder.api.send(sent.encode()))
            told = [name for name, value in theirs.items() if value in answer and value not in sent]
            assert not told, (method, answer)
    assert rows() == before


def test_every_method_is_tried():
    assert set(METHODS) <= set(CALLS)
