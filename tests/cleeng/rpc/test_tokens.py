import datetime as dt

import pytest

from cleeng.api import Identity
from cleeng.customers.models import CustomerStatus
from cleeng.customers.tokens import LONGEST_TOKEN_LIFE, TOKEN_LIFE

pytestmark = pytest.mark.db

DAY = 24 * 3600


@pytest.fixture
def token(api, shop):
    shop.register()
    return api.result("generateCustomerToken", customerEmail="viewer@example.com")["token"]


def good(api, token):
    return api("getCustomer", customerToken=token)["error"] is None


def test_an_extended_token_lives_longer(api, token, clock):
    assert api.result("extendTokenExpiration", customerToken=token, extensionTime=DAY) == {"success": True}
    clock.advance(TOKEN_LIFE + dt.timedelta(hours=23))
    assert good(api, token)
    clock.advance(dt.timedelta(hours=2))
    assert not good(api, token)
    assert api.code("extendTokenExpiration", customerToken=token, extensionTime=DAY) == 1


@pytest.mark.parametrize("seconds", [60 * DAY, 2**31 - 1])
def test_no_token_is_extended_beyond_sixty_days(api, token, clock, seconds):
    for _ in range(3):
        api.result("extendTokenExpiration", customerToken=token, extensionTime=seconds)
    clock.advance(LONGEST_TOKEN_LIFE - dt.timedelta(seconds=1))
    assert good(api, token)
    clock.advance(dt.timedelta(seconds=1))
    assert not good(api, token)


@pytest.mark.parametrize("seconds", [0, -DAY, "x", None, 2**31])
def test_a_token_is_extended_by_some_seconds_only(api, token, seconds):
    assert api.code("extendTokenExpiration", customerToken=token, extensionTime=seconds) == 11


def test_a_customer_is_known_by_the_ids_of_others(api, shop):
    customer_id = shop.register()
    with shop.services() as ours:
        customer = ours.customers.get(customer_id)
        customer.external_id = "crm-1"
        ours.customers.link(customer, Identity("facebook", "4711"))
    for token in (
        api.result("generateCustomerTokenFromExternalId", externalId="crm-1")["token"],
        api.result("generateCustomerTokenFromFacebook", facebookId=4711)["token"],
    ):
        assert api.result("getCustomer", customerToken=token)["id"] == str(customer_id)


def test_a_closed_account_gets_no_token(api, shop):
    customer_id = shop.register()
    with shop.services() as ours:
        customer = ours.customers.get(customer_id)
        customer.external_id, customer.status = "crm-1", CustomerStatus.INACTIVE
    assert api.code("generateCustomerTokenFromExternalId", externalId="crm-1") == 12
