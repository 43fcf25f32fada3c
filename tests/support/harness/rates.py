"""Exchange rates for tests: the bank's files as text, and a server that stands in for the bank."""

import contextlib
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cleeng.rates.feeds import feeds
from cleeng.rates.update import RateUpdater
from harness.till import GATEWAY

#: What `USD` and others cost at the moment of a frozen clock (a Tuesday) and the day before.
HISTORY = """Date,USD,GBP,CHF,JPY,NOK,BHD,
2028-02-29,1.1000,0.8500,0.9500,160.00,11.5000,0.41470,
2028-02-28,1.0950,0.8520,0.9510,161.00,11.4500,0.41280,
"""


def with_rate(currency, rate, history=HISTORY):
    """Return the file with another newest rate of one currency."""
    head, newest, *older = history.splitlines()
    cells = newest.split(",")
    cells[head.split(",").index(currency)] = str(rate)
    return "\n".join([head, ",".join(cells), *older, ""])


class Bank:
    """Serves `content` with `status`; `asked` are the paths that were asked for.  One that drips never ends."""

    def __init__(self):
        self.content, self.status, self.asked = HISTORY.encode(), 200, []
        self.drips = False

        class Handler(BaseHTTPRequestHandler):
            def do_GET(handler):  # noqa: N805 - the library's name; `self` is the bank
                self.asked.append(handler.path)
                handler.send_response(self.status)
                handler.end_headers()
                with contextlib.suppress(ConnectionError):  # who asked has heard enough
                    handler.wfile.write(self.content)
                    while self.drips:
                        handler.wfile.write(b" ")
                        time.sleep(0.01)

            def log_message(self, *words):
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/eurofxref-hist.csv"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def bank():
    """The bank's server."""
    made = Bank()
    yield made
    made.close()


@pytest.fixture
def with_rates(installation, bank):
    """An installation whose publisher uses the bank's rates; nothing was fetched yet."""
    installation.plugins.append("rates_ecb")
    installation.add_publisher(more=f"\n[plugin:rates_ecb]\nurl = {bank.url}\n")
    return installation


def take_over(installation):
    """Have the bank's rates taken over, however far they are from the packaged ones."""
    (feed,) = feeds(installation.application.publishers).values()
    RateUpdater(installation.application).fetch(feed, accepted=HISTORY.partition("\n")[0].split(","))


@pytest.fixture
def exchange(till, installation, bank):
    """The till of a publisher who takes other currencies, at the bank's rates of today: USD 1.10, NOK 11.50 ..."""
    installation.plugins.append("rates_ecb")

    def configure(more="", **options):
        installation.stop()
        more = f"{GATEWAY}\n[plugin:rates_ecb]\nurl = {bank.url}\n{more}"
        installation.add_publisher(more=more, **options)
        take_over(installation)
        return till

    return configure
