"""Videos on demand, bundles, the names of 2013, and videos named by their id."""

import datetime as dt

import pytest

SITE = "https://www.demo-sports.example"
FILM = {"price": "4.99", "title": "Night of Miles", "url": f"{SITE}/films/1"}
EVENT = {"title": "The final", "url": f"{SITE}/live/1", "startTime": 1_893_456_000, "endTime": 1_893_463_200}

pytestmark = pytest.mark.db


@pytest.fixture
def match(api):
    return api.result("createEventOffer", offerData={**EVENT, "timeZone": "Europe/Oslo", "price": "9.99"})


def vod(api, **more):
    return api.result("createVodOffer", offerData={**FILM, **more})["vod"]


def test_a_video_on_demand_lives_from_creation_to_deactivation(api):
    made = vod(api, videoId="v-1", rentalPeriod="3", runtime="90 min", videoQuality="hd", streamingPlatform="YouTube")
    assert made["id"].startswith("R")
    for name in ("offerIdString", "offerId"):
        assert api.result("getVodOffer", **{name: made["id"]}) == {"vod": made}
    assert api.result("listVodOffers") == {"items": [made], "totalItemCount": 1}
    assert api.result("listRentalOffers")["totalItemCount"] == 0
    changed = api.result("updateVodOffer", offerIdString=made["id"], offerData={"rentalPeriod": "0"})["vod"]
    assert changed == {**made, "rentalPeriod": ""}
    ended = api.result("deactivateVodOffer", offerIdString=made["id"])["vod"]
    assert ended == {**changed, "active": False}
    assert api.result("getVodOffer", offerId=made["id"]) == {"vod": ended}


def test_a_video_on_demand_is_found_whatever_letter_a_client_writes(api):
    made = vod(api)
    assert api.result("getVodOffer", offerId="A" + made["id"][1:])["vod"] == made
    film = api.result("createSingleOffer", offerData={**FILM, "videoId": "v-1"})
    told = api.result("getVodOffer", offerId=film["id"])["vod"]
    assert {told[name] == film[name] for name in ("id", "title", "price", "videoId")} == {True}
    assert api.code("getRentalOffer", offerId=made["id"]) == 4
    assert api.code("updateVodOffer", offerId=film["id"], offerData={"title": "x"}) == 4


def test_a_video_on_demand_is_told_in_both_shapes(api):
    picture = f"{SITE}/a.jpg"
    made = vod(api, backgroungImageUrl=picture)
    sizes = dict.fromkeys(("small", "medium", "large"), picture)
    assert (made["backgroundImageUrl"], made["backgroungImageUrl"], made["background"]) == (sizes, sizes, picture)
    assert made["shortUrl"] == f"http://localhost/o/{made['id']}"


def test_a_video_follows_the_events_it_names(api, match):
    made = vod(api, eventAssociation=[match["id"]])
    assert made["eventAssociation"] == [match["id"]]
    film = api.result("createSingleOffer", offerData=FILM)["id"]
    for wrong in (film, "E123456789", "x"):
        assert api.code("createVodOffer", offerData={**FILM, "eventAssociation": [wrong]}) == 8


def test_a_bundle_answers_what_its_only_client_knows(api, match):
    film = api.result("createSingleOffer", offerData=FILM)["id"]
    box = api.result("createBundleOffer", offerData={**FILM, "offerIdList": [film, match["id"]]})
    assert box["id"].startswith("B")
    assert (box["offerIdList"], box["period"], box["averageRating"]) == ([film, match["id"]], 0, 4)
    assert api.result("getBundleOffer", offerId=box["id"].partition("_")[0]) == box
    params = {"offerId": box["id"], "offerData": {"offerIdList": [film], "period": 48}}
    assert api.result("updateBundleOffer", **params)["offerIdList"] == [film]
    assert api.result("deactivateBundleOffer", offerId=box["id"])["active"] is False


def test_a_bundle_that_holds_what_it_may_not_is_not_made(api):
    box = api.result("createBundleOffer", offerData=FILM)["id"]
    season = api.result("createPassOffer", offerData={**FILM, "period": "month"})["id"]
    for wrong in (box, season, "A123456789_DE", "x"):
        assert api.code("createBundleOffer", offerData={**FILM, "offerIdList": [wrong]}) == 8
    assert api.result("listBundleOffers")["totalItemCount"] == 1


