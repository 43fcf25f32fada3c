"""Path B, its other half: signing up and in by turns, as fast as hashing allows, while access checks go on."""

import os
import statistics
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import sqlalchemy as sa

from benchmarks import access
from benchmarks.databases import PUBLISHER, installation
from benchmarks.load import REPEATS, SECONDS, bring_wrk, serving
from benchmarks.table import Table
from cleeng.application import Application
from cleeng.customers.models import CustomerToken
from cleeng.publishers.tokens import ApiTokenService
from cleeng_plugins.identity_password.provider import PasswordIdentity, PasswordSettings

BACKENDS = ("sqlite", "postgresql")
HASHES, KEPT = 0.85, 0.5
#: Of those who sign up or in, and of those who ask for access; threads of the server.
CONNECTIONS, ASKING, THREADS = 2, 16, 4
SCRIPT = Path(__file__).with_name("accounts.lua")


def main():
    bring_wrk()
    print("B: one after another signs up or in, while others ask for access (A) on the same server")
    print("floor: argon2id alone, one thread; A alone")
    table = Table(
        ("database", "B/s", "hashes/s", "B/hashes", "goal", "A/s", "A alone/s", "A kept", "goal"),
        (12, 8, 10, 10, 8, 8, 11, 8, 7),
    )
    for backend in BACKENDS:
        with installation(backend) as env, serving("ours", env, THREADS) as server:
            b, hashes, a, alone = measure(env, server)
        ratios = f"{b / hashes:.2f}", f">={HASHES}", f"{a:,.0f}", f"{alone:,.0f}", f"{a / alone:.2f}", f">={KEPT}"
        table.row(backend, f"{b:.0f}", f"{hashes:.0f}", *ratios)


def measure(env, server):
    """Return medians: accounts, bare hashes, access checks beside the accounts, access checks alone; per second."""
    os.environ.update(env)
    application = Application.load(env["CLEENG_INI"])
    with application.database.unit() as unit:
        token = ApiTokenService(unit.db, PUBLISHER, application.clocks.base).make(f"benchmark {uuid.uuid4().hex}")
    access.load(server, 2, seconds=1)
    seen, answers, before = [], 0, tokens(application)
    for _ in range(REPEATS):
        alone, hashes = access.load(server, ASKING), bare_hashes()
        with ThreadPoolExecutor(1) as beside:
            asking = beside.submit(access.load, server, ASKING)
            seed = uuid.uuid4().hex
            b = server.load(access.PATH, CONNECTIONS, SCRIPT, CLEENG_BENCH_TOKEN=token, CLEENG_BENCH_SEED=seed)
        answers += b.answers
        seen.append((b.per_second, hashes, asking.result().per_second, alone.per_second))
    assert tokens(application) - before >= answers
    application.close()
    return [statistics.median(values) for values in zip(*seen, strict=True)]


def bare_hashes():
    provider, began, count = PasswordIdentity(PasswordSettings()), time.monotonic(), 0
    while (took := time.monotonic() - began) < SECONDS:
        provider.enrol(None, "long-enough-1")
        count += 1
    return count / took


def tokens(application):
    """Return how many tokens there are: whoever signs up or in gets one."""
    with application.database.reader.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(CustomerToken))
