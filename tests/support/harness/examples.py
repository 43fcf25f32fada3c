"""The examples of the manual, with real ids and tokens in them, and a server for them to call."""

import json
import os
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from cleeng.customers.models import LinkPurpose
from cleeng.customers.tokens import AUTOLOGIN_LIFE
from cleeng.ids import Kind, allocate
from cleeng.payments.models import PaymentMethod
from cleeng.rpc.examples import IDS
from cleeng.rpc.manual.snippets import HOST
from cleeng.rpc.probe import DEFAULT_APPLICATION

PAGES = Path(__file__).parents[3] / "docs" / "wire" / "methods"


def programs(language):
    """Give the program of each page in this language, by method."""
    found = {}
    for page in sorted(PAGES.glob("*.md")):
        for text in re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL):
            found[page.stem] = text
    return found


def real(text, named, url):
    """Put a server's address, ids and tokens where a program has stand-ins."""
    text = text.replace(HOST, url)
    for name, stand_in in IDS.items():
        if name in named:  # an offer's id also stands alone, without its country
            country = re.search("(_DE)?$", stand_in)[0]
            text = text.replace(stand_in.removesuffix(country), named[name].removesuffix(country))
    return text


class Stage:
    """A server that is as it was before each program runs."""

    def __init__(self, url, named, path):
        self.url = url
        self.named = named
        self._path = path
        self._before = sqlite3.connect(":memory:")
        with sqlite3.connect(path) as database:
            database.backup(self._before)

    def run(self, programs, run):
        """Run programs, each on the same data; give what `run(program)` says of those that failed, by method."""
        failed = {}
        for method, program in programs.items():
            with sqlite3.connect(self._path) as database:
                self._before.backup(database)
            if said := run(real(program, self.named, self.url)):
                failed[method] = said
        return failed

    def close(self):
        self._before.close()


@pytest.fixture
def stage(installation, named, shop, serve):
    """A shop that has what the examples name."""
    with shop.services() as ours:
        viewer, publisher_id = int(named["customer"]), shop.publisher_id
        key = ours.tokens.make_link(
            viewer, LinkPurpose.AUTOLOGIN, {"applicationId": DEFAULT_APPLICATION}, AUTOLOGIN_LIFE
        )
        kept = PaymentMethod(
            publisher_id=publisher_id,
            id=allocate(ours.unit.db, publisher_id, Kind.PAYMENT_METHOD),
            customer_id=viewer,
            gateway="sandbox",
            method="card",
            token="kept",
            snapshot={"type": "card", "brand": "visa", "last_four": "4242", "expiry_month": 12, "expiry_year": 2039},
            created_at=ours.publisher.clock.now(),
        )
        ours.unit.db.add(kept)
        known = {**named, "autologinKey": key, "paymentDetails": str(kept.id)}
    made = Stage(serve(installation).url, known, installation.database.removeprefix("sqlite:///"))
    yield made
    made.close()


def command(name):
    """Give the path of a program; CI must have it, and elsewhere its lack is said aloud."""
    if path := shutil.which(name):
        return path
    if os.environ.get("CI") == "true":
        pytest.fail(f"NO {name}: CI must run its examples; apt-get install {name}")
    return pytest.skip(f"NO {name}, so its examples were not run: sudo apt-get install {name}")


def envelope(text):
    """Give the error of an answer's envelope, or None."""
    return json.loads(text).get("error")
