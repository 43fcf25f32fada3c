import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import Money
from cleeng.payments.gateways import fits
from cleeng.settings import Route


def route(**more):
    return Route.model_validate({"use": "sandbox", **more})


@pytest.mark.parametrize(
    ("more", "taken"),
    [
        ({}, True),
        ({"country": "DE FR"}, True),
        ({"country": "FR"}, False),
        ({"currency": "EUR"}, True),
        ({"currency": "USD"}, False),
        ({"offer_type": "single"}, True),
        ({"offer_type": "subscription"}, False),
        ({"amount": "0-499"}, True),
        ({"amount": "499-"}, True),
        ({"amount": "500-"}, False),
        ({"amount": "-498"}, False),
        ({"share": "0%"}, False),
        ({"share": "100%"}, True),
    ],
)
def test_a_route_takes_what_fits_all_it_names(more, taken):
    assert fits(route(**more), Money(499, "EUR"), "DE", "single", 123456789) is taken


@given(st.integers(100_000_000, 999_999_999))
def test_a_share_draws_the_same_for_the_same_order(order_id):
    half = route(share="50%")
    assert fits(half, Money(1, "EUR"), "DE", "single", order_id) == fits(
        half, Money(1, "EUR"), "DE", "single", order_id
    )


def test_a_share_is_about_that_share():
    taken = sum(fits(route(share="20%"), Money(1, "EUR"), "DE", "single", n) for n in range(100_000_000, 100_010_000))
    assert 1850 < taken < 2150
