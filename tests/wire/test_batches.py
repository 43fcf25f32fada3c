"""The calls of a batch stand each for itself, also when one fails after it has written."""

import contextlib

import pytest
import sqlalchemy as sa

from cleeng.client import RpcError
from cleeng.models import Base

pytestmark = pytest.mark.db


def person(number, external_id):
    """Give customerData without a password: the id is drawn and stored before the customer is."""
    data = {"email": f"c{number}@example.com", "locale": "en_US", "country": "DE", "currency": "EUR"}
    return {**data, "facebookId": f"f-{number}", "externalId": external_id}


@pytest.fixture
def rows(application):
    """Count the rows of each table that has some."""

    def count():
        with application.database.reader.connect() as connection:
            tables = Base.metadata.sorted_tables
            counted = {t.name: connection.scalar(sa.select(sa.func.count()).select_from(t)) for t in tables}
        return {name: number for name, number in counted.items() if number}

    return count


@contextlib.contextmanager
def statements(engine):
    """Give what is said to the database, whatever becomes of the transaction."""
    seen = []

    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)


def register(batch, *people):
    return [batch.register_customer(customer_data=person(*one)) for one in people]


def test_a_call_that_fails_halfway_leaves_nothing_and_the_others_all(client, rows):
    with client.batch() as batch:
        register(batch, (1, "crm-1"), (2, "crm-2"))
    before = rows()
    with client.batch() as batch:
        first, failing, last = register(batch, (3, "crm-3"), (4, "crm-1"), (5, "crm-5"))
    for pending in (first, last):
        assert client.get_customer(customer_token=pending.result()["token"])["email"].endswith("@example.com")
    with pytest.raises(RpcError, match="error 13"):
        failing.result()
    with pytest.raises(RpcError, match="error 10"):
        client.generate_customer_token(customer_email="c4@example.com")
    after = rows()
    assert {name for name in after if after[name] != before.get(name)} >= {"customer", "directory", "linked_identity"}
    for name in ("customer", "directory", "linked_identity"):
        assert after[name] - before[name] == 2


def test_such_a_call_really_had_written_before_it_failed(client, application, rows):
    client.register_customer(customer_data=person(1, "crm-1"))
    before = rows()
    with statements(application.database.engine) as seen, pytest.raises(RpcError, match="error 13"):
        client.register_customer(customer_data=person(2, "crm-1"))
    written = [words[2] for words in map(str.split, seen) if words[:2] == ["INSERT", "INTO"]]
    assert written == ["directory", "customer"]
    assert rows() == before


def test_a_refused_call_between_changes_of_one_offer_changes_nothing_of_it(client, shop):
    offer = shop.sell(title="First")
    with client.batch() as batch:
        batch.update_single_offer(offer_id=offer.id, offer_data={"title": "Second"})
        refused = batch.update_single_offer(offer_id=offer.id, offer_data={"title": "Third", "price": "4.999"})
        last = batch.update_single_offer(offer_id=offer.id, offer_data={"description": "Two hours"})
    with pytest.raises(RpcError, match="error 8"):
        refused.result()
    assert (last.result()["title"], last.result()["description"]) == ("Second", "Two hours")


def test_what_reads_after_a_change_sees_it(client, shop):
    offer = shop.sell(title="First")
    with client.batch() as batch:
        before = batch.get_single_offer(offer_id=offer.id)
        batch.update_single_offer(offer_id=offer.id, offer_data={"title": "Second"})
        after = batch.get_single_offer(offer_id=offer.id)
    assert [pending.result()["title"] for pending in (before, after)] == ["First", "Second"]


def test_what_reads_after_a_refusal_reads_on(client, shop):
    shop.register()
    with client.batch() as batch:
        pending = [
            batch.list_customer_library(customer_email=f"{name}@example.com") for name in ("viewer", "no", "viewer")
        ]
    assert [pending[at].result()["totalItemCount"] for at in (0, 2)] == [0, 0]
    with pytest.raises(RpcError, match="error 10"):
        pending[1].result()


def test_calls_that_read_look_their_token_up_once(client, application, shop):
    shop.sell()
    with statements(application.database.reader) as seen, client.batch() as batch:
        pending = [batch.list_single_offers() for _ in range(5)]
    assert [one.result()["totalItemCount"] for one in pending] == [1] * 5
    assert len([statement for statement in seen if "FROM api_token" in statement]) == 1


def test_calls_that_read_hold_one_connection_while_they_look_around(client, application, shop):
    film, held, most = shop.sell(), [], []

    def out(connection, *_):
        held.append(connection)
        most.append(len(held))

    def back(connection, *_):
        held.remove(connection)

    sa.event.listen(application.database.engine, "checkout", out)
    sa.event.listen(application.database.engine, "checkin", back)
    with client.batch() as batch:
        pending = [batch.get_single_offer(offer_id=film.id) for _ in range(3)] + [batch.list_single_offers()]
    assert all(one.result() for one in pending)
    assert max(most) == 1
