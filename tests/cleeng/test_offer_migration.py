"""What publishers sold before offers had versions per country stays as it was."""

import pytest
import sqlalchemy as sa

from cleeng import schema
from cleeng.db import Database

pytestmark = pytest.mark.db

NOW = "2028-02-29 12:00:00+00:00"
BEFORE = {
    "publisher": {
        "id": 1,
        "name": "Demo Sports",
        "email": "owner@example.com",
        "country": "DE",
        "currency": "EUR",
        "locale": "de_DE",
        "time_zone": "Europe/Berlin",
        "sandbox": True,
        "enabled": True,
        "clock_offset": 0,
        "created_at": NOW,
        "updated_at": NOW,
    },
    "customer": {
        "publisher_id": 1,
        "id": 200000001,
        "email": "viewer@example.com",
        "email_key": "viewer@example.com",
        "email_verified": True,
        "first_name": "",
        "last_name": "",
        "locale": "de_DE",
        "country": "DE",
        "currency": "EUR",
        "status": "active",
        "session_epoch": 0,
        "created_at": NOW,
    },
    "offer": {
        "publisher_id": 1,
        "number": 300000001,
        "type": "P",
        "active": True,
        "video_id": "",
        "details": '{"content_type": "video"}',
        "created_at": NOW,
        "updated_at": NOW,
    },
    "offer_tag": {"publisher_id": 1, "number": 300000001, "use": "opens", "tag": "films"},
}
LOCAL = {
    "publisher_id": 1,
    "number": 300000001,
    "title": "A pass",
    "description": "",
    "url": "",
    "price_minor": 499,
    "currency": "EUR",
    "period": "month",
    "free_periods": 0,
    "free_days": 0,
    "geo_rule": "none",
    "geo_countries": "[]",
}
ORDER = {
    "publisher_id": 1,
    "id": 400000001,
    "customer_id": 200000001,
    "offer_number": 300000001,
    "offer_country": "AT",
    "status": "paid",
    "total_minor": 499,
    "currency": "EUR",
    "quote": "{}",
    "country": "AT",
    "ip_country": "",
    "consents": "{}",
    "external_data": "",
    "referrer": "",
    "created_at": NOW,
}
ENTITLEMENT = {"publisher_id": 1, "customer_id": 200000001, "offer_number": 300000001, "starts_at": NOW}


@pytest.fixture
def database(db_url, tmp_path):
    database = Database(db_url, tmp_path)
    yield database
    database.dispose()


@pytest.fixture(autouse=True)
def sold(database):
    """A pass in two countries, tagged as a whole, bought by one customer and given to him once more."""
    schema.downgrade(database, "base")
    schema.upgrade(database, "0006")
    with database.engine.begin() as connection:
        for table, row in BEFORE.items():
            insert(connection, table, row)
        for country in ("DE", "AT"):
            insert(connection, "offer_localization", {**LOCAL, "country": country})
        insert(connection, "customer_order", ORDER)
        insert(connection, "entitlement", {**ENTITLEMENT, "id": "bought", "order_id": ORDER["id"]})
        insert(connection, "entitlement", {**ENTITLEMENT, "id": "given"})


def insert(connection, table, row):
    connection.execute(sa.text(f"INSERT INTO {table} ({', '.join(row)}) VALUES (:{', :'.join(row)})"), row)


def rows(database, query):
    with database.engine.connect() as connection:
        return sorted(map(tuple, connection.execute(sa.text(query))))


def test_every_version_keeps_the_offers_tags(database):
    schema.upgrade(database)
    query = "SELECT number, use, tag, country FROM offer_tag"
    assert rows(database, query) == [(300000001, "opens", "films", country) for country in ("AT", "DE")]


def test_what_was_bought_is_known_by_its_country_and_what_was_given_by_none(database):
    schema.upgrade(database)
    assert rows(database, "SELECT id, offer_country FROM entitlement") == [("bought", "AT"), ("given", "")]


def test_offers_are_counted(database):
    schema.upgrade(database)
    assert rows(database, "SELECT type, versions FROM offer_count") == [("P", 2)]


def test_the_way_back_keeps_the_tags(database):
    schema.upgrade(database)
    schema.downgrade(database, "0006")
    assert rows(database, "SELECT number, use, tag FROM offer_tag") == [(300000001, "opens", "films")]
