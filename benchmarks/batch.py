"""Batches: 25 calls in one request, as the clients send at most, against 25 requests of one call each."""

import json
from pathlib import Path

from benchmarks.databases import CUSTOMERS, FIRST_FILM, installation, token
from benchmarks.load import bring_wrk, in_turn, serving
from benchmarks.table import Table

CALLS = 25
CONNECTIONS = (1, 4)
METHODS = ("getAccessStatus", "getCustomer")
BACKENDS = ("sqlite", "postgresql")
SCRIPT = Path(__file__).with_name("batch.lua")
PATH = "/3.0/json-rpc"


def main():
    bring_wrk()
    print(f"One request of {CALLS} calls against {CALLS} requests of one call, on kept connections")
    names = ("database", "method", "connections", "batch: calls/s", "single: calls/s", "single/batch", "by CPU")
    table = Table(names, (12, 18, 13, 16, 17, 14, 8))
    for backend in BACKENDS:
        with installation(backend) as env, serving("ours", env) as ours:
            check(ours)
            for method in METHODS:
                for connections in CONNECTIONS:
                    batch, single = in_turn(
                        lambda: load(ours, connections, method, CALLS),  # noqa: B023
                        lambda: load(ours, connections, method, 1),  # noqa: B023
                    )
                    rates = f"{batch.per_second * CALLS:,.0f}", f"{single.per_second:,.0f}"
                    ratios = batch.per_second * CALLS / single.per_second, single.cpu * CALLS / batch.cpu
                    table.row(backend, method, connections, *rates, *(f"{ratio:.2f}" for ratio in ratios))


def load(server, connections, method, calls):
    variables = {"CUSTOMERS": CUSTOMERS, "METHOD": method, "CALLS": calls}
    return server.load(
        PATH, connections, SCRIPT, **{f"CLEENG_BENCH_{name}": value for name, value in variables.items()}
    )


def check(server):
    """Make sure that it is answers which are counted."""
    params = {"customerToken": token(0), "offerId": f"A{FIRST_FILM}_US"}
    calls = [{"method": method, "params": params, "id": id_} for id_, method in enumerate(METHODS, 1)]
    for answer in json.loads(server.post(PATH, json.dumps(calls).encode())):
        assert answer["error"] is None, answer
