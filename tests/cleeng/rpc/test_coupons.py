"""Coupons over the wire: long imports, codes used in a customer's name, and what is refused."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from cleeng.api import Money
from cleeng.catalog.models import OfferType
from cleeng.coupons.guesses import PER_PERSON
from cleeng.orders.models import Order, OrderStatus
from cleeng.publishers.models import TokenKind
from cleeng.rpc.coupons.codes import IMPORT
from cleeng.rpc.coupons.redeem import KEPT
from cleeng.rpc.registry import LONGEST
from cleeng.worker import build_worker
from harness.campaign import size
from harness.golden import ASSOCIATE
from harness.site import PUBLISHER_ID

pytestmark = pytest.mark.db

VIEWER = "viewer@example.com"


@pytest.fixture
def create(api):
    """Make a campaign over the wire; give the answer."""

    def make(method="createCouponCampaign", **data):
        data = {"name": "Summer", "discount": 10, **data}
        return api.result(method, distributorToken=api.token, campaignData=data)

    return make


@pytest.fixture
def use(api):
    """Use a code for a customer over the wire; give the answer's error, or None."""

    def apply(code, offer, method="applyCoupon", email=VIEWER, **options):
        answer = api(method, customerEmail=email, couponCode=code, offerId=offer.id, couponOptions=options)
        return answer["error"] and answer["error"]["message"]

    return apply


def call(method, **params):
    return {"method": method, "params": params, "id": 1}


def test_a_hundred_thousand_codes_come_in_one_request(api, create):
    campaign = create()["id"]
    codes = [f"PARTNER-{n:030d}" for n in range(100_000)]
    body = json.dumps(call("importCoupons", distributorToken=api.token, campaignId=campaign, coupons=codes)).encode()
    assert LONGEST < len(body) <= IMPORT
    assert api.send(body)["result"] == {"success": True}
    (again,) = api.send(b"[" + body + b"]")
    assert again["error"]["code"] == 11
    assert again["error"]["message"].endswith("; and 99,995 more")
    listed = api.result("listCoupons", distributorToken=api.token, criteria={"campaignId": campaign}, offset=99_999)
    assert (listed["totalItemCount"], len(listed["items"])) == (100_000, 1)


