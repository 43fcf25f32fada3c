"""Offers in several countries: one number, one id per country."""

import pytest

SITE = "https://www.demo-sports.example"
US = {"country": "US", "currency": "USD", "price": "4.99", "title": "Football", "url": f"{SITE}/us"}
GB = {"country": "GB", "currency": "GBP", "price": 3.99, "title": "Soccer", "url": f"{SITE}/gb"}
EVENT = {"startTime": 1_893_456_000, "endTime": 1_893_463_200, "timeZone": "Europe/Oslo"}
DATA = {
    "Single": {},
    "Rental": {"period": 48},
    "Subscription": {"period": "month"},
    "Pass": {"period": "day"},
    "Event": EVENT,
    "Bundle": {},
}

pytestmark = pytest.mark.db


def create(api, word="Single", entries=(US, GB), **data):
    body = {"title": "For all", **DATA[word], **data}
    return api.result(f"createMultiCurrency{word}Offer", offerData=body, localizedData=list(entries))


def update(api, group, word="Single", entries=(), **data):
    name, offer_id = f"updateMultiCurrency{word}Offer", group["multiCurrencyOfferId"]
    return api.result(name, multiCurrencyOfferId=offer_id, offerData=data, localizedData=list(entries))


def by_country(group):
    return {offer["country"]: offer for offer in group["offers"]}


def refusal(api, method="createMultiCurrencySingleOffer", **params):
    answer = api(method, **params)
    assert answer["error"]["code"] == 8
    return answer["error"]["message"]


@pytest.mark.parametrize("word", DATA)
def test_all_countries_share_one_number(api, word):
    group = create(api, word)
    number = group["multiCurrencyOfferId"]
    assert number[1:].isdigit()
    assert {offer["id"] for offer in group["offers"]} == {f"{number}_US", f"{number}_GB"}
    offers = by_country(group)
    assert [offers["US"][name] for name in ("title", "price", "currency", "url")] == [
        "Football",
        4.99,
        "USD",
        f"{SITE}/us",
    ]
    assert (offers["GB"]["title"], offers["GB"]["currency"]) == ("Soccer", "GBP")
    for country, offer in offers.items():
        assert api.result(f"get{word}Offer", offerId=f"{number}_{country}") == offer
    assert api.result(f"get{word}Offer", offerId=number) in group["offers"]
    assert api.result(f"list{word}Offers")["totalItemCount"] == 2


def test_what_a_country_does_not_say_is_as_everywhere(api):
    local = {"accessToTags": ["us"], "freeDays": 7, "period": "year", "description": "By the year"}
    geo = {"geoRestrictionEnabled": True, "geoRestrictionType": "whitelist", "geoRestrictionCountries": ["US"]}
    everywhere = {"accessToTags": ["all"], "period": "month", "description": "By the month"}
    offers = by_country(create(api, "Subscription", [{**US, **local, **geo}, GB], **everywhere))
    assert {name: offers["US"][name] for name in local} == local
    assert {name: offers["US"][name] for name in geo} == geo
    assert {name: offers["GB"][name] for name in everywhere} == everywhere
    assert offers["GB"]["geoRestrictionEnabled"] is False


def test_content_may_differ_by_country(api):
    entries = [{**US, "contentExternalId": "1", "contentExternalData": "{}", "tags": ["us"]}, GB]
    offers = by_country(create(api, entries=entries, contentExternalId="0", videoId="v-1", tags=["all"]))
    named = ("contentExternalId", "contentExternalData", "tags", "videoId")
    assert [offers["US"][name] for name in named] == ["1", "{}", ["us"], "v-1"]
    assert [offers["GB"][name] for name in named] == ["0", "", ["all"], "v-1"]


def test_a_change_reaches_the_countries_it_names(api):
    group = create(api)
    before = by_country(group)
    after = by_country(update(api, group, entries=[{"country": "us", "price": "5.49", "currency": "EUR"}]))
    assert after == {**before, "US": {**before["US"], "price": 5.49}}


def test_what_is_not_a_countrys_own_changes_everywhere(api):
    group = create(api)
    entries = [{"country": "GB", "title": "Soccer 2"}]
    offers = by_country(update(api, group, entries=entries, title="Match", videoId="v-2", price="99"))
    assert {c: (o["title"], o["videoId"], o["price"]) for c, o in offers.items()} == {
        "US": ("Match", "v-2", 4.99),
        "GB": ("Soccer 2", "v-2", 3.99),
    }


def test_a_change_adds_countries_and_removes_none(api):
    group = create(api, videoId="v-1", tags=["films"])
    norway = {"country": "NO", "currency": "NOK", "price": "59", "title": "Fotball", "url": f"{SITE}/no"}
    offers = by_country(update(api, group, entries=[norway]))
    assert set(offers) == {"US", "GB", "NO"}
    told = {name: offers["NO"][name] for name in ("price", "currency", "title", "videoId", "tags", "active")}
    assert told == {
        "price": 59,
        "currency": "NOK",
        "title": "Fotball",
        "videoId": "v-1",
        "tags": ["films"],
        "active": True,
    }
    assert api.result("listSingleOffers")["totalItemCount"] == 3


