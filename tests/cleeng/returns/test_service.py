"""Returns from invoices and credit notes as they are issued."""

import csv
import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from cleeng.api import Money
from cleeng.cli.main import main
from cleeng.invoices.models import Invoice, InvoiceKind
from cleeng.orders.buyer import Buyer
from cleeng.rates.errors import NoRate
from cleeng.rates.models import ExchangeRates
from cleeng.rates.service import RateService
from cleeng.returns.period import Period
from cleeng.returns.service import ReturnService, Scheme
from cleeng.testing.vies import vies
from harness.shop import Shop
from harness.site import PUBLISHER_ID

pytestmark = pytest.mark.db

EU_VAT = "\n[pricing]\nconvert = false\n[tax]\nuse = eu_vat\n[plugin:tax_eu_vat]\nevidence = 1\nvies = {url}\n"
WITHOUT = ("[tax]", "use = flat", "[plugin:tax_flat]", "rate = 19")
NUMBER = "FR40303265045"


@pytest.fixture
def shop(installation):
    """A shop in Germany that charges the VAT of its buyers' countries, and asks a register on this machine."""
    installation.plugins.append("tax_eu_vat")
    with vies() as register:
        register.enter(NUMBER)
        for id_, name in ((PUBLISHER_ID, "Demo Sports"), (200000002, "Other Sports")):
            installation.add_publisher(id_, name, more=EU_VAT.format(url=register.url), without=WITHOUT)
            installation.give_vat_number(id_)
        yield Shop(installation.services)


@pytest.fixture
def sell(shop):
    """Sell something for 12.00 to a buyer from a country; give the id of the order."""

    def sell(country, *, currency="EUR", price="12.00", shop=shop, **buyer):
        offer = shop.sell(price=price, currency=currency)
        customer_id = shop.register(f"{offer.number}@example.com")
        with shop.services() as ours:
            order = ours.orders.start(offer, Buyer(country, country, customer_id, **buyer))
            ours.orders.complete(order)
            return order.id

    return sell


@pytest.fixture
def credit(services):
    """Take a part of an order's invoice back."""

    def credit(order_id, minor):
        with services() as ours:
            invoice = ours.invoices.of_order(order_id)
            ours.invoices.credit(invoice, Money(minor, invoice.currency), "it stopped")

    return credit


def stated(row):
    """Give what a row says: section, period, country, documents, net and tax, converted where they were."""
    net, tax = (row.return_net, row.return_tax) if row.return_tax is not None else (row.net, row.tax)
    return row.section, row.period, row.country, row.documents, str(net), str(tax)


@pytest.fixture
def filed(installation):
    """Make a return; give what its rows say."""

    def filed(period, scheme=Scheme.OSS, **more):
        application = installation.application
        publisher = application.publishers.get(PUBLISHER_ID)
        with application.database.unit(writes=False) as unit:
            source = publisher.first("rates")
            rates = RateService(unit.db, application.clocks.base, source) if source else None
            made = ReturnService(unit.db, publisher, rates).make(scheme, Period.parse(period), **more)
        return [stated(row) for row in made.rows if row.documents]

    return filed


@pytest.fixture
def command(installation):
    """Run `cleeng tax return` in this process; give exit status, standard output and standard error."""

    def command(*words):
        assert installation.application  # which writes the ini
        ini = ["-c", str(installation.folder / "installation.ini")]
        words = [*ini, "tax", "return", "--publisher", str(PUBLISHER_ID), *words]
        result = CliRunner().invoke(main, words, prog_name="cleeng")
        return result.exit_code, result.stdout, result.stderr

    return command


@pytest.fixture
def billed(services):
    """Add up net and tax of all invoices, less those of all credit notes."""

    def billed():
        with services() as ours:
            documents = ours.unit.db.scalars(sa.select(Invoice)).all()
            signs = [1 if document.kind is InvoiceKind.INVOICE else -1 for document in documents]
            net = sum(sign * document.net_minor for sign, document in zip(signs, documents, strict=True))
            tax = sum(sign * document.tax_minor for sign, document in zip(signs, documents, strict=True))
        return str(Money(net, "EUR")), str(Money(tax, "EUR"))

    return billed


