"""A server of its own process that ends where a test planned it, and what the bank and the books say then."""

import datetime as dt
import http.client
import subprocess
import sys
import time
from dataclasses import dataclass

import pytest
from webtest import TestApp

from cleeng.clock import SystemClock
from cleeng.entitlements.models import Entitlement
from cleeng.orders.models import Order, OrderStatus
from cleeng.payments.models import Payment
from cleeng.publishers.service import PublisherService
from cleeng.testing.crashing import STATUS
from harness.invoices import gapless
from harness.process import PATIENCE
from harness.site import Installation
from harness.till import GATEWAY, Till, Visitor

SERVER = "\n[server:main]\nuse = egg:cleeng-platform#embedded\nlisten = 127.0.0.1\nport = {port}\nworker = separate\n"
CRASHING = (sys.executable, "-m", "cleeng.testing.crashing")
HEADERS = ("HTTP_COOKIE", "HTTP_HOST", "HTTP_REFERER", "HTTP_ORIGIN", "CONTENT_TYPE")


class Crashed(Exception):
    """The server ended in the middle of a request."""


@dataclass
class Wire:
    """Hands WSGI requests to a server over HTTP, so that WebTest can fill in its forms."""

    port: int

    def __call__(self, environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        headers = {name.removeprefix("HTTP_").replace("_", "-"): environ[name] for name in HEADERS if environ.get(name)}
        path = environ["PATH_INFO"] + (f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else "")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(environ["REQUEST_METHOD"], path, environ["wsgi.input"].read(length), headers)
            response = connection.getresponse()
            body = response.read()
        except (http.client.HTTPException, OSError) as error:
            raise Crashed from error
        finally:
            connection.close()
        start_response(f"{response.status} {response.reason}", response.getheaders())
        return [body]


@dataclass
class CrashingShop:
    """An installation served by a process that ends where the plan says."""

    installation: Installation
    till: Till
    port: int
    start_process: object
    server: object = None

    @property
    def plan(self):
        return self.installation.folder / "plan"

    @property
    def ini(self):
        return self.installation.folder / "served.ini"

    def serve(self):
        """Start the server, without plan."""
        self.plan.unlink(missing_ok=True)
        command = [*CRASHING, str(self.plan), "pserve", str(self.ini)]
        url = f"http://127.0.0.1:{self.port}/healthz"
        self.server = self.start_process(command, cwd=self.installation.folder, ready=url)

    def crashed(self):
        """Say whether the server has ended, at its point and nowhere else."""
        if self.server.returncode is None:
            return False
        assert self.server.returncode == STATUS, self.server.stderr
        return True

    def visitor(self):
        host = {"HTTP_HOST": f"127.0.0.1:{self.port}"}
        return Visitor(self.till, TestApp(Wire(self.port), extra_environ=host))

    def work(self, plan=""):
        """Do all that is due with `cleeng worker --once`; say whether it came to the planned point."""
        return self.run(plan, "worker", "--once")

    def run(self, plan, *words):
        """Run a command of `cleeng`; say whether it came to the planned point."""
        self.plan.write_text(plan)
        command = [*CRASHING, str(self.plan), "cleeng", "-c", str(self.ini), *words]
        done = subprocess.run(command, cwd=self.installation.folder, capture_output=True, text=True, check=False)
        self.plan.unlink()
        assert done.returncode in (0, STATUS), done.stderr
        return done.returncode == STATUS

    def later(self, **delta):
        """Let the publisher's time pass."""
        application = self.installation.application
        with application.database.unit() as unit:
            PublisherService(unit.db, application.clocks.base).advance(100000001, dt.timedelta(**delta))
        application.clocks.forget()
        time.sleep(1.1)  # until the server knows, too

    def give_back_last(self):
        """Have the money of the last payment that succeeded go back."""
        payment = [p for p in self.till.rows(Payment) if p.status == "succeeded"][-1]
        with self.installation.services() as services:
            services.outcomes.give_back(services.payments.get(payment.id), "order was paid already")
        return payment.id

    def settle(self):
        """Let the reconciler ask the bank about everything."""
        self.later(minutes=20)
        self.work()

    def paid(self):
        """Hold that who was charged, was so once, may watch and has an invoice, and nobody else; return how many."""
        payments = {p.id: p for p in self.till.rows(Payment)}
        charged = sorted(payments[key].order_id for key, _ in self.till.bank.charges())
        assert len(charged) == len(set(charged))
        assert charged == sorted(p.order_id for p in payments.values() if p.status == "succeeded")
        assert charged == sorted(o.id for o in self.till.rows(Order) if o.status is OrderStatus.PAID)
        assert charged == sorted(e.order_id for e in self.till.rows(Entitlement))
        assert gapless(self.till) == len(charged)
        return len(charged)


@pytest.fixture
def crashing_shop(tmp_path, db_url, free_port, start_process):
    """A shop that takes cards, served by a process of its own."""
    port = free_port()
    installation = Installation(tmp_path / "installation", db_url, SystemClock())
    installation.base_url = f"http://127.0.0.1:{port}"
    installation.plugins.append("payment_sandbox")
    installation.add_publisher(more=GATEWAY)
    shop = CrashingShop(installation, Till(installation), port, start_process)
    assert installation.application
    text = (installation.folder / "installation.ini").read_text()
    shop.ini.write_text(text + SERVER.format(port=port))
    shop.serve()
    yield shop
    installation.close()
