"""Path A, cold: getAccessStatus, every answer from the database, against a bare Pyramid view on the same server."""

import json
from pathlib import Path

from benchmarks.databases import CUSTOMERS, FIRST_FILM, FIRST_PASS, OWNED, installation, token
from benchmarks.load import REPEATS, bring_wrk, median, post, serving, wrk

GOALS = {"sqlite": 0.6, "postgresql": 0.18}
CONNECTIONS = (16, 64)
SCRIPT = Path(__file__).with_name("access.lua")


def main():
    bring_wrk()
    print(f"A, cold: getAccessStatus with {CUSTOMERS:,} customers and {CUSTOMERS * (OWNED + 1):,} entitlements")
    print("H: a bare Pyramid view, renderer json, on the same server in the same minute\n")
    print(
        f"{'database':<12}{'connections':>11}{'A/s':>9}{'H/s':>9}{'A/H':>7}{'goal':>7}{'A p99 ms':>10}{'H p99 ms':>10}"
    )
    for backend, goal in GOALS.items():
        with installation(backend) as env:
            measure(backend, env, goal)


def measure(backend, env, goal):
    with serving("ours", "/3.0/json-rpc", env) as url, serving("floor", "/") as floor:
        check(url)
        for connections in CONNECTIONS:
            ours, floors = [], []
            wrk(url, connections, SCRIPT, 1, {"CLEENG_BENCH_CUSTOMERS": str(CUSTOMERS)})
            for _ in range(REPEATS):
                ours.append(wrk(url, connections, SCRIPT, env={"CLEENG_BENCH_CUSTOMERS": str(CUSTOMERS)}))
                floors.append(wrk(floor, connections))
            a, h = median(ours), median(floors)
            print(
                f"{backend:<12}{connections:>11}{a.per_second:>9,.0f}{h.per_second:>9,.0f}"
                f"{a.per_second / h.per_second:>7.2f}{goal:>7}{a.p99:>10.1f}{h.p99:>10.1f}",
                flush=True,
            )


def check(url):
    """Make sure that it is answers which are counted: one owned film, one that a pass opens, one that is closed."""
    for offer, granted in (
        (f"A{FIRST_FILM}", "direct-purchase"),
        (f"A{FIRST_FILM + 50}", "pass"),
        (f"A{FIRST_FILM + 1}", None),
        (f"P{FIRST_PASS}", "direct-purchase"),
    ):
        call = {"method": "getAccessStatus", "params": {"customerToken": token(0), "offerId": f"{offer}_US"}, "id": 1}
        answer = json.loads(post(url, json.dumps(call).encode()))
        assert answer["error"] is None, answer
        assert answer["result"]["grantType"] == granted, (offer, answer)
