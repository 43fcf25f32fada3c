"""Whoever calls: only with a good token, and never to somebody else's data."""

import datetime as dt
import json

import pytest

from cleeng.customers.models import CustomerStatus, LinkPurpose
from cleeng.publishers.models import PublisherRecord, TokenKind
from cleeng.publishers.tokens import ApiTokenService
from cleeng.rpc import all_methods
from cleeng.rpc.registry import Caller, Surface
from harness.api import publisher_token
from harness.shop import Shop
from harness.site import PUBLISHER_ID

OTHER_ID = 200000002
SERVERS = [method for method in all_methods() if Surface.JSON_RPC in method.surfaces]
OF_PUBLISHERS = [method for method in SERVERS if method.caller is Caller.PUBLISHER]
OF_CUSTOMERS = [
    (method.name, surface)
    for method in all_methods()
    if method.caller is Caller.CUSTOMER
    for surface in method.surfaces
]


@pytest.fixture
def other(installation):
    """A second publisher; the first one must not have been asked for anything yet."""
    installation.add_publisher(OTHER_ID, "Other")
    return Shop(installation.services, OTHER_ID)


@pytest.mark.parametrize("token", [None, "", "x", "x" * 48, 5, ["x"], {"a": 1}, True, "\x00"])
def test_every_method_of_publishers_refuses_what_is_no_token(api, token):
    calls = [{"method": m.name, "params": {"publisherToken": token}, "id": m.name} for m in OF_PUBLISHERS]
    answers = api.send(json.dumps(calls).encode())
    assert {answer["id"]: answer["error"]["code"] for answer in answers} == {m.name: 3 for m in OF_PUBLISHERS}


def test_a_revoked_token_speaks_for_nobody(api, services):
    assert api.result("listSingleOffers")
    with services() as ours:
        tokens = ApiTokenService(ours.unit.db, PUBLISHER_ID, ours.publisher.clock)
        tokens.revoke(tokens.tokens()[0].name)
    assert api.code("listSingleOffers") == 3


def test_a_disabled_publisher_is_served_no_more(api, services, shop):
    offer = shop.sell()
    shop.register()
    token = api.result("generateCustomerToken", customerEmail="viewer@example.com")["token"]
    with services() as ours:
        ours.unit.db.get_one(PublisherRecord, PUBLISHER_ID).enabled = False
    assert api.code("listSingleOffers") == 3
    assert api.code("getCustomer", customerToken=token) == 1
    assert api.code("getAccessStatus", customerToken=token, offerId=offer.id) == 1
    assert api.code("getSingleOffer", offerId=offer.id) == 4
    assert api.code("trackOfferImpression", offerId=offer.id) == 4


def test_a_publisher_whose_ini_has_gone_is_served_no_more(installation, other, api_of):
    api = api_of(OTHER_ID)
    assert api.result("listSingleOffers")["totalItemCount"] == 0
    installation.stop()
    (installation.folder / "publishers" / f"{OTHER_ID}.ini").unlink()
    api.visitor = installation.visitor()
    assert api.code("listSingleOffers") == 3


def test_a_distributors_token_speaks_for_the_distributor_as_publisher(api, services):
    with services() as ours:
        tokens = ApiTokenService(ours.unit.db, PUBLISHER_ID, ours.publisher.clock)
        token = tokens.make("distributor", TokenKind.DISTRIBUTOR)
    assert api.result("listSingleOffers", publisherToken=token)["totalItemCount"] == 0


def test_a_customers_token_lasts_two_weeks(api, shop, clock):
    shop.register()
    token = api.result("generateCustomerToken", customerEmail="viewer@example.com")["token"]
    clock.advance(dt.timedelta(days=14, seconds=-1))
    assert api.result("getCustomer", customerToken=token)["email"] == "viewer@example.com"
    clock.advance(dt.timedelta(seconds=1))
    assert api.code("getCustomer", customerToken=token) == 1


@pytest.fixture
def spent(installation, api, shop, services, clock):
    """Tokens that speak for no customer, by what they are."""
    customer_id = shop.register()
    with services() as ours:
        expired, revoked = ours.tokens.issue(customer_id), ours.tokens.issue(customer_id, dt.timedelta(days=60))
        link = ours.tokens.make_link(customer_id, LinkPurpose.AUTOLOGIN, {}, dt.timedelta(days=60))
        ours.tokens.revoke(revoked)
    clock.advance(dt.timedelta(days=14))
    return {"expired": expired, "revoked": revoked, "a publisher's": api.token, "a link": link, "made up": "x" * 48}


@pytest.mark.parametrize(("method", "surface"), OF_CUSTOMERS)
def test_every_method_of_customers_refuses_what_speaks_for_none(api, spent, method, surface):
    for what, token in spent.items():
        params = {"customerToken": token, "extensionTime": 60, "offerId": "S123456789_DE"}
        answer = api.jsonp(method, params) if surface is Surface.JSONP else api(method, **params)
        assert answer["error"]["code"] == 1, what


def test_every_method_of_publishers_refuses_a_customers_token(api, shop, services):
    customer_id = shop.register()
    with services() as ours:
        token = ours.tokens.issue(customer_id)
    both = {"publisherToken": token, "customerToken": token}
    calls = [{"method": m.name, "params": both, "id": m.name} for m in OF_PUBLISHERS]
    answers = api.send(json.dumps(calls).encode())
    assert {answer["id"]: answer["error"]["code"] for answer in answers} == {m.name: 3 for m in OF_PUBLISHERS}


def test_a_closed_account_is_told_apart(api, shop, services):
    customer_id = shop.register()
    token = api.result("generateCustomerToken", customerEmail="viewer@example.com")["token"]
    with services() as ours:
        ours.customers.get(customer_id).status = CustomerStatus.INACTIVE
    assert api.code("getCustomer", customerToken=token) == 12
    for method in ("generateCustomerToken", "generateCheckoutUrl", "generateMyAccountUrl"):
        assert api.code(method, customerEmail="viewer@example.com") == 12
    credentials = {"customerEmail": "viewer@example.com", "password": "sunny-afternoon-42"}
    assert api.code("generateCustomerTokenFromPassword", **credentials) == 12


def test_a_customer_of_one_publisher_is_nobody_at_another(installation, other, api_of):
    ours, theirs = api_of(PUBLISHER_ID), api_of(OTHER_ID)
    data = {"email": "both@example.com", "locale": "en_US", "country": "DE", "currency": "EUR"}
    tokens = [
        api.result("registerCustomer", customerData={**data, "password": "1 sunny afternoon"})["token"]
        for api in (ours, theirs)
    ]
    first, second = (ours.result("getCustomer", customerToken=token)["id"] for token in tokens)
    assert first != second
    assert ours.code("getCustomerEmail", customerToken=tokens[1]) == 1
    assert theirs.result("getCustomerEmail", customerToken=tokens[1])["email"] == "both@example.com"
    offer = other.sell()
    assert ours.code("getAccessStatus", customerToken=tokens[0], offerId=offer.id) == 4


def test_tokens_are_stored_hashed_only(installation, api, services):
    token = publisher_token(installation, PUBLISHER_ID)
    with services() as ours:
        stored = ApiTokenService(ours.unit.db, PUBLISHER_ID, ours.publisher.clock).tokens()
        assert all(token.encode() not in row.token_hash for row in stored)