def test_sales_are_declared_where_the_buyer_is_and_at_home_at_home(sell, filed):
    sell("FR")
    sell("FR")
    sell("DE", price="11.90")
    assert filed("2028Q1") == [("supply", "2028Q1", "FR", 2, "20.00 EUR", "4.00 EUR")]
    assert filed("2028Q1", Scheme.DOMESTIC) == [
        ("taxed", "2028Q1", "DE", 1, "10.00 EUR", "1.90 EUR"),
        ("elsewhere", "2028Q1", "FR", 2, "20.00 EUR", "4.00 EUR"),
    ]
    assert filed("2028-02", Scheme.DOMESTIC)[0][1] == "2028-02"
    assert filed("2028-01", Scheme.DOMESTIC) == filed("2027Q4") == []


def test_a_credit_note_counts_when_it_was_issued_and_names_the_quarter_that_it_corrects(sell, credit, filed, clock):
    order_id = sell("FR")
    credit(order_id, 600)
    assert filed("2028Q1") == [("supply", "2028Q1", "FR", 2, "5.00 EUR", "1.00 EUR")]
    clock.advance(dt.timedelta(days=60))
    credit(order_id, 600)
    assert filed("2028Q1") == [("supply", "2028Q1", "FR", 2, "5.00 EUR", "1.00 EUR")]
    assert filed("2028Q2") == [("correction", "2028Q1", "FR", 1, "-5.00 EUR", "-1.00 EUR")]


def test_a_day_is_one_of_the_publishers_calendar(sell, filed, clock):
    clock.advance(dt.datetime(2028, 3, 31, 21, 59, tzinfo=dt.UTC) - clock.now())
    sell("FR")  # in Berlin it is 23:59
    clock.advance(dt.timedelta(minutes=1))
    sell("AT")
    assert [row[2] for row in filed("2028Q1")] == ["FR"]
    assert [row[2] for row in filed("2028Q2")] == ["AT"]


def test_another_publishers_sales_are_not_declared(installation, sell, filed):
    theirs = Shop(installation.services, 200000002)
    sell("FR", shop=theirs)
    assert filed("2028Q1") == []


def test_a_business_is_listed_by_its_number(shop, sell, filed):
    with shop.services() as ours:
        assert ours.tax_numbers.check("FR", NUMBER).status == "valid"
    sell("FR", tax_id=NUMBER, company="Courses SA")
    assert filed("2028Q1") == [("reverse_charge", "2028Q1", "FR", 1, "10.00 EUR", "0.00 EUR")]


def test_another_currency_is_converted_at_the_rate_of_the_periods_last_day(installation, sell, credit, filed, clock):
    installation.plugins.append("rates_ecb")
    order_id = sell("FR", currency="USD")
    with pytest.raises(NoRate, match="there is no rate from EUR to USD of 2028-03-31"):
        filed("2028Q1")
    source = installation.application.publishers.get(PUBLISHER_ID).first("rates").source
    with installation.application.database.unit() as unit:
        for day, worth in ((dt.date(2028, 4, 3), "1.25"), (dt.date(2028, 6, 30), "1.60")):
            rates = {"USD": worth}
            unit.db.add(ExchangeRates(source=source, day=day, base="EUR", rates=rates, stored_at=clock.now()))
    clock.advance(dt.timedelta(days=60))
    credit(order_id, 600)
    sell("FR", currency="USD")
    # The quarter ends on a Friday; its rate is of the Monday after it, for later corrections too.
    assert filed("2028Q1") == [("supply", "2028Q1", "FR", 1, "8.00 EUR", "1.60 EUR")]
    assert filed("2028Q2") == [
        ("supply", "2028Q2", "FR", 1, "6.25 EUR", "1.25 EUR"),
        ("correction", "2028Q1", "FR", 1, "-4.00 EUR", "-0.80 EUR"),
    ]


def test_at_home_another_currency_is_said_as_the_invoices_say_it(installation, sell, credit, filed, services):
    installation.plugins.append("rates_ecb")
    orders = [sell("DE", currency="USD", price=price) for price in ("11.90", "0.01", "5.55", "7.77")]
    for order_id, minor in ((orders[0], 333), (orders[0], 334), (orders[3], 777)):
        credit(order_id, minor)
    with services() as ours:
        said = Fraction(0)
        for document in ours.unit.db.scalars(sa.select(Invoice)):
            sign = 1 if document.kind is InvoiceKind.INVOICE else -1
            shares = [share for line in ours.invoices.lines(document) for share in line.taxes]
            said += sign * sum(Fraction(share.local["tax"], 100) for share in shares)
            rate = Fraction(shares[0].local["rate"])
    net = Fraction(1000 + 1 + 466 + 653, 100) - Fraction(280 + 281 + 653, 100)
    ((*_, documents, in_euros, tax),) = filed("2028Q1", Scheme.DOMESTIC)
    assert documents == 7
    assert Fraction(tax.split()[0]) == said
    assert abs(Fraction(in_euros.split()[0]) - net * rate) <= Fraction(1, 200)


