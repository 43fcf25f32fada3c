import datetime as dt

import pytest

from cleeng.catalog.models import OfferType

pytestmark = pytest.mark.db

EMAIL = "viewer@example.com"


@pytest.fixture
def customer_id(shop):
    return shop.register(EMAIL)


@pytest.fixture
def tags(api, customer_id):
    token = api.result("generateCustomerToken", customerEmail=EMAIL)["token"]
    return lambda: api.result("getAccessibleTags", customerToken=token)["tags"]


def test_running_passes_and_subscriptions_open_their_tags(shop, tags, customer_id, clock):
    shop.give(customer_id, shop.sell(tags=("jumps",)))
    assert tags() == []
    shop.give(customer_id, shop.sell(OfferType.PASS, opens=("sprints", "films"), period="week"))
    shop.give(customer_id, shop.sell(OfferType.SUBSCRIPTION, opens=("films", "(all)")))
    assert tags() == ["(all)", "films", "sprints"]
    clock.advance(dt.timedelta(days=8))
    assert tags() == ["(all)", "films"]


def test_a_trial_is_given_once(api, shop, customer_id):
    channel = shop.sell(OfferType.SUBSCRIPTION, opens=("(all)",), free_days=7)
    ask = {"customerEmail": EMAIL, "offerId": channel.id}
    assert api.result("isTrialAllowed", **ask) == {"success": True}
    assert api.result("isTrialAllowed", customerEmail="new@example.com", offerId=channel.id) == {"success": True}
    shop.give(customer_id, channel)
    assert api.result("isTrialAllowed", **ask) == {"success": False}


def test_there_is_no_trial_where_none_is_offered(api, shop, customer_id):
    for offer in (shop.sell(), shop.sell(OfferType.SUBSCRIPTION, opens=("(all)",))):
        assert api.result("isTrialAllowed", customerEmail=EMAIL, offerId=offer.id) == {"success": False}


def test_offers_are_found_by_their_video(api, shop, clock):
    first = shop.sell(video_id="the-last-lap")
    clock.advance(dt.timedelta(seconds=1))
    second = shop.sell(OfferType.RENTAL, video_id="the-last-lap")
    gone = shop.sell(video_id="the-last-lap")
    with shop.services() as ours:
        ours.catalog.deactivate(gone)
    found = api.result("listOfferIdsByVideoId", videoId="the-last-lap")
    assert found == {"offerIds": [second.id, first.id]}