def test_events_go_by_their_name_of_2013(api, match):
    data = {**EVENT, "price": 1, "remainerEmailActivated": True, "remainderEmailBody": "Soon", "videoOnDemand": "true"}
    made = api.result("createLiveEventOffer", offerData={**data, "videoOnDemandRentalPeriod": 7})
    assert made["eventReminderEmailActivated"] is True
    assert made["eventReminderEmailBody"] == "Soon"
    assert (made["eventVideoOnDemand"], made["eventVideoOnDemandRentalPeriod"]) == (True, 7)
    assert api.result("getEventOffer", offerId=made["id"])["timeZone"] == "Europe/Berlin"
    assert api.result("getLiveEventOffer", offerId=match["id"])["title"] == "The final"
    assert api.result("listLiveEventOffers")["totalItemCount"] == 2
    assert api.result("updateLiveEventOffer", offerId=match["id"], offerData={"title": "Moved"})["title"] == "Moved"
    assert api.result("deactivateLiveEventOffer", offerId=match["id"])["active"] is False


@pytest.mark.parametrize(("word", "more"), [("Single", {}), ("Rental", {"period": 48})])
def test_an_offer_is_found_by_its_video(api, clock, word, more):
    made = []
    for _ in range(2):
        made.append(api.result(f"create{word}Offer", offerData={**FILM, **more, "videoId": "v-1"}))
        clock.advance(dt.timedelta(seconds=1))
    api.result(f"create{word}Offer", offerData={**FILM, **more, "videoId": "v-2"})
    older, newer = made
    assert api.result(f"get{word}Offer", videoId="v-1") == newer
    assert api.result(f"list{word}Offers", videoId="v-1") == {"items": [newer, older], "totalItemCount": 2}
    assert api.result(f"deactivate{word}Offer", videoId="v-1")["id"] == newer["id"]
    assert api.result(f"get{word}Offer", videoId="v-1") == older
    assert api.result(f"deactivate{word}Offer", videoId="v-1")["id"] == older["id"]
    assert api.result(f"get{word}Offer", videoId="v-1")["active"] is False
    assert api.result(f"list{word}Offers", videoId="v-1")["totalItemCount"] == 0
    assert api.code(f"get{word}Offer", videoId="v-3") == 4
    assert api.code(f"get{word}Offer") == 11
    assert api.code(f"get{word}Offer", videoId="v-1", publisherToken="x" * 48) == 3


def test_a_price_may_hold_for_a_while(api, clock, shop):
    now = int(clock.now().timestamp())
    early = {"from": now, "to": now + 3600, "amount": 2.99, "name": "Early bird"}
    film = api.result("createSingleOffer", offerData={**FILM, "priceRules": [early]})
    assert film["priceRules"] == [early]
    assert film["price"] == 4.99
    assert api.result("updateSingleOffer", offerId=film["id"], offerData={"title": "x"})["priceRules"] == [early]
    customer = shop.register()
    with shop.services() as ours:
        shop_offer = ours.catalog.offer(film["id"])
    shop.give(customer, shop_offer)
    params = {"customerEmail": "viewer@example.com", "offset": 0, "limit": 1}
    assert api.result("listCustomerLibrary", **params)["items"][0]["transactionPrice"] == 2.99
    assert api.result("updateSingleOffer", offerId=film["id"], offerData={"priceRules": []})["priceRules"] == []


@pytest.mark.parametrize(
    "rules",
    [
        [{"from": 2, "to": 1, "amount": 1}],
        [{"from": 1, "to": 3, "amount": 1}, {"from": 2, "to": 4, "amount": 1}],
        [{"from": 1, "to": 2, "amount": -1}],
        [{"from": 1, "to": 2}],
        [{"from": 1, "to": 2, "amount": "1.999"}],
        [{"from": 1, "to": 2, "amount": 1, "name": "x" * 101}],
    ],
)
def test_rules_that_make_no_price_are_refused(api, rules):
    assert api.code("createSingleOffer", offerData={**FILM, "priceRules": rules}) == 8


@pytest.mark.parametrize("rate", ["0.04", "0.51", "1", "-0.1"])
def test_a_social_commission_is_nothing_or_a_twentieth_to_a_half(api, rate):
    assert api.code("createSingleOffer", offerData={**FILM, "socialCommissionRate": rate}) == 8
    for good in (0, "0.05", 0.5):
        assert api.result("createSingleOffer", offerData={**FILM, "socialCommissionRate": good})


def test_a_slip_of_the_finger_is_no_price(api):
    assert api.code("createSingleOffer", offerData={**FILM, "price": "10000001"}) == 8


def test_what_the_reference_does_not_know_is_ignored(api):
    made = api.result("createSingleOffer", offerData={**FILM, "colour": "green", "offerIdList": ["x"]})
    assert "colour" not in made
