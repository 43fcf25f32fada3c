"""The film plays for who may watch it, and the server that delivers it asks everybody."""

import datetime as dt
from importlib.resources import files
from urllib.parse import urlsplit

import pytest

from cleeng.catalog.models import GeoRule, OfferType
from cleeng.playback.service import LIFE
from harness.shop import sign_in
from harness.site import PUBLISHER_ID

CLIP = files("cleeng.web") / "demo" / "media"
FILES = ["master.m3u8", *(f"{name}/{file.name}" for name in ("180p", "360p") for file in (CLIP / name).iterdir())]
ORIGIN = "https://www.demo-sports.example"
GERMAN, AMERICAN = "193.99.144.80", "8.8.8.8"


@pytest.fixture
def film(shop):
    return shop.sell(title="The Long Straight", video_id="long-straight")


@pytest.fixture
def customer_id(shop):
    return shop.register()


@pytest.fixture
def token(shop, customer_id):
    with shop.services() as ours:
        return ours.tokens.issue(customer_id)


def bearer(token, **headers):
    return {"Authorization": f"Bearer {token}", **headers}


def start(app, offer, token, status=200, **headers):
    return app.get(f"/o/{offer.id}/playback", headers=bearer(token, **headers), status=status)


def folder_of(app, offer, token):
    """Give the address of the film's folder, with a valid token in it."""
    url = start(app, offer, token).json["url"]
    assert url.endswith("/master.m3u8")
    return urlsplit(url).path.removesuffix("master.m3u8")


def every_file(app, folder, status):
    return {name: app.get(folder + name, status=status) for name in FILES}


def test_the_clip_is_delivered_byte_for_byte_with_a_token(app, shop, film, customer_id, token):
    shop.give(customer_id, film)
    for name, answer in every_file(app, folder_of(app, film, token), 200).items():
        assert answer.body == (CLIP / name).read_bytes()
        assert answer.content_type == ("video/mp2t" if name.endswith(".ts") else "application/vnd.apple.mpegurl")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_nothing_of_the_clip_is_delivered_without_a_token(installation, film):
    assert len(FILES) == 15
    stranger = installation.visitor()
    for folder in (
        "/media/",
        "/media/t/",
        "/media/long-straight/",
        "/media/t/long-straight/",
        "/media/t//long-straight/",
    ):
        every_file(stranger, folder, 403)


def test_nothing_of_the_clip_is_delivered_with_an_expired_token(app, shop, film, customer_id, token, clock):
    shop.give(customer_id, film)
    folder = folder_of(app, film, token)
    clock.advance(dt.timedelta(seconds=LIFE - 1))
    every_file(app, folder, 200)
    clock.advance(dt.timedelta(seconds=1))
    every_file(app, folder, 403)


def test_nothing_of_the_clip_is_delivered_with_another_offers_token(app, shop, film, customer_id, token):
    other = shop.sell(title="Coastal Relays", video_id="coastal-relays")
    shop.give(customer_id, other)
    folder = folder_of(app, other, token).replace("/coastal-relays/", "/long-straight/")
    every_file(app, folder, 403)


def test_nothing_of_the_clip_is_delivered_with_a_changed_token(app, shop, film, customer_id, token):
    shop.give(customer_id, film)
    folder = folder_of(app, film, token)
    signed = folder.split("/")[3]
    payload, _, mac = signed.partition(".")
    changed = [
        f"{payload[:-1]}{'A' if payload[-1] != 'A' else 'B'}.{mac}",
        f"{payload}.{mac[:-2]}AA",
        payload,
        f"{payload}.",
        "x",
    ]
    for wrong in changed:
        every_file(app, folder.replace(signed, wrong), 403)


@pytest.mark.parametrize(
    "path", ["../__init__.py", "..%2f__init__.py", "360p/../../__init__.py", "/etc/passwd", "%00", "a\\b"]
)
def test_a_token_opens_no_other_file_of_the_server(app, shop, film, customer_id, token, path):
    shop.give(customer_id, film)
    answer = app.get(folder_of(app, film, token) + path, expect_errors=True)
    assert answer.status_int in (403, 404)


def test_a_file_that_does_not_exist_is_not_there_for_who_may_watch(app, shop, film, customer_id, token):
    shop.give(customer_id, film)
    app.get(folder_of(app, film, token) + "720p/index.m3u8", status=404)


def test_a_player_may_fetch_a_part_of_a_segment(app, shop, film, customer_id, token):
    shop.give(customer_id, film)
    address = folder_of(app, film, token) + "360p/000.ts"
    answer = app.get(address, headers={"Range": "bytes=188-375"}, status=206)
    assert answer.body == (CLIP / "360p/000.ts").read_bytes()[188:376]


