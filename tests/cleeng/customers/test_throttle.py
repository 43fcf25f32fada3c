"""What one address may ask for, and that nobody else pays for it."""

import pytest

from cleeng.customers.errors import TooManyAsked, TooManyTries
from cleeng.customers.throttle import (
    MAILS_PER_ADDRESS,
    PER_ACCOUNT,
    PER_ADDRESS,
    SIGN_UPS_PER_ADDRESS,
    Throttle,
    line,
)

PUBLISHER, OTHER = 100000001, 100000002
HERE, THERE = "198.51.100.7", "198.51.100.8"


@pytest.fixture
def throttle():
    return Throttle()


def test_an_address_may_make_so_many_accounts_and_another_still_makes_some(throttle):
    for _ in range(SIGN_UPS_PER_ADDRESS.amount):
        throttle.sign_up(HERE)
    with pytest.raises(TooManyAsked) as caught:
        throttle.sign_up(HERE)
    assert 0 < caught.value.args[0] <= SIGN_UPS_PER_ADDRESS.get_expiry()
    throttle.sign_up(THERE)


def test_an_address_may_ask_for_so_many_mails_whoever_they_go_to(throttle):
    for n in range(MAILS_PER_ADDRESS.amount):
        throttle.mail(PUBLISHER, f"viewer{n}@example.com", HERE)
    with pytest.raises(TooManyAsked):
        throttle.mail(PUBLISHER, "one-more@example.com", HERE)
    throttle.mail(PUBLISHER, "one-more@example.com", THERE)


def test_who_is_stopped_at_his_address_locks_no_more_accounts(throttle):
    for n in range(PER_ADDRESS.amount):
        throttle.sign_in(PUBLISHER, f"viewer{n}@example.com", HERE)
    for _ in range(PER_ACCOUNT.amount):
        with pytest.raises(TooManyTries):
            throttle.sign_in(PUBLISHER, "lena@example.com", HERE)
    throttle.sign_in(PUBLISHER, "lena@example.com", THERE)


def test_an_account_at_one_publisher_is_another_at_the_next(throttle):
    for _ in range(PER_ACCOUNT.amount):
        throttle.sign_in(PUBLISHER, "lena@example.com", "")
    with pytest.raises(TooManyTries):
        throttle.sign_in(PUBLISHER, "lena@example.com", "")
    throttle.sign_in(OTHER, "lena@example.com", "")


def test_servers_that_speak_for_viewers_are_not_counted_by_address(throttle):
    for n in range(PER_ADDRESS.amount + 1):
        throttle.sign_in(PUBLISHER, f"viewer{n}@example.com", "")
        throttle.sign_up("")


@pytest.mark.parametrize(
    ("ip", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_line_has_one_count_however_many_addresses_it_has(ip, counted):
    assert line(ip) == counted
