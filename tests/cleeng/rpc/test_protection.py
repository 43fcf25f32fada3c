import pytest

pytestmark = pytest.mark.db

RULE = {
    "name": "live",
    "tags": ["live"],
    "fields": {"League": "First"},
    "offerType": "rental",
    "price": "3.99",
    "period": 48,
}
VIDEO = {"id": "match-1", "title": "The Final", "tags": ["live"], "fields": {"league": "first"}}


def test_videos_are_protected_by_the_rules_of_the_call(api):
    report = api.result("protectVideos", videos=[VIDEO, {"id": "x"}], rules=[{**RULE, "fields": {"League": ["First"]}}])
    assert (report["created"], report["unmatched"]) == (1, 1)
    [item] = report["items"]
    offer = api.result("getRentalOffer", offerId=item["offerId"])
    assert (offer["title"], offer["videoId"], offer["price"], offer["period"]) == ("The Final", "match-1", 3.99, 48)
    assert api.result("listOfferIdsByVideoId", videoId="match-1") == {"offerIds": [item["offerId"]]}


def test_without_rules_those_of_the_ini_hold(installation, api_of):
    installation.add_publisher(more="[protect:all]\nprice = 2\n")
    api = api_of(100000001)
    report = api.result("protectVideos", videos=[VIDEO], dryRun="1")
    assert (report["created"], report["items"][0]["offerId"]) == (1, "")
    assert api.result("protectVideos", videos=[VIDEO])["created"] == 1
    assert api.result("protectVideos", videos=[VIDEO])["unchanged"] == 1


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"videos": [{}]},
        {"videos": [VIDEO] * 501},
        {"videos": [VIDEO], "rules": [{"name": "x"}]},
        {"videos": [VIDEO], "rules": [{**RULE, "offerType": "pass"}]},
    ],
)
def test_what_makes_no_sense_is_refused_as_a_whole(api, params):
    assert api.code("protectVideos", **params) == 11