def test_one_client_changes_by_the_name_of_the_maker(api):
    group = create(api, "Event")
    offer_id = group["multiCurrencyOfferId"]
    again = {"offerData": {"teaser": "Now"}, "localizedData": []}
    changed = api.result("createMultiCurrencyEventOffer", multiCurrencyOfferId=offer_id, **again)
    assert changed["multiCurrencyOfferId"] == offer_id
    assert {offer["teaser"] for offer in changed["offers"]} == {"Now"}


def test_one_countrys_version_is_changed_by_its_id(api):
    group = create(api)
    before = by_country(group)
    changed = {"title": "Rugby", "tags": ["rugby"]}
    api.result("updateSingleOffer", offerId=before["GB"]["id"], offerData=changed)
    assert api.result("getSingleOffer", offerId=before["US"]["id"]) == before["US"]
    assert api.result("getSingleOffer", offerId=before["GB"]["id"]) == {**before["GB"], **changed}


def test_without_a_country_the_publishers_own_is_read_and_changed(api):
    germany = {**US, "country": "DE", "currency": "EUR", "title": "Fussball"}
    offer_id = create(api, entries=[US, germany])["multiCurrencyOfferId"]
    assert api.result("getSingleOffer", offerId=offer_id)["country"] == "DE"
    changed = api.result("updateSingleOffer", offerId=offer_id, offerData={"price": 1})
    assert (changed["country"], changed["price"]) == ("DE", 1)
    assert api.result("getSingleOffer", offerId=f"{offer_id}_US")["price"] == 4.99


@pytest.mark.parametrize("suffix", ["", "_GB"])
def test_an_offer_is_taken_off_sale_in_every_country(api, suffix):
    group = create(api)
    ended = api.result("deactivateSingleOffer", offerId=group["multiCurrencyOfferId"] + suffix)
    assert ended["active"] is False
    for offer in group["offers"]:
        assert api.result("getSingleOffer", offerId=offer["id"])["active"] is False
    assert api.result("listSingleOffers")["totalItemCount"] == 0
    assert api.result("listSingleOffers", criteria={"active": False})["totalItemCount"] == 2


def test_a_pass_ends_everywhere_or_lasts_everywhere(api):
    group = create(api, "Pass", [{**US, "period": "week"}, GB])
    dated = by_country(update(api, group, "Pass", expiresAt=1_893_456_000))
    assert {(o["period"], o["expiresAt"]) for o in dated.values()} == {(None, 1_893_456_000)}
    changed = {"offerId": dated["US"]["id"], "offerData": {"period": "month"}}
    assert api.result("updatePassOffer", **changed)["expiresAt"] is None
    assert api.result("getPassOffer", offerId=dated["GB"]["id"])["period"] == "month"


@pytest.mark.parametrize(
    ("data", "entries", "words"),
    [
        ({}, [], "no country"),
        ({}, [{**US, "currency": ""}], "currency"),
        ({}, [{**US, "price": ""}], "price"),
        ({}, [US, US], "twice"),
        ({}, [US, {**GB, "title": "x" * 71}], "GB: title"),
        ({}, [US, {**GB, "price": "3.999"}], "price"),
        ({}, [{**US, "country": "USA"}], "country"),
        ({"videoId": "x" * 256}, [US], "videoId"),
    ],
)
def test_what_makes_no_offer_in_one_country_makes_none_at_all(api, data, entries, words):
    assert words in refusal(api, offerData=data, localizedData=entries)
    assert api.result("listSingleOffers")["totalItemCount"] == 0


def test_a_change_that_fails_in_one_country_changes_none(api):
    group = create(api)
    entries = [{"country": "US", "title": "Changed"}, {"country": "GB", "title": "x" * 71}]
    params = {"multiCurrencyOfferId": group["multiCurrencyOfferId"], "offerData": [], "localizedData": entries}
    refusal(api, "updateMultiCurrencySingleOffer", **params)
    assert [api.result("getSingleOffer", offerId=offer["id"]) for offer in group["offers"]] == group["offers"]


def test_a_closed_offer_gets_no_new_country(api):
    group = create(api, entries=[US])
    api.result("deactivateSingleOffer", offerId=group["multiCurrencyOfferId"])
    params = {"multiCurrencyOfferId": group["multiCurrencyOfferId"], "offerData": [], "localizedData": [GB]}
    assert "deactivated" in refusal(api, "updateMultiCurrencySingleOffer", **params)


def test_an_offer_is_changed_under_its_own_type_only(api):
    group = create(api)
    params = {"multiCurrencyOfferId": group["multiCurrencyOfferId"], "offerData": {"title": "x"}}
    assert api.code("updateMultiCurrencyRentalOffer", **params) == 4
