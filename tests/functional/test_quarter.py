"""A quarter as an auditor goes through it: sales and refunds of all kinds, added up by hand from the documents' rows.

What is added up here knows nothing of the program's sums, dates and rounding: it reads the tables and uses fractions.
"""

import csv
import datetime as dt
import math
from collections import Counter
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from cleeng.api import Money
from cleeng.cli.main import main
from cleeng.orders.buyer import Buyer
from cleeng.rates.models import ExchangeRates
from cleeng.testing.vies import vies
from harness.shop import Shop
from harness.site import PUBLISHER_ID

pytestmark = pytest.mark.db

NUMBER = "FR40303265045"
RULES = "\n[pricing]\nservice_fee = 3.5\n[tax]\nuse = eu_vat\n[plugin:tax_eu_vat]\nevidence = 1\nvies = {url}\n"
WITHOUT = ("[tax]", "use = flat", "[plugin:tax_flat]", "rate = 19")
SECOND_QUARTER = dt.datetime(2028, 3, 31, 22, tzinfo=dt.UTC)  # in Berlin
BUYERS = [
    *({"country": "DE"}, {"country": "DE", "currency": "USD"}, {"country": "FR"}, {"country": "FR", "currency": "USD"}),
    *({"country": "GR"}, {"country": "SE", "currency": "SEK"}, {"country": "AT"}, {"country": "NO"}),
    {"country": "FR", "tax_id": NUMBER, "company": "Courses SA"},
]
#: What a euro was worth when the quarters ended: the first on a Friday, its rate is of the Monday after it.
LAST = {"2028Q1": {"USD": "1.2000", "SEK": "11.5000"}, "2028Q2": {"USD": "1.3000", "SEK": "11.9000"}}
DAYS = {dt.date(2028, 4, 3): LAST["2028Q1"], dt.date(2028, 6, 30): LAST["2028Q2"]}
DOCUMENTS = """
    SELECT invoice.kind, invoice.issued_at, original.issued_at, tax.jurisdiction, tax.kind, tax.rate,
           invoice.currency, tax.net_minor, tax.tax_minor
    FROM invoice JOIN invoice_tax AS tax ON tax.invoice_id = invoice.id
    LEFT JOIN invoice AS original ON original.id = invoice.original_id"""


@pytest.fixture
def shop(installation, exchange, clock):
    """Sales of two quarters, some of them taken back in the same one or in the next."""
    installation.plugins.append("tax_eu_vat")
    with vies() as register:
        register.enter(NUMBER)
        exchange(RULES.format(url=register.url), without=WITHOUT)
        installation.stop()
        installation.give_vat_number()
        shop = Shop(installation.services)
        publish(installation, clock.now(), {clock.now().date(): {"USD": "1.1234", "SEK": "11.1111"}})
        first = [sell(shop, cents, **buyer) for cents in (999, 1337, 2501) for buyer in BUYERS]
        for order_id in first[::4]:
            refund(shop, order_id, Fraction(1, 3))
        clock.advance(SECOND_QUARTER - clock.now() - dt.timedelta(seconds=1))
        late = sell(shop, 777, country="AT")
        clock.advance(dt.timedelta(seconds=1))
        for buyer in BUYERS:
            sell(shop, 1999, **buyer)
        for order_id in (late, *first[::3]):
            refund(shop, order_id, Fraction(1))
        for order_id in first[1::3]:
            refund(shop, order_id, Fraction(2, 7))
        publish(installation, clock.now(), DAYS)
        clock.advance(dt.timedelta(days=100))
        yield shop


def publish(installation, now, days):
    source = installation.application.publishers.get(PUBLISHER_ID).first("rates").source
    with installation.application.database.unit() as unit:
        for day, rates in days.items():
            unit.db.merge(ExchangeRates(source=source, day=day, base="EUR", rates=rates, stored_at=now))


def sell(shop, cents, **buyer):
    offer = shop.sell(price=str(Money(cents, "EUR").decimal), details={"apply_service_fee_on_customer": True})
    customer_id = shop.register(f"{offer.number}@example.com")
    with shop.services() as ours:
        if "tax_id" in buyer:
            ours.tax_numbers.check(buyer["country"], buyer["tax_id"])
        order = ours.orders.start(offer, Buyer(ip_country=buyer["country"], customer_id=customer_id, **buyer))
        ours.orders.complete(order)
        return order.id


def refund(shop, order_id, share):
    """Take a share of what is left of an order back."""
    with shop.services() as ours:
        invoice = ours.invoices.of_order(order_id)
        left = invoice.total.minor - sum(note.total.minor for note in ours.invoices.credits(invoice))
        ours.invoices.credit(invoice, Money(math.ceil(left * share), invoice.currency), "")


def quarter(moment):
    """Say in which quarter a moment lies where the publisher is."""
    moment = dt.datetime.fromisoformat(str(moment))
    day = (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(ZoneInfo("Europe/Berlin"))
    return f"{day.year}Q{(day.month + 2) // 3}"


def by_hand(database, period):
    """Give net and tax in cents of (state, rate, quarter, currency) as invoiced, "" for the rate of a correction."""
    found = Counter()
    with database.unit(writes=False) as unit:
        rows = unit.db.execute(sa.text(DOCUMENTS)).all()
    for document, issued, invoiced, state, kind, rate, currency, net, tax in rows:
        if state in ("DE", "NO") or kind != "standard" or quarter(issued) != period:
            continue
        of = quarter(invoiced or issued)
        key = state, str(Fraction(rate)) if of == period else "", of, currency
        sign = -1 if document == "credit_note" else 1
        found[*key, "net"] += sign * net
        found[*key, "tax"] += sign * tax
    return found


def in_euros(cents, of, currency):
    exact = Fraction(cents) / Fraction(LAST[of].get(currency, "1"))
    return int(math.copysign(math.floor(abs(exact) + Fraction(1, 2)), exact))


def cents(text):
    return int(Fraction(text) * 100)


@pytest.fixture
def cleeng(installation):
    def cleeng(*words):
        result = CliRunner().invoke(main, ["-c", str(installation.folder / "installation.ini"), *words])
        assert result.exit_code == 0, result.output
        return result.stdout

    return cleeng


def test_returns_books_and_evidence_agree_with_what_is_added_up_by_hand(shop, installation, cleeng):
    publisher = ("--publisher", str(PUBLISHER_ID))
    for period in LAST:
        printed = cleeng("tax", "return", *publisher, "--scheme", "oss", "--period", period)
        rows = list(csv.DictReader(printed.splitlines()))
        documents, filed, balances = by_hand(installation.application.database, period), {}, Counter()
        for row in (row for row in rows if row["section"] in ("supply", "correction")):
            key = row["country"].replace("EL", "GR"), row["rate"], row["period"], row["currency"]
            for what in ("net", "tax"):
                filed[*key, what] = cents(row[what])
                assert cents(row[f"return_{what}"]) == in_euros(documents[*key, what], row["period"], row["currency"])
            balances[key[0]] += cents(row["return_tax"])
        assert filed == documents
        assert {key[2] for key in filed} == ({"2028Q1"} if period == "2028Q1" else {"2028Q1", "2028Q2"})
        (payable,) = (cents(row["return_tax"]) for row in rows if row["section"] == "payable")
        assert payable == sum(balance for balance in balances.values() if balance > 0)
        assert [row["tax_id"] for row in rows if row["section"] == "reverse_charge"] == [NUMBER]
    assert "no gap, all add up" in cleeng("invoices", "check")
    assert cleeng("tax", "verify", *publisher).startswith(f"{len(BUYERS) * 4 + 1} records, head ")