def test_where_an_invoice_names_no_rate_the_command_says_that_a_row_is_left(sell, command):
    sell("DE", currency="USD")
    status, printed, said = command("--scheme", "domestic", "--period", "2028Q1")
    assert status == 0
    assert printed.splitlines()[1:] == [
        "taxed,2028Q1,DE,,VAT,standard,19,,1,USD,10.08,1.92,,,,,",
        "payable,2028Q1,DE,,,,,,,,,,,,EUR,,0.00",
    ]
    assert "1 row is not in EUR, since the invoices name no rate: convert what belongs into the return" in said


def test_without_a_source_of_rates_another_currency_is_not_converted(sell, filed):
    sell("FR", currency="USD")
    with pytest.raises(NoRate, match=r"USD was taken, and \[rates\] of the publisher's ini names no source"):
        filed("2028Q1")


def test_rows_and_documents_say_the_same(billed, sell, credit, filed):
    for cents in (1, 99, 499, 12345):
        credit(sell("FR", price=str(Decimal(cents).scaleb(-2))), cents // 3 + 1)
    ((*_, documents, net, tax),) = filed("2028Q1")
    assert documents == 8
    assert (net, tax) == billed()


def test_the_command_prints_a_return_and_says_beside_it_what_a_person_has_to_know(sell, credit, command):
    credit(sell("FR"), 600)
    sell("AT")
    status, printed, said = command("--scheme", "oss", "--period", "2028Q1")
    assert (status, said.splitlines()) == (
        0,
        ["not final: the period lasts until 2028-03-31", "sales of a sandbox: nobody paid this"],
    )
    rows = list(csv.DictReader(printed.splitlines()))
    told = [(row["section"], row["country"], row["rate"], row["return_net"], row["return_tax"]) for row in rows]
    assert told == [
        ("supply", "AT", "20", "10.00", "2.00"),
        ("supply", "FR", "20", "5.00", "1.00"),
        ("balance", "AT", "", "", "2.00"),
        ("balance", "FR", "", "", "1.00"),
        ("payable", "", "", "", "3.00"),
    ]
    made = json.loads(command("--scheme", "oss", "--period", "2028Q1", "--json")[1])
    assert made["rows"] == rows
    assert (made["publisher"], made["period"], made["final"], made["nil"]) == (PUBLISHER_ID, "2028Q1", False, False)
    assert (made["from"], made["to"], made["due"]) == ("2028-01-01", "2028-03-31", "2028-04-30")
    assert (made["payable"], made["currency"]) == ("3.00", "EUR")


def test_a_quarter_without_sales_is_a_nil_return_that_has_to_be_filed(shop, command):
    status, printed, said = command("--scheme", "oss", "--period", "2026Q3")
    assert status == 0
    assert printed.splitlines()[1:] == ["payable,2026Q3,,,,,,,,,,,,,EUR,,0.00"]
    assert said.splitlines()[0] == "a nil return: it is filed all the same, until 2026-10-31"


def test_where_a_seller_is_registered_by_itself_the_summary_is_of_that_country(sell, command):
    sell("FR")
    _, printed, _ = command("--scheme", "domestic", "--period", "2028-02", "--country", "fr")
    assert printed.splitlines()[1].startswith("taxed,2028-02,FR,,VAT,standard,20,,1,EUR,10.00,2.00")


@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (["--period", "2026"], 1, "an OSS return is quarterly: write 2026Q1 to 2026Q4"),
        (["--period", "2026Q7"], 2, "'2026Q7' is no period: write a quarter as 2026Q3"),
        (["--period", "2026Q3", "--country", "XX"], 2, "XX is no ISO 3166-1 country"),
        (["--period", "2026Q3", "--currency", "EURO"], 2, "EURO is no ISO 4217 currency"),
        (["--period", "2028Q1"], 1, "run `cleeng rates update`, and again"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_line(installation, sell, command, words, status, why):
    installation.plugins.append("rates_ecb")
    sell("FR", currency="USD")
    ended, printed, said = command("--scheme", "oss", *words)
    assert (ended, printed) == (status, "")
    assert why in said
