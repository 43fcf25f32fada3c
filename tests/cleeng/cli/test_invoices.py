"""`cleeng invoices check`, as an operator or an auditor types it."""

import json
import subprocess

import pytest
import sqlalchemy as sa

from cleeng.api import Money
from harness.database import allow_changes
from harness.process import script
from harness.shop import Shop
from harness.site import PUBLISHER_ID

pytestmark = pytest.mark.db


@pytest.fixture
def check(installation):
    """Run the command in a process of its own; give exit status, standard output and standard error."""

    def check(*words):
        command = [script("cleeng"), "-c", "installation.ini", "invoices", "check", *words]
        done = subprocess.run(command, cwd=installation.folder, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return check


@pytest.fixture
def issued(shop):
    """Three invoices and a credit note."""
    customer_id = shop.register()
    orders = [shop.give(customer_id, shop.sell()) for _ in range(3)]
    with shop.services() as ours:
        ours.invoices.credit(ours.invoices.of_order(orders[0]), Money(100, "EUR"), "")


def tamper(installation, *statements):
    """Change what the program itself never changes."""
    with installation.application.database.engine.begin() as connection:
        allow_changes(connection, dict.fromkeys(("invoice_line", "invoice_tax", "invoice"), ("update", "delete")))
        for statement in statements:
            connection.execute(sa.text(statement))


def test_without_invoices_there_is_nothing_to_check(check, application):
    assert check() == (0, "nothing is issued yet\n", "")


def test_books_without_a_gap_are_said_to_be_so(check, issued):
    status, printed, _ = check()
    assert status == 0
    assert [line.split(maxsplit=2)[1:] for line in printed.splitlines()] == [
        ["CN-2028-", "1 issued, the last is 1: no gap, all add up"],
        ["INV-2028-", "3 issued, the last is 3: no gap, all add up"],
    ]


def test_what_invoices_do_not_say_of_the_seller_is_told_but_no_fault(check, issued):
    status, _, said = check()
    assert status == 0
    words = [line.split(maxsplit=2)[1:] for line in said.splitlines()]
    assert words[2:] == [
        ["INV-2028-", "3 with no address of the seller: complete the publisher's ini"],
        ["INV-2028-", "3 with no VAT number of the seller, and there is tax on them: complete the publisher's ini"],
    ]
    assert json.loads(check("--json")[1])[1]["lacks"] == [
        "3 with no address of the seller",
        "3 with no VAT number of the seller, and there is tax on them",
    ]


def test_who_says_address_and_number_lacks_nothing(installation, services, check):
    ini = installation.folder / "publishers" / f"{PUBLISHER_ID}.ini"
    installation.add_publisher()
    more = "country = DE\nvat_number = DE123456789\naddress = Ringstraße 1, 10115 Berlin\n"
    ini.write_text(ini.read_text().replace("country = DE\n", more))
    shop = Shop(services)
    shop.give(shop.register(), shop.sell())
    assert check()[::2] == (0, "")


def test_without_a_vat_number_nothing_is_lacking_where_nothing_is_taxed(shop, check):
    shop.give(shop.register(), shop.sell(), "NO")
    assert "VAT number" not in check()[2]


def test_a_missing_number_a_wrong_sum_and_a_wrong_counter_are_named(check, issued, installation):
    of_second = "(SELECT id FROM invoice WHERE series = 'INV-2028-' AND sequence = 2)"
    tamper(
        installation,
        f"DELETE FROM invoice_tax WHERE invoice_id = {of_second}",
        f"DELETE FROM invoice_line WHERE invoice_id = {of_second}",
        "DELETE FROM invoice WHERE series = 'INV-2028-' AND sequence = 2",
        "UPDATE invoice_line SET net_minor = net_minor + 1 WHERE net_minor = 419",
        "UPDATE invoice_counter SET last = 7 WHERE series = 'CN-2028-'",
        "INSERT INTO invoice_counter VALUES (100000001, 'OLD-', 2)",
    )
    status, printed, error = check("--json")
    assert status == 1
    assert error.endswith("Error: 5 faults\n")
    assert {one["series"]: one["faults"] for one in json.loads(printed)} == {
        "CN-2028-": ["the counter is at 7, the last number is 1"],
        "INV-2028-": ["missing: 2", "INV-2028-000001 does not add up", "INV-2028-000003 does not add up"],
        "OLD-": ["the counter is at 2, nothing is issued"],
    }