@pytest.mark.parametrize("other", ["getSingleOffer", ["importCoupons"], None])
def test_only_a_single_import_may_be_longer_than_other_requests(api, other):
    more = "importCoupons " * (LONGEST // 14 + 1)
    answer = api.send(json.dumps(call(other, more=more)).encode())
    assert answer["error"]["code"] == -32600
    pair = [call("importCoupons", more=more), call("getSingleOffer")]
    assert [one["error"]["code"] for one in api.send(json.dumps(pair).encode())] == [-32600]


def test_even_an_import_has_a_longest_request(api):
    body = json.dumps(call("importCoupons", more="x" * IMPORT)).encode()
    assert api.send(body)["error"]["code"] == -32600


def test_a_long_request_that_is_no_json_is_told_so(api):
    assert api.send(b'{"method": "importCoupons", ' + b" " * LONGEST)["error"]["code"] == -32700


def test_an_import_without_a_token_is_refused_whatever_its_length(api):
    body = json.dumps(call("importCoupons", campaignId="100000000", coupons=["x"] * 300_000)).encode()
    assert len(body) > LONGEST
    assert api.send(body)["error"]["code"] == 3


def test_lists_go_on_where_they_ended_while_campaigns_are_added(api, create, clock):
    made = []
    for n in range(4):
        clock.advance(dt.timedelta(seconds=1))
        made.append(create(name=f"{n}", coupons=n)["id"])
    ask = {"distributorToken": api.token, "limit": 2}
    first = api.result("listCouponCampaigns", **ask)
    assert [(item["id"], item["numberOfCoupons"]) for item in first["items"]] == [(made[3], 3), (made[2], 2)]
    second = api.result("listCouponCampaigns", **ask, offset=2)
    assert [item["id"] for item in second["items"]] == [made[1], made[0]]
    assert second["totalItemCount"] == 4


def test_a_distributor_looks_after_the_campaigns_of_its_associates(api_of, named):
    distributor = api_of(PUBLISHER_ID, TokenKind.DISTRIBUTOR)
    data = {"name": "Theirs", "discount": 20, "associateEmail": ASSOCIATE["email"]}
    campaign = distributor.result("createCouponCampaign", campaignData=data)["id"]
    distributor.result("importCoupons", campaignId=campaign, coupons=["THEIRS"])
    distributor.result("deactivateCouponCampaign", campaignId=campaign)
    (listed,) = distributor.result("listCouponCampaigns", criteria={"associateEmail": ASSOCIATE["email"]})["items"]
    assert (listed["id"], listed["active"], listed["numberOfCoupons"]) == (campaign, False, 1)
    publisher = api_of(PUBLISHER_ID)
    assert publisher.code("activateCouponCampaign", campaignId=campaign) == 11
    assert campaign not in str(publisher.result("listCouponCampaigns"))


def test_drawn_codes_are_good_once_and_shared_ones_for_everybody(shop, create, use):
    offer = shop.sell()
    (drawn,) = create(coupons=1)["coupons"]
    create(coupons=["SHARED"])
    for email in ("a@example.com", "b@example.com"):
        shop.register(email)
    assert use(drawn, offer, email="a@example.com") is None
    assert use(drawn, offer, email="b@example.com") == "couponCode: was used as often as it may be"
    assert [use("SHARED", offer, email=email) for email in ("a@example.com", "b@example.com")] == [None, None]


def test_a_code_waits_in_the_order_until_the_customer_pays_it(application, services, shop, coupons, use, clock):
    offer = shop.sell()
    coupons.campaign("TEN", max_usages=1)
    customer_id = shop.register()
    assert use("ten", offer, transactionExternalData="crm-77") is None
    with services() as ours:
        order = ours.orders.open_order(customer_id, offer.number)
        assert (order.total, order.external_data) == (Money(449, "EUR"), "crm-77")
    clock.advance(KEPT)
    build_worker(application).drain()
    assert coupons.used("TEN") == (0, 0, 0)


@pytest.mark.parametrize("method", ["applyCoupon", "grantAccessWithCoupon"])
def test_what_costs_nothing_with_the_code_is_bought_at_once_and_once(services, shop, coupons, use, method):
    offer = shop.sell()
    coupons.campaign("FREE", discount="100", usage_per_user=5)
    customer_id = shop.register()
    assert [use("FREE", offer, method) for _ in range(2)] == [None, None]
    with services() as ours:
        assert ours.entitlements.access(customer_id, offer.number).directly
        (order,) = ours.unit.db.query(Order)
        assert (order.status, order.total, order.discount_minor) == (OrderStatus.PAID, Money(0, "EUR"), 499)
    assert coupons.used("FREE") == (1, 1, 1)


def test_a_customer_who_is_to_confirm_has_no_access_before(services, shop, coupons, use):
    offer = shop.sell()
    coupons.campaign("FREE", discount="100")
    customer_id = shop.register()
    assert use("FREE", offer, "grantAccessWithCoupon", customerConfirmationRequired="true") is None
    with services() as ours:
        assert ours.entitlements.access(customer_id, offer.number) is None
        assert ours.orders.open_order(customer_id, offer.number).total == Money(0, "EUR")


def test_a_code_that_leaves_something_to_pay_grants_nothing_and_holds_nothing(services, shop, coupons, use):
    offer = shop.sell()
    coupons.campaign("TEN")
    shop.register()
    refused = "couponCode: leaves something to pay, or a way to pay to ask for"
    assert use("TEN", offer, "grantAccessWithCoupon") == refused
    assert coupons.used("TEN") == (0, 0, 0)
    with services() as ours:
        assert not ours.unit.db.query(Order).count()


@pytest.mark.parametrize("required", [True, False])
def test_a_free_month_is_granted_where_the_campaign_asks_for_no_payment_details(shop, create, use, required):
    plan = shop.sell(OfferType.SUBSCRIPTION)
    data = {"discount": 100, "coupons": ["MONTH"], "paymentDetailsRequired": required}
    create("createSubscriptionCouponCampaign", **data)
    shop.register()
    assert (use("MONTH", plan, "grantAccessWithCoupon") is None) == (not required)


def test_codes_that_are_over_are_refused_each_with_its_reason(shop, coupons, use, clock):
    offer = shop.sell()
    shop.register()
    shop.register("other@example.com")
    coupons.campaign("ENDED", expires_at=clock.now() + dt.timedelta(hours=1))
    coupons.switch_off(coupons.campaign("OFF"))
    coupons.campaign("ONE", max_usages=1)
    use("ONE", offer, email="other@example.com")
    clock.advance(dt.timedelta(hours=1))
    assert [use(code, offer) for code in ("ENDED", "OFF", "ONE")] == [
        "couponCode: has expired or was switched off",
        "couponCode: has expired or was switched off",
        "couponCode: was used as often as it may be",
    ]


def test_what_is_not_sold_is_not_sold_with_a_code_either(services, shop, coupons, api):
    coupons.campaign("FREE", discount="100")
    shop.register()
    gone = shop.sell()
    with services() as ours:
        ours.catalog.deactivate(ours.catalog.offer(gone.id))
    assert api.code("grantAccessWithCoupon", customerEmail=VIEWER, couponCode="FREE", offerId=gone.id) == 4


def test_ten_servers_threads_at_once_use_a_code_for_three_three_times(shop, coupons, use):
    offer = shop.sell()
    coupons.campaign("THREE", discount="100", max_usages=3)
    emails = [f"viewer{n}@example.com" for n in range(10)]
    for email in emails:
        shop.register(email)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda email: use("THREE", offer, "grantAccessWithCoupon", email), emails))
    assert answers.count(None) == 3
    assert set(answers) == {None, "couponCode: was used as often as it may be"}
    assert coupons.used("THREE") == (3, 3, 3)


def test_a_customer_in_whose_name_codes_are_guessed_is_refused_every_code(shop, coupons, use):
    offer = shop.sell()
    coupons.campaign("TEN")
    shop.register()
    shop.register("other@example.com")
    told = [use(f"GUESS{n}", offer) for n in range(size(50, 500))]
    assert told[: PER_PERSON.amount] == ["couponCode: there is no such code"] * PER_PERSON.amount
    stopped = "couponCode: too many unknown codes for this customer; try again later"
    assert set(told[PER_PERSON.amount :]) == {stopped}
    assert use("TEN", offer) == stopped
    assert use("TEN", offer, email="other@example.com") is None
