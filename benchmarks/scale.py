"""Scale: what calls cost with 1,000 and with 1,000,000 offers and customers, asked in turn in one process."""

import contextlib
import datetime as dt
import json
import os
import random
import statistics
import time
from dataclasses import dataclass

from benchmarks.databases import (
    FIRST_CUSTOMER,
    FIRST_FILM,
    NOW,
    customer,
    customer_token,
    entry,
    filled,
    local,
    offer,
    token,
)
from benchmarks.table import Table
from cleeng.application import Application
from cleeng.catalog.models import Offer, OfferCount, OfferLocalization, OfferType
from cleeng.customers.models import Customer, CustomerToken
from cleeng.customers.tokens import token_hash
from cleeng.ids import DirectoryEntry, Kind
from cleeng.publishers.models import ApiToken, TokenKind
from cleeng.rpc import all_methods
from cleeng.rpc.call import Origin
from cleeng.rpc.dispatcher import Dispatcher

FEW, MANY = 1_000, 1_000_000
CALLS = int(os.environ.get("CLEENG_BENCH_CALLS", "400"))
GOAL = 1.10
PUBLISHER_TOKEN = "p" * 48
ORIGIN = Origin("http://localhost")


def main():
    print(f"Scale: calls with {FEW:,} and with {MANY:,} offers and customers, median of {CALLS:,}, asked in turn")
    table = Table(("call", "database", "few ms", "many ms", "many/few", "goal"), (28, 12, 9, 9, 10, 8))
    for backend in ("sqlite", "postgresql"):
        with shop(backend, FEW) as few, shop(backend, MANY) as many:
            for name, params in METHODS.items():
                small, large, ratio = in_turn(few, many, name, params)
                table.row(name, backend, f"{small:.2f}", f"{large:.2f}", f"{ratio:.2f}", f"<={GOAL:.2f}")


@dataclass
class Shop:
    """An installation that is asked without a server between."""

    dispatcher: Dispatcher
    size: int

    def ask(self, body):
        """Ask; give the milliseconds that the answer took."""
        began = time.perf_counter()
        answer = self.dispatcher.answer(body, ORIGIN)
        took = time.perf_counter() - began
        assert b'"error":null' in answer, answer
        return took * 1000


#: Method -> what it is asked for in a shop of so many offers and customers.
METHODS = {
    "getSingleOffer": lambda size: {"offerId": f"A{FIRST_FILM + random.randrange(size)}_US"},
    "listSingleOffers": lambda _: {"publisherToken": PUBLISHER_TOKEN, "offset": 0, "limit": 20},
    "listSingleOffers, page 40": lambda _: {"publisherToken": PUBLISHER_TOKEN, "offset": 780, "limit": 20},
    "getCustomer": lambda size: {"customerToken": token(random.randrange(min(size, 1000)))},
    "listCustomerLibrary": lambda size: {
        "publisherToken": PUBLISHER_TOKEN,
        "customerEmail": f"viewer{random.randrange(size)}@example.com",
        "offset": 0,
        "limit": 20,
    },
}


@contextlib.contextmanager
def shop(backend, size):
    with filled(backend, f"scale-{size}", f"{size:,} offers and customers", tables(size)) as env:
        os.environ.update(env)
        application = Application.load(env["CLEENG_INI"])
        yield Shop(Dispatcher(application, all_methods()), size)
        application.close()


def in_turn(few, many, name, params):
    """Ask both shops in turn; give the medians of each, and of the ratios of neighbours, which met the same machine."""
    seen = []
    for n in range(CALLS + CALLS // 10):
        took = {}
        for place in (few, many) if n % 2 else (many, few):
            call = {"method": name.partition(",")[0], "params": params(place.size), "id": 1}
            took[place.size] = place.ask(json.dumps(call).encode())
        seen.append((took[few.size], took[many.size]))
    warm = seen[CALLS // 10 :]
    small, large = (statistics.median(times) for times in zip(*warm, strict=True))
    return small, large, statistics.median(many / few for few, many in warm)


def tables(size):
    yield ApiToken, [api_token()]
    yield DirectoryEntry, (entry(FIRST_FILM + n, Kind.OFFER) for n in range(size))
    yield DirectoryEntry, (entry(FIRST_CUSTOMER + n, Kind.CUSTOMER) for n in range(size))
    yield Offer, (film(n) for n in range(size))
    yield OfferLocalization, (local(FIRST_FILM + n) for n in range(size))
    yield OfferCount, [{"type": OfferType.SINGLE, "active": True, "versions": size}]
    yield Customer, (customer(n) for n in range(size))
    yield CustomerToken, (customer_token(n) for n in range(1000))


def film(n):
    made = NOW + dt.timedelta(seconds=n)
    return {**offer(FIRST_FILM + n, OfferType.SINGLE), "created_at": made, "updated_at": made}


def api_token():
    return {
        "id": "0" * 32,
        "name": "bench",
        "kind": TokenKind.PUBLISHER,
        "token_hash": token_hash(PUBLISHER_TOKEN),
        "created_at": NOW,
    }
