"""A till: the installation with the sandbox gateway, offers of every type, and what its bank did."""

import datetime as dt
import json
import sqlite3
import subprocess
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from cleeng.api import Money
from cleeng.catalog.models import OfferType
from cleeng.catalog.rules import OfferData
from cleeng_plugins.payment_sandbox.webhooks import HEADER, sign
from harness.process import script

ENDED = "status IN ('succeeded', 'failed', 'canceled')"
GATEWAY = "\n[gateways]\nuse = sandbox\n"
PASSWORD = "hurdles400"

APPROVED = "4242 4242 4242 4242"
DECLINED = "4000 0000 0000 0002"
SOFT = "4000 0000 0000 0119"
CHALLENGE = "4000 0025 0000 3155"
CHALLENGE_WITH_WEBHOOK = "4000 0000 0100 9002"
TIMES_OUT_PAID = "4000 0000 0100 2007"
TIMES_OUT_UNPAID = "4000 0000 0100 3005"
OUT_OF_REACH = "4000 0000 0100 4003"
PENDING = "4000 0000 0100 8004"


@dataclass
class Bank:
    """What the sandbox's books say, read as a stranger would: past our own code."""

    path: object

    def charges(self):
        """Return (key, minor units) of every payment that moved money."""
        if not self.path.exists():
            return []
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True) as db:
            return db.execute("SELECT key, amount FROM payment WHERE status = 'succeeded' AND amount > 0").fetchall()

    def ended(self):
        """Return the keys of all payments of which the bank could tell how they ended."""
        if not self.path.exists():
            return set()
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True) as db:
            return {key for (key,) in db.execute(f"SELECT key FROM payment WHERE {ENDED}")}

    def notice(self, key, at):
        """Return the body of the webhook that tells how a payment ended."""
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True) as db:
            db.row_factory = sqlite3.Row
            row = db.execute("SELECT * FROM payment WHERE key = ?", (key,)).fetchone()
        told = {name: row[name] for name in ("reference", "status", "code", "amount", "currency", "saved_token")}
        about = {"id": f"notice-{key}", "at": at.isoformat(), "publisher_id": row["publisher_id"], "payment": key}
        return json.dumps({**about, **told, "method": json.loads(row["snapshot"])}).encode()

    def returned(self):
        """Return the minor units that went back."""
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True) as db:
            return db.execute("SELECT coalesce(sum(amount), 0) FROM refund").fetchone()[0]


class Till:
    """Offers, and hands that fill in forms like a viewer."""

    def __init__(self, installation):
        self.installation = installation
        self.bank = Bank(installation.folder / "home" / "data" / "payment_sandbox" / "books.sqlite3")
        self.clock = installation.clock

    def sell(self, type_=OfferType.SINGLE, price=499, title="The Long Straight", country="", **more):
        """Put an offer on sale; return it."""
        now = self.clock.now()
        needed = {
            OfferType.RENTAL: {"period": "48"},
            OfferType.EVENT: {"starts_at": now + dt.timedelta(days=1), "ends_at": now + dt.timedelta(days=2)},
            OfferType.PASS: {"period": "week", "opens": ("(all)",)},
            OfferType.SUBSCRIPTION: {"period": "month", "opens": ("series",)},
        }.get(type_, {})
        with self.installation.services() as services:
            return services.catalog.create(OfferData(type_, Money(price, "EUR"), title, **{**needed, **more}), country)

    def rows(self, model):
        """Return all rows of a table, oldest first where it says when."""
        query = sa.select(model)
        if hasattr(model, "created_at"):
            query = query.order_by(model.created_at)
        with Session(self.installation.application.database.reader, expire_on_commit=False) as db:
            return list(db.scalars(query))

    def browser(self):
        """Give a browser of its own, without script, that follows where it is led."""
        return Visitor(self, self.installation.visitor())

    def later(self, **delta):
        """Let time pass."""
        self.clock.advance(dt.timedelta(**delta))


class Visitor:
    """A viewer with a browser; each step returns the page that it leads to."""

    def __init__(self, till, app):
        self.till = till
        self.app = app

    def open(self, offer, query="", **kwargs):
        return self.app.get(f"/checkout/{offer.id}{query}", **kwargs)

    def sign_up(self, offer, email="lena@example.com", query=""):
        """Sign up in the checkout; return the page with the ways to pay, or the end of a free offer."""
        form = self.open(offer, query).forms["checkout"]
        form["email"], form["password"] = email, PASSWORD
        return form.submit("action", value="register").maybe_follow()

    def sign_in(self, offer, email="lena@example.com", password=PASSWORD, **kwargs):
        form = self.open(offer, "?mode=sign-in").forms["checkout"]
        form["email"], form["password"] = email, password
        return form.submit("action", value="sign-in", **kwargs).maybe_follow()

    def pay(self, page, card=APPROVED, *, keep=False, follow=True, **kwargs):
        """Fill the card form in and press the button."""
        answer = self.filled(page, card, keep=keep).submit("action", value="pay", **kwargs)
        return answer.maybe_follow() if follow else answer

    def filled(self, page, card=APPROVED, *, keep=False):
        """Fill the card form in, tick what the law wants; return the form."""
        form = page.forms["checkout"]
        form["method"] = "sandbox:card"
        form["sandbox-card-number"], form["sandbox-card-expiry"] = card, "12/39"
        form["sandbox-card-cvc"], form["sandbox-card-name"] = "123", "Lena Brandt"
        if "sandbox-card-keep" in form.fields:
            form["sandbox-card-keep"] = keep
        for name in form.fields:
            if name and name.startswith("consent-"):
                form[name] = True
        return form

    def buy(self, offer, card=APPROVED, **kwargs):
        """Sign up and pay."""
        return self.pay(self.sign_up(offer), card, **kwargs)


@pytest.fixture
def till(installation):
    """A till that takes cards."""
    installation.plugins.append("payment_sandbox")
    installation.add_publisher(more=GATEWAY)
    return Till(installation)


def heading(page):
    """Return the one h1 of a page."""
    (found,) = page.html.find_all("h1")
    return found.get_text(strip=True)


@pytest.fixture
def sandbox_webhook(till, installation):
    """Deliver what the bank tells of a payment, signed as its servers would."""

    def deliver(payment_id):
        publisher = installation.application.publishers.get(100000001)
        secret = publisher.provider("gateways", "sandbox").settings.webhook_secret.get_secret_value()
        body = till.bank.notice(payment_id, publisher.clock.now())
        signature = sign(secret, body, publisher.clock.now())
        address = "/webhooks/100000001/sandbox"
        installation.visitor().post(address, body, headers={HEADER: signature}, status=204)

    return deliver


@pytest.fixture
def cleeng(till):
    """Run the command in a process of its own; give exit status, standard output and standard error."""

    def cleeng(*words):
        folder = till.installation.folder
        command = [script("cleeng"), "-c", "installation.ini", *words]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return cleeng
