"""Signing in by the number of a purchase: only where it is wanted, only lately, and nobody guesses."""

import datetime as dt

import pytest

from harness.golden import pay
from harness.site import PUBLISHER_ID

METHOD = "generateCustomerTokenFromTransactionId"
UNKNOWN = "T100000000"


@pytest.fixture
def number(api, shop):
    """The number of a purchase that was made just now."""
    return pay(shop, shop.give(shop.register(), shop.sell()))


def ask(installation, number, ip="192.0.2.1"):
    """Ask from an address, without any token; give the code of the error, 0 for none."""
    body = {"method": METHOD, "params": {"transactionId": number}, "id": 1}
    answer = installation.visitor(REMOTE_ADDR=ip).post_json("/3.0/json-rpc", body).json
    return answer["error"]["code"] if answer["error"] else 0


@pytest.mark.db
def test_a_purchase_of_these_days_lets_its_buyer_in(api, number):
    token = api.result(METHOD, transactionId=number, publisherToken="")["token"]
    assert api.result("getCustomer", customerToken=token)["email"] == "viewer@example.com"
    assert api.result(METHOD, transactionId=number.removeprefix("T"))["token"] != token


@pytest.mark.db
def test_after_seven_days_it_is_worth_nothing(api, number, clock):
    clock.advance(dt.timedelta(days=7))
    assert api.result(METHOD, transactionId=number)
    clock.advance(dt.timedelta(seconds=1))
    assert api.code(METHOD, transactionId=number) == 15


def test_a_publisher_that_does_not_want_it_is_left_alone(installation, api, number):
    installation.stop()
    ini = installation.folder / "publishers" / f"{PUBLISHER_ID}.ini"
    ini.write_text(ini.read_text().replace("transaction_tokens = true", ""))
    assert ask(installation, number) == 5


def test_who_misses_five_times_is_refused_with_a_right_number_too(installation, number):
    assert [ask(installation, UNKNOWN) for _ in range(6)] == [15] * 6
    assert ask(installation, number) == 15
    assert ask(installation, number, ip="192.0.2.2") == 0


def test_addresses_of_one_line_are_one(installation, number):
    for host in range(1, 6):
        ask(installation, UNKNOWN, ip=f"2001:db8:1:1::{host}")
    assert ask(installation, number, ip="2001:db8:1:1::9") == 15
    assert ask(installation, number, ip="2001:db8:1:2::9") == 0


def test_after_fifty_misses_of_whomever_everybody_is_refused(installation, number):
    for host in range(50):
        assert ask(installation, UNKNOWN, ip=f"192.0.2.{host}") == 15
    assert ask(installation, number, ip="198.51.100.1") == 15


def test_one_purchase_gives_ten_tokens_a_day(installation, number):
    assert [ask(installation, number, ip=f"192.0.2.{host}") for host in range(11)] == [0] * 10 + [15]
