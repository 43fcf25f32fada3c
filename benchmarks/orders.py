"""Path B: a known customer, signed in, pays for a film by card at the sandbox gateway, in one request."""

import os
import random
import tempfile
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa
from webtest import TestApp

from benchmarks import orders_floor
from benchmarks.databases import (
    CUSTOMERS,
    FILMS,
    FIRST_CUSTOMER,
    FIRST_FILM,
    PASSES,
    PUBLISHER,
    TAGS,
    installation,
    owned,
)
from benchmarks.load import REPEATS, SECONDS, bring_wrk, in_turn, serving
from benchmarks.table import Table
from cleeng.application import Application
from cleeng.orders.models import Order, OrderStatus
from cleeng.web.app import make_app
from cleeng.web.session import Sessions, ViewerSession

RATIO, P99 = 0.4, {"sqlite": 50, "postgresql": 25}
CONNECTIONS, THREADS = 8, 4
#: More buyers than a run can serve.
MOST = 1000 * SECONDS
CARD = {"number": "4242 4242 4242 4242", "expiry": "12/39", "cvc": "123", "name": "A Viewer"}
HERE = Path(__file__).parent


def main():
    bring_wrk()
    print(
        "B: a signed-in customer pays for a film at the sandbox gateway: order, payment, access, receipt in one request"
    )
    print("floor: one request that writes customer, payment and entitlement in one commit, in turn with B")
    table = Table(
        ("database", "connections", "B/s", "floor/s", "B/floor", "goal", "B p99 ms", "goal", "floor p99"),
        (12, 12, 8, 9, 9, 7, 10, 7, 11),
    )
    for backend, goal in P99.items():
        with installation(backend) as env:
            b, floor = measure(env)
        rates = f"{b.per_second:,.0f}", f"{floor.per_second:,.0f}", f"{b.per_second / floor.per_second:.2f}"
        table.row(backend, CONNECTIONS, *rates, f">={RATIO}", f"{b.p99:.0f}", f"<={goal}", f"{floor.p99:.0f}")


def measure(env):
    url = env["CLEENG_DATABASE_URL"]
    floor_env = {"CLEENG_FLOOR_URL": f"sqlite:///{env['CLEENG_HOME']}/floor.db" if url.startswith("sqlite") else url}
    orders_floor.prepare(floor_env["CLEENG_FLOOR_URL"])
    os.environ.update(env)
    application = Application.load(env["CLEENG_INI"])
    with serving("ours", env, THREADS) as ours, serving("order_floor", floor_env, THREADS) as floor:
        form = filled_form(application)
        before, answers = paid(application), []

        def order():
            with tempfile.NamedTemporaryFile("w", suffix=".buyers") as buyers:
                buyers.writelines(lines(application))
                buyers.flush()
                variables = {"BUYERS": buyers.name, "FORM": form, "ORIGIN": ours.origin}
                seen = ours.load(
                    "/",
                    CONNECTIONS,
                    HERE / "orders.lua",
                    **{f"CLEENG_BENCH_{name}": v for name, v in variables.items()},
                )
            answers.append(seen.answers)
            return seen

        def write():
            return floor.load("/", CONNECTIONS, HERE / "orders_floor.lua", CLEENG_BENCH_CUSTOMERS=CUSTOMERS)

        medians = in_turn(order, write)
        made = paid(application) - before
        # wrk hangs up on what is under way when its time is over.
        assert sum(answers) <= made <= sum(answers) + CONNECTIONS * REPEATS, (answers, made)
    application.close()
    return medians


def filled_form(application):
    """Return the form of the payment page, filled in, but for its payment_id; it fits every customer."""
    visitor = TestApp(make_app(application), extra_environ={"HTTP_HOST": f"localhost:{os.environ.get('PORT', '6543')}"})
    offer, cookie = next(lines(application)).split(maxsplit=1)
    form = visitor.get(f"/checkout/{offer}", headers={"Cookie": cookie.strip()}).forms["checkout"]
    form["method"] = "sandbox:card"
    for name, value in CARD.items():
        form[f"sandbox-card-{name}"] = value
    fields = form.submit_fields("action", submit_value="pay")
    return urlencode([(name, value) for name, value in fields if name != "payment_id"])


def lines(application):
    """Yield an offer and the cookie of a customer who does not own it, MOST times.

    All carry one nonce, so that one form fits all.
    """
    sessions, now = Sessions(application.secret), application.clocks.base.now()
    for _ in range(MOST):
        n, film = random.randrange(CUSTOMERS), random.randrange(FILMS)
        if film in owned(n) or film % TAGS == n % PASSES:
            continue
        session = ViewerSession(PUBLISHER, "")
        session.sign_in(FIRST_CUSTOMER + n, 0, now)
        session.nonce = "bench"
        yield f"A{FIRST_FILM + film}_US cleeng_v{PUBLISHER}={sessions.text(session)}\n"


def paid(application):
    with application.database.reader.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(Order).where(Order.status == OrderStatus.PAID))
