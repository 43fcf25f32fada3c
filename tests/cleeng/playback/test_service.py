import datetime as dt

import pytest

from cleeng.catalog.models import GeoRule, OfferType
from cleeng.customers.models import CustomerStatus
from cleeng.playback.errors import AccountClosed, BlockedHere, NoAccess, NothingToPlay, NotStarted
from cleeng.playback.service import LIFE, asset_of
from harness.shop import Shop
from harness.site import PUBLISHER_ID

pytestmark = pytest.mark.db


@pytest.fixture
def customer_id(shop):
    return shop.register()


@pytest.fixture
def start(shop, customer_id):
    def start(offer, country="DE"):
        with shop.services() as ours:
            return ours.playback.start(offer, customer_id, country)

    return start


def test_who_bought_it_plays(shop, start, customer_id, clock):
    film = shop.sell(video_id="long-straight")
    shop.give(customer_id, film)
    playback = start(film)
    assert playback.url.endswith("/long-straight/master.m3u8")
    assert playback.expires_at == clock.now() + dt.timedelta(seconds=LIFE)


def test_who_did_not_buy_it_does_not(shop, start):
    with pytest.raises(NoAccess):
        start(shop.sell())


def test_a_closed_account_plays_nothing_of_what_it_bought(shop, start, customer_id):
    film = shop.sell()
    shop.give(customer_id, film)
    with shop.services() as ours:
        ours.customers.get(customer_id).status = CustomerStatus.INACTIVE
    with pytest.raises(AccountClosed):
        start(film)


def test_what_was_taken_back_plays_no_longer(shop, start, customer_id):
    film = shop.sell()
    order_id = shop.give(customer_id, film)
    with shop.services() as ours:
        ours.entitlements.revoke_order(order_id)
    with pytest.raises(NoAccess):
        start(film)


def test_a_subscription_to_everything_plays_everything(shop, start, customer_id):
    film, everything = shop.sell(), shop.sell(OfferType.SUBSCRIPTION, opens=("(all)",))
    shop.give(customer_id, everything)
    assert start(film).url


@pytest.mark.parametrize(
    ("rule", "countries", "where", "plays"),
    [
        (GeoRule.WHITELIST, ("DE",), "DE", True),
        (GeoRule.WHITELIST, ("DE",), "NO", False),
        (GeoRule.WHITELIST, ("DE",), "", True),  # a sandbox, whose developers nobody can locate
        (GeoRule.BLACKLIST, ("NO",), "NO", False),
        (GeoRule.BLACKLIST, ("NO",), "", True),
    ],
)
def test_the_publishers_countries_count_for_watching_too(shop, start, customer_id, rule, countries, where, plays):
    film = shop.sell(geo_rule=rule, geo_countries=countries)
    with shop.services() as ours:
        ours.entitlements.grant(customer_id, film.number, None, None)
    if plays:
        assert start(film, where).url
    else:
        with pytest.raises(BlockedHere) as error:
            start(film, where)
        assert error.value.args == (where,)


def test_a_real_publisher_s_list_of_countries_plays_nothing_where_nobody_knows_the_place(installation, shop):
    installation.base_url = "https://pay.example"
    installation.add_publisher(without="sandbox")
    customer_id, film = shop.register(), shop.sell(geo_rule=GeoRule.WHITELIST, geo_countries=("DE",))
    with shop.services() as ours:
        ours.entitlements.grant(customer_id, film.number, None, None)
    with shop.services() as ours, pytest.raises(BlockedHere):
        ours.playback.start(film, customer_id, "")


def test_an_event_plays_from_its_very_start(shop, start, customer_id, clock):
    event = shop.sell(OfferType.EVENT)
    shop.give(customer_id, event)
    with pytest.raises(NotStarted) as error:
        start(event)
    assert error.value.args == (event.starts_at,)
    clock.advance(event.starts_at - clock.now())
    assert start(event).url


@pytest.mark.parametrize("video_id", ["", "../secrets", "a//b", "a\\b"])
def test_what_names_no_film_does_not_play(shop, start, customer_id, video_id):
    film = shop.sell(video_id=video_id)
    shop.give(customer_id, film)
    with pytest.raises(NothingToPlay):
        start(film)


def test_a_publisher_without_playback_tokens_plays_nothing(installation):
    ini = installation.folder / "publishers" / f"{PUBLISHER_ID}.ini"
    ini.write_text(ini.read_text().replace("[playback]\nuse = hmac\n", ""))
    shop = Shop(installation.services)
    film, customer_id = shop.sell(), shop.register()
    shop.give(customer_id, film)
    with shop.services() as ours, pytest.raises(NothingToPlay):
        ours.playback.start(film, customer_id, "DE")


def test_a_video_id_names_a_folder_or_a_playlist(shop):
    assert asset_of(shop.sell(video_id="races/one")).path == "races/one/master.m3u8"
    assert asset_of(shop.sell(video_id="races/one/index.m3u8")).path == "races/one/index.m3u8"
    assert asset_of(shop.sell(video_id="races/one.mpd")).path == "races/one.mpd"
