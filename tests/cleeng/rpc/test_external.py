"""Subscriptions that are paid in an app store."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from cleeng.catalog.models import OfferType
from cleeng.orders.external import Charged
from cleeng.orders.models import Order
from cleeng.outbox import OutboxItem
from cleeng.payments.models import Payment
from cleeng.subscriptions.models import Subscription

pytestmark = pytest.mark.db

EMAIL = "viewer@example.com"
STORE = {"paymentGateway": "apple", "paymentMethod": "ios", "paymentMethodSpecificParams": []}


@pytest.fixture
def channel(shop):
    shop.register()
    return shop.sell(OfferType.SUBSCRIPTION, opens=("films",), free_days=7)


@pytest.fixture
def register(api, clock):
    """Say that a subscription is paid for so many days from now; give the whole answer."""

    def register(offer, days=30, reference="", email=EMAIL, **more):
        until = int(clock.now().timestamp()) + days * 24 * 3600
        asked = {**STORE, "customerEmail": email, "offerId": offer.id, "expirationDate": until, **more}
        return api("registerSubscription", paymentExternalId=reference, **asked)

    return register


def plans(api, email=EMAIL):
    return api.result("listCustomerSubscriptions", customerEmail=email)["items"]


def test_it_opens_what_a_bought_one_opens_until_it_ends(api, shop, channel, register, clock):
    film = shop.sell(tags=("films",))
    assert register(channel)["result"] == {"success": True}
    token = api.result("generateCustomerToken", customerEmail=EMAIL)["token"]
    api.result("extendTokenExpiration", customerToken=token, extensionTime=50 * 24 * 3600)

    def watches():
        return api.result("getAccessStatus", customerToken=token, offerId=film.id)["accessGranted"]

    assert watches()
    clock.advance(dt.timedelta(days=29, hours=23))
    assert watches()
    clock.advance(dt.timedelta(hours=1))
    assert not watches()


def test_it_is_listed_with_who_takes_the_money(api, channel, register, clock):
    register(channel, reference="1000000831")
    (plan,) = plans(api)
    until = int((clock.now() + dt.timedelta(days=30)).timestamp())
    assert (plan["paymentGateway"], plan["paymentMethod"]) == ("apple", "ios")
    assert (plan["externalPaymentId"], plan["inTrial"], plan["status"]) == ("1000000831", False, "active")
    assert (plan["expiresAt"], plan["nextPaymentAt"], plan["nextPaymentPrice"]) == (until, until, 4.99)


def test_the_next_payment_makes_it_longer_and_an_old_one_changes_nothing(api, channel, register):
    register(channel, days=30, reference="one")
    register(channel, days=60, reference="two")
    (longer,) = plans(api)
    register(channel, days=30, reference="one")
    register(channel, days=60, reference="two")
    assert plans(api) == [longer]
    assert longer["externalPaymentId"] == "two"


def test_nothing_is_charged_and_no_receipt_is_sent(api, channel, register, services):
    register(channel)
    with services() as ours:
        assert ours.unit.db.query(Payment).count() == 0
        assert ours.unit.db.query(Order).one().total.minor == 0
        assert ours.unit.db.query(OutboxItem).filter_by(name="receipt").count() == 0
    assert api.result("listTransactions")["totalItemCount"] == 0


def test_a_payment_after_a_cancellation_lets_it_run_again(api, channel, register):
    register(channel, days=30)
    data = {"status": "cancelled"}
    api.result("updateCustomerSubscription", customerEmail=EMAIL, offerId=channel.id, subscriptionData=data)
    register(channel, days=30)
    assert plans(api)[0]["status"] == "cancelled"
    register(channel, days=60)
    assert plans(api)[0]["status"] == "active"


def test_after_its_end_it_begins_anew(api, channel, register, clock):
    register(channel, days=30)
    clock.advance(dt.timedelta(days=31))
    register(channel, days=30)
    (plan,) = plans(api)
    assert plan["startedAt"] == int(clock.now().timestamp())


def test_it_uses_up_the_trial(api, channel, register):
    asked = {"customerEmail": EMAIL, "offerId": channel.id}
    assert api.result("isTrialAllowed", **asked)["success"] is True
    register(channel)
    assert api.result("isTrialAllowed", **asked)["success"] is False


def test_one_payment_is_for_one_subscription(api, shop, channel, register):
    shop.register("other@example.com")
    register(channel, reference="one")
    answer = register(channel, reference="one", email="other@example.com")
    assert answer["error"]["code"] == 11
    assert plans(api, "other@example.com") == []
    assert register(channel, reference="one", email="other@example.com", paymentGateway="roku")["error"] is None


def test_told_many_times_at_once_it_is_one(services, shop, channel, clock):
    def tell(_):
        with services() as ours:
            customer, until = ours.customers.find(EMAIL), clock.now() + dt.timedelta(days=30)
            ours.external_subscriptions.register(customer, channel, Charged("apple", "ios", "one"), until)

    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(tell, range(8)))) == 8
    with services() as ours:
        assert ours.unit.db.query(Subscription).count() == ours.unit.db.query(Order).count() == 1


def test_who_pays_here_is_not_registered(api, shop, channel, register, services):
    with services() as ours:
        customer_id = ours.customers.find(EMAIL).id
    shop.give(customer_id, channel)
    before = plans(api)
    assert register(channel)["error"]["code"] == 11
    assert plans(api) == before


@pytest.mark.parametrize("days", [0, -1])
def test_it_cannot_have_ended_already(channel, register, days):
    assert register(channel, days=days)["error"]["code"] == 11


def test_only_a_subscription_is_one(shop, channel, register):
    assert register(shop.sell())["error"]["code"] == 4
