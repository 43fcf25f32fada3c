from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.api import Money
from cleeng.payments.gateways import Gateways, fits
from cleeng.settings import Route
from cleeng_plugins.payment_sandbox.gateway import SandboxGateway
from cleeng_plugins.payment_sandbox.settings import SandboxSettings
from harness.site import PUBLISHER_ID


class Broken(SandboxGateway):
    """A gateway whose server is out of order."""

    def preview(self, ctx, method, fields):
        raise OSError("no route to host")


def test_a_gateway_that_cannot_say_where_a_card_is_from_keeps_nobody_from_paying(till, installation):
    publisher = installation.application.publishers.get(PUBLISHER_ID)
    gateways = {"sandbox": Broken(SandboxSettings())}
    publisher = replace(publisher, providers={**publisher.providers, "gateways": gateways})
    assert Gateways(publisher).preview("sandbox", "card", {"number": "4242"}) is None
    assert Gateways(publisher).preview("gone", "card", {}) is None


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
