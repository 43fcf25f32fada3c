"""An installation as an operator has it: inis in a folder, a database, one publisher, and browsers to visit it."""

import contextlib
import threading
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
from waitress.server import create_server
from webtest import TestApp

from cleeng.application import Application
from cleeng.clock import SystemClock
from cleeng.home import prepare
from cleeng.publishers.service import PublisherService
from cleeng.testing.context import FrozenClock
from cleeng.web.app import make_app

PUBLISHER_ID = 100000001

#: A publisher that asks for nothing and opens nothing, and the lines of an ini that it goes without.
PLAIN_ID = 300000003
PLAIN_WITHOUT = ("transaction_tokens", "terms_url", "[consent:", "version", "value", "label")

INSTALLATION = """
[app:main]
use = egg:cleeng-platform
sqlalchemy.url = {database}
cleeng.home = home
cleeng.base_url = {base_url}
cleeng.private_webhooks = true
cleeng.secret = 0123456789abcdef0123456789abcdef0123456789abcdef
cleeng.plugins =
    checkout_inline
    checkout_overlay
    checkout_popup
    checkout_redirect
    geoip_mmdb
    identity_password
    my_account
    notify_log
    ovp_hmac
    tax_flat
cleeng.publishers = publishers/*.ini
"""

PUBLISHER = """
[publisher]
id = {id}
name = {name}
email = owner@example.com
country = DE
currency = EUR
locale = en_US
time_zone = Europe/Berlin
sandbox = true
allowed_origins = https://www.demo-sports.example {origins}
hosts = {hosts}
transaction_tokens = true

[branding]
logo = logo.svg
stylesheet = demo.css
terms_url = https://www.demo-sports.example/terms

[consent:broadcaster_marketing]
version = 3
value = https://www.demo-sports.example/news
label = Tell me about new films by e-mail

[checkout]
use = inline overlay popup redirect

[pages]
use = my_account

[identity]
use = password

[tax]
use = flat

[playback]
use = hmac

[notifiers]
use = log

[plugin:identity_password]
memory_kib = 8
passes = 1

[plugin:tax_flat]
rate = 19
"""

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 28"><rect width="120" height="28" rx="4"/></svg>'


@dataclass
class Installation:
    """A folder with inis; `application` is made from them when it is first asked for."""

    folder: Path
    database: str
    clock: object
    plugins: list = field(default_factory=list)  #: more lines of `cleeng.plugins`
    base_url: str = ""  #: `cleeng.base_url`
    _application: Application = None

    def __post_init__(self):
        (self.folder / "publishers").mkdir(parents=True)
        (self.folder / "publishers" / "logo.svg").write_text(LOGO)
        (self.folder / "publishers" / "demo.css").write_text(".brand { letter-spacing: 0 }\n")

    def add_publisher(self, id_=PUBLISHER_ID, name="Demo Sports", *, origins="", hosts="", more="", without=""):
        """Write a publisher's ini; `more` is added at its end, lines that begin as `without` says are left out."""
        text = PUBLISHER.format(id=id_, name=name, origins=origins, hosts=hosts)
        lines = [line for line in text.splitlines() if not (without and line.startswith(without))]
        (self.folder / "publishers" / f"{id_}.ini").write_text("\n".join([*lines, more]))

    def give_vat_number(self, id_=PUBLISHER_ID, number="DE123456789"):
        """Write a publisher's VAT number into its ini."""
        ini = self.folder / "publishers" / f"{id_}.ini"
        ini.write_text(ini.read_text().replace("country = DE\n", f"country = DE\nvat_number = {number}\n"))

    @property
    def application(self):
        if self._application is None:
            ini = self.folder / "installation.ini"
            plugins = "".join(f"    {name}\n" for name in self.plugins)
            text = INSTALLATION.format(database=self.database, base_url=self.base_url)
            ini.write_text(text.replace("cleeng.publishers =", f"{plugins}cleeng.publishers ="))
            self._application = Application.load(ini, clock=self.clock)
            prepare(self._application.settings)
            with self._application.database.unit() as unit:
                PublisherService(unit.db, self.clock).sync(self._application.settings.publishers)
        return self._application

    def close(self):
        if self._application is not None:
            self._application.close()

    def stop(self):
        """End it; it starts again, from its inis, when it is next asked for."""
        self.close()
        self._application = None
        self.__dict__.pop("app", None)

    @contextlib.contextmanager
    def services(self, publisher_id=PUBLISHER_ID):
        """Open a unit of work; give the publisher's services.  Commits at the end."""
        with self.application.database.unit() as unit:
            yield self.application.services(self.application.publishers.get(publisher_id), unit)

    def visitor(self, **environ):
        """Give a browser of its own, without script."""
        return TestApp(self.app, extra_environ={"REMOTE_ADDR": "127.0.0.1", **environ})

    @cached_property
    def app(self):
        """The WSGI application."""
        return make_app(self.application)


@pytest.fixture
def clock():
    """The time of the installation and its publishers; it moves only when told."""
    return FrozenClock()


@pytest.fixture
def installation(request, tmp_path, db_url, clock):
    """An installation that a test may add to before it first asks for the application."""
    made = Installation(tmp_path / "installation", db_url, clock)
    made.add_publisher()
    if "plain" in request.fixturenames:
        made.add_publisher(PLAIN_ID, "Plain", without=PLAIN_WITHOUT)
    yield made
    made.close()


@pytest.fixture
def application(installation):
    return installation.application


@pytest.fixture
def publisher(application):
    return application.publishers.get(PUBLISHER_ID)


@pytest.fixture
def app(installation):
    """A browser without script."""
    return installation.visitor()


@pytest.fixture
def services(installation):
    """`with services() as s: s.catalog.create(...)`: a unit of work that commits at its end."""
    return installation.services


@dataclass(frozen=True)
class Served:
    """A server for real browsers; localhost and 127.0.0.1 are two sites to them."""

    installation: Installation
    port: int

    @property
    def url(self):
        return f"http://localhost:{self.port}"

    @property
    def foreign_url(self):
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def serve(tmp_path, db_url):
    """Give a function that serves an installation by real time: `serve()`, or one with inis and a port of its own."""
    servers = []

    def start(installation=None, port=0):
        if installation is None:
            installation = Installation(tmp_path / "served", db_url, SystemClock())
            installation.add_publisher()
        server = create_server(make_app(installation.application), host="127.0.0.1", port=port, threads=8)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        servers.append((installation, server, thread))
        return Served(installation, int(server.effective_port))

    yield start
    for installation, server, thread in servers:
        server.trigger.pull_trigger(lambda: close_sockets(server))  # noqa: B023 - called before the loop goes on
        thread.join(5)
        server.task_dispatcher.shutdown(cancel_pending=True, timeout=5)
        installation.close()


def close_sockets(server):
    """Close all that a server has open, which ends its loop; within that, as nothing else may touch them."""
    for one in list(server._map.values()):
        one.close()