def test_without_a_demo_publisher_there_is_no_clip(installation):
    (installation.folder / "publishers" / f"{PUBLISHER_ID}.ini").unlink()
    installation.add_publisher(100000002, "Other Sports")
    installation.visitor().get("/media/t/x/long-straight/master.m3u8", status=404)


def test_a_customers_token_gets_an_address_that_plays_for_a_while(app, shop, film, customer_id, token, clock):
    shop.give(customer_id, film)
    answer = start(app, film, token)
    now = int(clock.now().timestamp())
    assert answer.json["kind"] == "url"
    assert answer.json["values"] == {}
    assert now < answer.json["refreshAfter"] < answer.json["expiresAt"] == now + LIFE
    assert answer.json["url"].startswith("http://localhost/media/t/")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_token_of_playback_never_outlives_the_access(app, shop, customer_id, token, clock):
    rental = shop.sell(OfferType.RENTAL, period="1")
    shop.give(customer_id, rental)
    assert start(app, rental, token).json["expiresAt"] == int(clock.now().timestamp()) + 3600


def test_who_signed_in_on_the_page_needs_no_token(app, shop, film, customer_id):
    shop.give(customer_id, film)
    sign_in(app)
    assert app.get(f"/o/{film.id}/playback").json["url"]
    assert app.post(f"/o/{film.id}/playback").json["url"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer " + "x" * 48}, {"Authorization": "Basic eDp5"}],
)
def test_strangers_play_nothing(app, film, headers):
    assert app.get(f"/o/{film.id}/playback", headers=headers, status=401).json["error"]["code"] in {
        "not_signed_in",
        "invalid_token",
    }


def test_who_did_not_buy_it_plays_nothing(app, film, token):
    assert start(app, film, token, 403).json["error"]["code"] == "no_access"


def test_what_ran_out_plays_no_longer(app, shop, customer_id, token, clock):
    rental = shop.sell(OfferType.RENTAL)
    shop.give(customer_id, rental)
    clock.advance(dt.timedelta(hours=48))
    assert start(app, rental, token, 403).json["error"]["code"] == "no_access"


def test_an_event_plays_from_its_start(app, shop, customer_id, token, clock):
    event = shop.sell(OfferType.EVENT)
    shop.give(customer_id, event)
    answer = start(app, event, token, 403).json
    assert (answer["error"]["code"], answer["startsAt"]) == ("not_started", int(event.starts_at.timestamp()))
    clock.advance(dt.timedelta(hours=1))
    assert start(app, event, token).json["url"]


def test_a_pass_plays_what_its_tags_open_but_has_no_film_itself(app, shop, customer_id, token):
    film = shop.sell(tags=("athletics",))
    season = shop.sell(OfferType.PASS, opens=("athletics",))
    shop.give(customer_id, season)
    assert start(app, film, token).json["url"]
    assert start(app, season, token, 403).json["error"]["code"] == "nothing_to_play"


def test_it_plays_only_where_the_publisher_may_show_it(installation, shop, customer_id, token):
    film = shop.sell(geo_rule=GeoRule.WHITELIST, geo_countries=("DE",))
    with shop.services() as ours:
        ours.entitlements.grant(customer_id, film.number, None, None)
    start(installation.visitor(REMOTE_ADDR=GERMAN), film, token)
    answer = start(installation.visitor(REMOTE_ADDR=AMERICAN), film, token, 451)
    assert answer.json["error"]["code"] == "country_blocked"


def test_another_publishers_token_plays_nothing(installation, shop):
    installation.add_publisher(100000002, "Other Sports")
    app, film = installation.visitor(), shop.sell()
    with installation.services(100000002) as theirs:
        customer = theirs.customers.register("viewer@example.com")
        token = theirs.tokens.issue(customer.id)
    assert start(app, film, token, 401).json["error"]["code"] == "invalid_token"


def test_an_unknown_offer_is_answered_as_json(app, token):
    for offer_id in ("A999999999_DE", "nonsense"):
        answer = app.get(f"/o/{offer_id}/playback", headers=bearer(token), status=404)
        assert answer.json["error"]["code"] == "offer_not_found"


def test_the_publishers_own_sites_may_read_the_answer(app, shop, film, customer_id, token):
    shop.give(customer_id, film)
    answer = start(app, film, token, Origin=ORIGIN)
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Credentials" not in answer.headers
    preflight = app.options(f"/o/{film.id}/playback", headers={"Origin": ORIGIN}, status=204)
    assert preflight.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", ORIGIN + ".evil.example", "http://www.demo-sports.example"]
)
def test_other_sites_may_not_read_the_answer(app, shop, film, customer_id, token, origin):
    shop.give(customer_id, film)
    assert "Access-Control-Allow-Origin" not in start(app, film, token, Origin=origin).headers
    preflight = app.options(f"/o/{film.id}/playback", headers={"Origin": origin}, status=204)
    assert "Access-Control-Allow-Origin" not in preflight.headers
