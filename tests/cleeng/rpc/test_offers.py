import datetime as dt

import pytest
import sqlalchemy as sa

from cleeng.catalog.models import Offer, OfferType
from harness.shop import Shop

SITE = "https://www.demo-sports.example"
FILM = {"price": "4.99", "title": "Night of Miles", "url": f"{SITE}/films/1"}
MATCH = {
    "title": "The final",
    "url": f"{SITE}/live/1",
    "startTime": 1_893_456_000,
    "endTime": 1_893_463_200,
    "timeZone": "Europe/Oslo",
}
MONTH = {**FILM, "period": "month"}
WORDS = {"Single": FILM, "Rental": {**FILM, "period": 48}, "Event": MATCH, "Pass": MONTH, "Subscription": MONTH}
LETTERS = {"Single": "A", "Rental": "R", "Event": "E", "Pass": "P", "Subscription": "S"}


def create(api, word="Single", **changes):
    return api.result(f"create{word}Offer", offerData={**WORDS[word], **changes})


def update(api, offer, word="Single", **changes):
    return api.result(f"update{word}Offer", offerId=offer["id"], offerData=changes)


def refusal(api, word="Single", **changes):
    answer = api(f"create{word}Offer", offerData={**WORDS[word], **changes})
    assert answer["error"]["code"] == 8
    return answer["error"]["message"]


@pytest.mark.db
@pytest.mark.parametrize("word", WORDS)
def test_an_offer_lives_from_creation_to_deactivation(api, word):
    offer = create(api, word)
    assert offer["id"].startswith(LETTERS[word])
    assert offer["id"].endswith("_DE")
    assert api.result(f"get{word}Offer", offerId=offer["id"]) == offer
    assert api.result(f"get{word}Offer", offerId=offer["id"].removesuffix("_DE")) == offer
    assert api.result(f"list{word}Offers") == {"items": [offer], "totalItemCount": 1}
    changed = update(api, offer, word, title="Another title")
    assert changed == {**offer, "title": "Another title"}
    ended = api.result(f"deactivate{word}Offer", offerId=offer["id"])
    assert ended == {**changed, "active": False}
    assert api.result(f"get{word}Offer", offerId=offer["id"]) == ended
    assert api.result(f"list{word}Offers")["totalItemCount"] == 0
    assert api.result(f"list{word}Offers", criteria={"active": False})["items"] == [ended]
    assert api.code(f"update{word}Offer", offerId=offer["id"], offerData={"title": "x"}) == 8


def test_an_event_is_cancelled(api):
    offer = create(api, "Event")
    assert api.result("cancelEventOffer", offerId=offer["id"])["active"] is False


@pytest.mark.parametrize("word", [word for word in WORDS if word != "Single"])
def test_an_offer_is_found_under_its_own_type_only(api, word):
    film = create(api)["id"]
    assert api.code(f"get{word}Offer", offerId=film) == 4
    assert api.code(f"update{word}Offer", offerId=film, offerData={"title": "x"}) == 4
    assert api.code(f"deactivate{word}Offer", offerId=film) == 4


@pytest.mark.db
@pytest.mark.parametrize("offer_id", ["", "x", "A123456789_DE", "A12345678", "A٣٣٣٣٣٣٣٣٣", 5, None])
def test_what_is_no_offer_is_not_found(api, offer_id):
    assert api.code("getSingleOffer", offerId=offer_id) in {4, 11}


@pytest.mark.db
def test_prices_keep_their_digits_both_ways(api):
    for price, answered in ((0.1, "0.10"), ("19", "19.00"), (4.9900, "4.99"), ("0", "0.00"), (99999.99, "99999.99")):
        offer = create(api, price=price)
        body = b'{"method": "getSingleOffer", "params": {"offerId": "%b"}}' % offer["id"].encode()
        assert f'"price":{answered},' in api.visitor.post("/3.0/json-rpc", body).text


def test_an_event_may_have_a_currency_of_its_own(api):
    assert create(api, "Event", price="500", currency="JPY")["currency"] == "JPY"
    offer = create(api, "Event")
    assert (offer["currency"], offer["price"]) == ("EUR", 0)
    answer = api("updateEventOffer", offerId=offer["id"], offerData={"currency": "JPY"})
    assert answer["error"]["code"] == 8


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"price": None}, "price"),
        ({"title": ""}, "title"),
        ({"url": ""}, "url"),
        ({"title": "x" * 71}, "70"),
        ({"description": "x" * 111}, "110"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "x"}, "url"),
        ({"url": "https://["}, "url"),
        ({"price": "-1"}, "price"),
        ({"price": "4.999"}, "price"),
        ({"price": "cheap"}, "price"),
        ({"tags": ["x" * 101]}, "tag"),
        ({"geoRestrictionEnabled": True}, "geoRestrictionType"),
        ({"geoRestrictionEnabled": True, "geoRestrictionType": "greylist"}, "geoRestrictionType"),
        ({"geoRestrictionCountries": ["DEU"]}, "geoRestrictionCountries"),
        ({"videoId": "x" * 256}, "videoId"),
    ],
)
def test_what_makes_no_offer_is_refused_by_name_and_not_stored(api, application, changes, words):
    assert words in refusal(api, **changes)
    with application.database.reader.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Offer)) == 0


@pytest.mark.parametrize("period", [0, -1, "month", 1.5, 10**9])
def test_a_rental_lasts_a_number_of_hours(api, period):
    refusal(api, "Rental", period=period)


