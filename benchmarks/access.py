"""Path A, cold: getAccessStatus, every answer from the database, against a bare Pyramid view on the same server."""

import json
from pathlib import Path

from benchmarks.databases import CUSTOMERS, FIRST_FILM, FIRST_PASS, OWNED, installation, token
from benchmarks.load import bring_wrk, in_turn, serving
from benchmarks.table import Table

GOALS = {"sqlite": 0.6, "postgresql": 0.18}
CONNECTIONS = (16, 64)
SCRIPT = Path(__file__).with_name("access.lua")
PATH = "/3.0/json-rpc"


def main():
    bring_wrk()
    print(f"A, cold: getAccessStatus with {CUSTOMERS:,} customers and {CUSTOMERS * (OWNED + 1):,} entitlements")
    print("H: a bare Pyramid view, renderer json, on the same server, in turn with A")
    table = Table(
        ("database", "connections", "A/s", "H/s", "A/H", "goal", "by CPU", "A p99 ms", "H p99 ms", "p99 A/H"),
        (12, 12, 8, 8, 7, 7, 8, 10, 10, 9),
    )
    for backend, goal in GOALS.items():
        with installation(backend) as env, serving("ours", env) as ours, serving("floor") as floor:
            check(ours)
            load(ours, 2, seconds=1)
            for connections in CONNECTIONS:
                a, h = in_turn(lambda: load(ours, connections), lambda: floor.load("/", connections))  # noqa: B023
                ratios = f"{a.per_second / h.per_second:.2f}", f">={goal}", f"{h.cpu / a.cpu:.2f}"
                rates = f"{a.per_second:,.0f}", f"{h.per_second:,.0f}"
                table.row(backend, connections, *rates, *ratios, f"{a.p99:.1f}", f"{h.p99:.1f}", f"{a.p99 / h.p99:.1f}")


def load(server, connections, **more):
    return server.load(PATH, connections, SCRIPT, CLEENG_BENCH_CUSTOMERS=CUSTOMERS, **more)


def check(server):
    """Make sure that it is answers which are counted: one owned film, one that a pass opens, one that is closed."""
    for offer, granted in (
        (f"A{FIRST_FILM}", "direct-purchase"),
        (f"A{FIRST_FILM + 50}", "pass"),
        (f"A{FIRST_FILM + 1}", None),
        (f"P{FIRST_PASS}", "direct-purchase"),
    ):
        call = {"method": "getAccessStatus", "params": {"customerToken": token(0), "offerId": f"{offer}_US"}, "id": 1}
        answer = json.loads(server.post(PATH, json.dumps(call).encode()))
        assert answer["error"] is None, answer
        assert answer["result"]["grantType"] == granted, (offer, answer)
