import hashlib

import pytest
import sqlalchemy as sa

from cleeng.publishers.errors import NotSynced, TokenNameTaken, UnknownToken
from cleeng.publishers.models import ApiToken, TokenKind
from cleeng.publishers.tokens import ApiTokenService

pytestmark = pytest.mark.db

DEMO = 100000001


@pytest.fixture
def tokens(application):
    with application.database.unit() as unit:
        yield ApiTokenService(unit.db, DEMO, application.clocks.base)


def test_a_token_has_48_characters_and_only_its_hash_is_stored(tokens):
    token = tokens.make("site")
    assert len(token) == 48
    (row,) = tokens.db.execute(sa.select(ApiToken.__table__)).mappings()
    assert row["token_hash"] == hashlib.sha256(token.encode()).digest()
    assert token not in str(dict(row))
    assert row["kind"] is TokenKind.PUBLISHER


def test_a_given_token_is_kept(tokens):
    assert tokens.make("demo", TokenKind.DISTRIBUTOR, "x" * 48) == "x" * 48
    assert [(t.name, t.kind, t.revoked_at) for t in tokens.tokens()] == [("demo", TokenKind.DISTRIBUTOR, None)]


def test_a_name_is_used_once(tokens):
    tokens.make("site")
    with pytest.raises(TokenNameTaken, match="site"):
        tokens.make("site")


def test_a_revoked_token_stays_in_the_list_and_its_name_is_free_again(tokens, clock):
    tokens.make("site")
    tokens.revoke("site")
    tokens.make("site")
    assert [(t.name, t.revoked_at) for t in tokens.tokens()] == [("site", clock.now()), ("site", None)]


@pytest.mark.parametrize("name", ["site", "gone"])
def test_only_a_token_in_use_can_be_revoked(tokens, name):
    tokens.make("gone")
    tokens.revoke("gone")
    with pytest.raises(UnknownToken, match=name):
        tokens.revoke(name)


def test_a_publisher_that_is_not_in_the_database_has_no_tokens(application):
    with application.database.unit() as unit, pytest.raises(NotSynced):
        ApiTokenService(unit.db, 100000009, application.clocks.base).make("site")