@pytest.mark.parametrize(
    "changes",
    [
        {"endTime": MATCH["startTime"]},
        {"startTime": 0},
        {"startTime": "soon"},
        {"timeZone": "Norway/Oslo"},
        {"timeZone": "../../etc/passwd"},
        {"timeZone": "Europe"},
        {"viewerEstimate": 6},
        {"teaser": "x" * 151},
        {"currency": "euro"},
    ],
)
def test_an_event_has_a_beginning_and_an_end(api, changes):
    refusal(api, "Event", **changes)


@pytest.mark.parametrize(
    "changes", [{"period": ""}, {"period": "decade"}, {"freeDays": 1, "freePeriods": 1}, {"freeDays": -1}]
)
def test_a_subscription_has_a_period_and_one_trial(api, changes):
    refusal(api, "Subscription", **changes)


@pytest.mark.parametrize("changes", [{"expiresAt": 1_893_456_000}, {"period": ""}, {"period": "decade"}])
def test_a_pass_has_either_a_period_or_an_end(api, changes):
    refusal(api, "Pass", **changes)


@pytest.mark.db
def test_the_end_of_a_pass_takes_the_place_of_its_period_and_back(api):
    offer = create(api, "Pass")
    assert (offer["period"], offer["expiresAt"]) == ("month", None)
    dated = update(api, offer, "Pass", expiresAt="1893456000")
    assert (dated["period"], dated["expiresAt"]) == (None, 1_893_456_000)
    again = update(api, offer, "Pass", period="week")
    assert (again["period"], again["expiresAt"]) == ("week", None)


@pytest.mark.db
def test_an_update_changes_what_it_names(api):
    offer = create(
        api,
        description="A film",
        tags=["films", "new"],
        contentExternalData='{"a": 1}',
        videoId="v-1",
        geoRestrictionEnabled=True,
        geoRestrictionType="whitelist",
        geoRestrictionCountries=["NO"],
    )
    assert update(api, offer) == offer
    assert update(api, offer, description="", tags=None, price="") == offer
    assert update(api, offer, tags=[])["tags"] == []
    assert update(api, offer, geoRestrictionCountries=["se", "NO"])["geoRestrictionCountries"] == ["SE", "NO"]
    opened = update(api, offer, geoRestrictionEnabled="0")
    assert (opened["geoRestrictionEnabled"], opened["geoRestrictionType"]) == (False, "whitelist")
    closed = update(api, offer, geoRestrictionEnabled="1")
    assert (closed["geoRestrictionType"], closed["geoRestrictionCountries"]) == ("whitelist", ["SE", "NO"])
    assert closed["contentExternalData"] == '{"a": 1}'
    assert update(api, offer, contentType="article")["videoId"] == "v-1"


@pytest.mark.db
def test_details_of_an_event_are_kept(api):
    details = {
        "playerCode": "<div>ü</div>",
        "playerCodeHead": "<script>1</script>",
        "viewerEstimate": 3,
        "teaser": "Soon",
        "applyServiceFeeOnCustomer": True,
        "youtubePreviewVideoId": "y",
    }
    offer = create(api, "Event", **details, backgroundImageUrl=f"{SITE}/a.jpg")
    assert {name: offer[name] for name in details} == details
    assert offer["backgroundImageUrl"] == dict.fromkeys(("small", "medium", "large"), f"{SITE}/a.jpg")
    assert offer["shortUrl"] == f"http://localhost/o/{offer['id']}"
    assert update(api, offer, "Event", teaser="Now") == {**offer, "teaser": "Now"}


@pytest.mark.db
def test_a_list_is_newest_first_and_in_pages(api, clock):
    ids = []
    for _ in range(5):
        ids.insert(0, create(api)["id"])
        clock.advance(dt.timedelta(seconds=1))
    everything = api.result("listSingleOffers", offset="0", limit="100")
    assert everything["totalItemCount"] == 5
    assert [offer["id"] for offer in everything["items"]] == ids
    page = api.result("listSingleOffers", offset=1, limit=2)
    assert [offer["id"] for offer in page["items"]] == ids[1:3]
    assert page["totalItemCount"] == 5
    assert api.result("listSingleOffers", offset=10**6)["items"] == []


@pytest.mark.parametrize(
    "changes", [{"offset": -1}, {"limit": -1}, {"limit": "x"}, {"offset": 10**12}, {"criteria": 5}]
)
def test_what_is_no_page_is_refused(api, changes):
    assert api.code("listSingleOffers", **changes) == 11


def test_a_list_has_one_type_of_one_publisher(installation, shop, api_of):
    installation.add_publisher(200000002, "Other")
    Shop(installation.services, 200000002).sell()
    for type_ in OfferType:
        shop.sell(type_)
    for word in WORDS:
        assert api_of(shop.publisher_id).result(f"list{word}Offers")["totalItemCount"] == 1


def test_only_the_publisher_itself_is_an_associate(api):
    mail = "Owner@Example.com"
    assert create(api, associateEmail=mail)["publisherEmail"] == "owner@example.com"
    assert api.result("listSingleOffers", criteria={"associateEmail": mail})["totalItemCount"] == 1
    other = {"associateEmail": "somebody@example.com"}
    assert api.code("createSingleOffer", offerData={**FILM, **other}) == 5
    assert api.code("listSingleOffers", criteria=other) == 5


def test_an_event_tells_its_tax_rate_as_a_whole_number(api):
    assert create(api, "Event", price="10")["applicableTaxRate"] == 0
    assert create(api, "Subscription")["applicableTaxRate"] == 0.19
    assert create(api, price=0)["applicableTaxRate"] == 0.19
