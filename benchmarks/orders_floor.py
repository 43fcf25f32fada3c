"""The floor of path B: an order in one request and one commit, by statements of Core: customer, payment, entitlement.

No page, no session, no gateway, no outbox: what a server must at least write to sell something.
"""

import json
import os
import time
import uuid

import sqlalchemy as sa
from pyramid.config import Configurator
from pyramid.response import Response
from sqlalchemy.dialects import postgresql, sqlite

METADATA = sa.MetaData()
CUSTOMER = sa.Table(
    "floor_customer",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("email", sa.String(255), unique=True),
    sa.Column("seen_at", sa.Integer),
)
PAYMENT = sa.Table(
    "floor_payment",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("customer_id", sa.Integer, nullable=False),
    sa.Column("offer", sa.Integer, nullable=False),
    sa.Column("minor", sa.Integer, nullable=False),
    sa.Column("created_at", sa.Integer, nullable=False),
)
ENTITLEMENT = sa.Table(
    "floor_entitlement",
    METADATA,
    sa.Column("customer_id", sa.Integer, primary_key=True),
    sa.Column("offer", sa.Integer, primary_key=True),
    sa.Column("expires_at", sa.Integer),
)


def prepare(url):
    """Make the tables in the database at `url`, empty."""
    engine = connect(url)
    METADATA.drop_all(engine)
    METADATA.create_all(engine)
    engine.dispose()


def connect(url):
    engine = sa.create_engine(url, pool_size=8)
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def _(raw, _record):
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", f"mmap_size={2**30}"):
                raw.execute(f"PRAGMA {pragma}")

    return engine


def app():
    engine = connect(os.environ["CLEENG_FLOOR_URL"])
    insert = {"sqlite": sqlite, "postgresql": postgresql}[engine.dialect.name].insert
    customer = insert(CUSTOMER)
    customer = customer.on_conflict_do_update(
        index_elements=["email"], set_={"seen_at": customer.excluded.seen_at}
    ).returning(CUSTOMER.c.id)
    entitlement = insert(ENTITLEMENT)
    entitlement = entitlement.on_conflict_do_update(
        index_elements=["customer_id", "offer"], set_={"expires_at": entitlement.excluded.expires_at}
    )
    payment = sa.insert(PAYMENT)

    def order(request):
        params, now, key = json.loads(request.body), int(time.time()), uuid.uuid4().hex
        with engine.begin() as db:
            customer_id = db.execute(customer, {"email": params["email"], "seen_at": now}).scalar_one()
            bought = {"customer_id": customer_id, "offer": params["offer"]}
            db.execute(payment, {"id": key, "minor": 499, "created_at": now, **bought})
            db.execute(entitlement, {"expires_at": now + 86_400, **bought})
        return Response(json.dumps({"order": key}).encode(), content_type="application/json", charset=None)

    config = Configurator()
    config.add_route("order", "/")
    config.add_view(order, route_name="order", request_method="POST")
    return config.make_wsgi_app()
