"""The hosted page of one offer: to buy, to wait for, and after that to watch."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from cleeng.catalog.models import GeoRule, OfferType
from cleeng.customers.models import LinkPurpose
from cleeng.customers.tokens import LINK_LIFE
from harness.reading import words
from harness.shop import sign_in

GERMAN, NORWEGIAN, AMERICAN = "193.99.144.80", "84.208.20.110", "8.8.8.8"


@pytest.fixture
def customer_id(shop):
    return shop.register()


def page_of(app, offer, status=200, query=""):
    return app.get(f"/o/{offer.id}{query}", status=status)


def ticket(answer):
    """Give the words of the ticket, as they are read."""
    return " ".join(answer.html.find(class_="ticket").get_text(" ").split())


def address_of(answer, text):
    link = answer.html.find("a", string=text)
    return link and link["href"]


def test_a_stranger_sees_what_it_costs_and_where_to_buy(app, shop):
    film = shop.sell(title="The Long Straight", description="A season in eight films")
    answer = page_of(app, film)
    assert answer.html.h1.text == "The Long Straight"
    assert answer.html.title.text == "The Long Straight: Demo Sports"
    assert "4.99 EUR once, including VAT for Germany" in ticket(answer)
    checkout = urlsplit(address_of(answer, "Get access"))
    assert checkout.path == f"/checkout/{film.id}"
    assert parse_qs(checkout.query)["returnTo"] == [f"http://localhost/o/{film.id}"]
    assert answer.html.video is None


def test_the_page_and_its_address_of_no_country_are_the_same_offer(app, shop):
    film = shop.sell()
    assert app.get(f"/o/{film.id.partition('_')[0]}").html.h1.text == "A single"


def test_sign_in_comes_back_here(app, shop, customer_id):
    film = shop.sell()
    shop.give(customer_id, film)
    page = app.get(address_of(page_of(app, film), "Sign in"))
    form = page.forms["checkout"]
    form["email"], form["password"] = "viewer@example.com", "sunny-afternoon-42"
    back = form.submit("action", value="sign-in")
    assert back.status_int == 303
    assert back.location == f"http://localhost/o/{film.id}"
    assert "You have access" in ticket(back.follow())


def test_tax_that_comes_on_top_is_named(installation, shop):
    installation.add_publisher(more="inclusive = false")
    assert "4.99 EUR once, plus 0.95 EUR VAT for Germany" in ticket(page_of(installation.visitor(), shop.sell()))


def test_the_price_has_the_fee_in_it_that_everybody_pays_on_the_page_and_in_lists(installation, shop):
    installation.add_publisher(more="[pricing]\nservice_fee = 10\n")
    fee = {"apply_service_fee_on_customer": True}
    film = shop.sell(tags=("films",), details=fee)
    plan = shop.sell(OfferType.SUBSCRIPTION, price="7.99", opens=("films",), details=fee)
    page = page_of(installation.visitor(), film)
    assert "5.49 EUR once, including VAT for Germany A service fee of 0.50 EUR is in the price." in ticket(page)
    assert "8.79 EUR a month" in words(page.html.select_one(".more"))
    assert "5.49 EUR" in words(page_of(installation.visitor(), plan).html.select_one(".more"))


@pytest.mark.parametrize(
    ("type_", "fields", "said"),
    [
        (OfferType.RENTAL, {}, ["To watch within 48 hours", "One payment. It does not renew."]),
        (OfferType.PASS, {"opens": ("x",)}, ["One month", "One payment. It does not renew."]),
        (OfferType.SUBSCRIPTION, {}, ["4.99 EUR a month", "Renews, cancel at any time"]),
        (
            OfferType.SUBSCRIPTION,
            {"free_days": 14},
            ["Free until 14 Mar 2028, then 4.99 EUR a month until you cancel."],
        ),
        (OfferType.SINGLE, {"price": "0.00"}, ["Free Get access"]),
    ],
)
def test_the_ticket_says_what_kind_of_purchase_it_is(app, shop, type_, fields, said):
    text = ticket(page_of(app, shop.sell(type_, **fields)))
    for some in said:
        assert some in text


def test_who_bought_it_finds_the_player(app, shop, customer_id):
    film = shop.sell()
    shop.give(customer_id, film)
    sign_in(app)
    answer = page_of(app, film)
    assert answer.html.title.text == "Watch: A single, Demo Sports"
    assert "Yours to keep" in ticket(answer)
    assert address_of(answer, "Get access") is None
    assert app.get(answer.html.video["data-player"]).text.startswith("#EXTM3U")
    assert app.get(answer.html.video["data-renew"]).json["url"]
    assert "blob:" in answer.headers["Content-Security-Policy"]


def test_the_player_may_load_from_where_the_publishers_films_lie(installation, shop):
    cdn = "[plugin:ovp_hmac]\nprefix = https://cdn.demo-sports.example/t"
    installation.add_publisher(more=cdn)
    app, film = installation.visitor(), shop.sell()
    shop.give(shop.register(), film)
    sign_in(app)
    policy = page_of(app, film).headers["Content-Security-Policy"]
    assert "media-src 'self' blob: https://cdn.demo-sports.example" in policy
    assert "connect-src 'self' https://cdn.demo-sports.example" in policy


def test_a_rental_says_until_when_and_then_is_for_sale_again(app, shop, customer_id, clock):
    rental = shop.sell(OfferType.RENTAL)
    shop.give(customer_id, rental)
    sign_in(app)
    assert "Watch until 2 Mar 2028, 8:30" in ticket(page_of(app, rental))
    clock.advance(dt.timedelta(hours=48))
    assert address_of(page_of(app, rental), "Get access")


def test_what_a_pass_opens_is_named_there_and_plays(app, shop, customer_id):
    film = shop.sell(title="Coastal Relays", tags=("athletics",))
    season = shop.sell(OfferType.PASS, title="Season pass", opens=("athletics",))
    answer = page_of(app, film)
    assert "Season pass" in answer.html.find(class_="more").text
    assert "Coastal Relays" in page_of(app, season).html.find(class_="more").text
    shop.give(customer_id, season)
    sign_in(app)
    assert "with Season pass" in ticket(page_of(app, film))
    assert page_of(app, film).html.video is not None
    owned = page_of(app, season)
    assert "You have access" in ticket(owned)
    assert owned.html.video is None
    assert "Coastal Relays" in owned.html.find(class_="more").text


def test_an_event_counts_down_and_can_be_bought_before(app, shop, clock):
    event = shop.sell(OfferType.EVENT, starts_at=clock.now() + dt.timedelta(days=2, hours=3, minutes=4))
    answer = page_of(app, event)
    assert [b.text for b in answer.html.find(class_="count").find_all("b")] == ["2", "3", "4"]
    assert dt.datetime.fromisoformat(answer.html.find(class_="count")["data-until"]) == event.starts_at
    assert "(Berlin time)" in answer.html.find("time").text
    assert address_of(answer, "Get access")
    assert "Live event" in answer.html.find(class_="poster").text


def test_a_bought_event_waits_then_plays_then_is_over(app, shop, customer_id, clock):
    event = shop.sell(OfferType.EVENT)
    shop.give(customer_id, event)
    sign_in(app)
    before = page_of(app, event)
    assert before.html.video is None
    assert "You have access" in ticket(before)
    assert "Open this page again at the start." in ticket(before)
    clock.advance(dt.timedelta(hours=1))
    assert page_of(app, event).html.video is not None
    clock.advance(dt.timedelta(hours=2))
    assert "This event is over It ended on 29 Feb 2028." in ticket(page_of(app, event))


def test_what_is_off_sale_is_said_to_be_and_stays_with_who_bought_it(installation, shop, customer_id):
    film = shop.sell()
    shop.give(customer_id, film)
    with shop.services() as ours:
        ours.catalog.deactivate(film)
    stranger, owner = installation.visitor(), installation.visitor()
    answer = page_of(stranger, film)
    assert "This offer is no longer sold" in ticket(answer)
    assert answer.html.title.text.startswith("No longer sold")
    assert address_of(answer, "Get access") is None
    sign_in(owner)
    assert page_of(owner, film).html.video is not None


def test_where_it_may_not_be_shown_the_page_says_so(installation, shop, customer_id):
    film = shop.sell(geo_rule=GeoRule.BLACKLIST, geo_countries=("NO",))
    here, there = installation.visitor(REMOTE_ADDR=GERMAN), installation.visitor(REMOTE_ADDR=NORWEGIAN)
    assert address_of(page_of(here, film), "Get access")
    answer = page_of(there, film)
    assert "Not available in your country Demo Sports may not show A single in this country: Norway." in ticket(answer)
    assert address_of(answer, "Get access") is None
    with shop.services() as ours:
        ours.entitlements.grant(customer_id, film.number, None, None)
    sign_in(there)
    assert "Not available in your country" in ticket(page_of(there, film))
    assert page_of(there, film).html.video is None


def test_what_does_not_exist_has_no_page(app, shop):
    shop.sell()
    for offer_id in ("A999999999_DE", "A999999999", "nonsense"):
        assert app.get(f"/o/{offer_id}", status=404).html.h1.text == "This page does not exist"


class TestLinkOfTheMail:
    @pytest.fixture
    def film(self, shop, customer_id):
        film = shop.sell()
        shop.give(customer_id, film)
        return film

    @pytest.fixture
    def link(self, shop, customer_id, film):
        with shop.services() as ours:
            return ours.tokens.make_link(customer_id, LinkPurpose.WATCH, {}, LINK_LIFE)

    def test_it_plays_on_another_device_and_leaves_the_address_bar(self, app, film, link):
        answer = page_of(app, film, 303, f"?link={link}")
        assert answer.location == f"http://localhost/o/{film.id}"
        assert answer.follow().html.video is not None

    def test_it_is_good_once(self, installation, film, link):
        page_of(installation.visitor(), film, 303, f"?link={link}")
        other = page_of(installation.visitor(), film, 200, f"?link={link}")
        assert "This link was used already, or it is too old. Sign in to watch." in ticket(other)
        assert other.html.video is None

    def test_a_second_click_on_the_same_device_simply_plays(self, app, film, link):
        page_of(app, film, 303, f"?link={link}")
        assert page_of(app, film, 303, f"?link={link}").follow().html.video is not None

    def test_a_look_at_the_head_does_not_use_it_up(self, app, film, link):
        app.head(f"/o/{film.id}?link={link}")
        page_of(app, film, 303, f"?link={link}")

    def test_it_lets_watch_but_not_pay(self, app, shop, film, link):
        other = shop.sell(title="Another")
        page_of(app, film, 303, f"?link={link}")
        assert "Sign in" in app.get(f"/checkout/{other.id}").html.h1.text

    @pytest.mark.parametrize("link", ["", "x", "a" * 40 + ":" + "b" * 40, "<script>"])
    def test_a_made_up_one_says_the_same(self, app, film, link):
        assert "Sign in to watch." in ticket(page_of(app, film, 200, f"?link={link}"))


def test_an_old_token_in_the_address_is_taken_out_of_it(app, shop):
    film = shop.sell()
    answer = page_of(app, film, 303, "?CleengClientAccessToken=abc&cleengResult=success&locale=de_DE")
    assert answer.location == f"http://localhost/o/{film.id}?locale=de_DE"


def test_words_of_publishers_are_text_whatever_stands_in_them(app, shop):
    evil = "<script>alert(1)</script>"
    film = shop.sell(title=evil, description=evil, details={"background_image_url": f"https://x.example/{evil}"})
    answer = page_of(app, film)
    assert evil not in answer.text
    assert answer.html.h1.text == evil


class TestPlayerCode:
    CODE = '<div id="theirs"><video src="{playbackUrl}"></video></div>'

    @pytest.fixture
    def film(self, shop):
        return shop.sell(details={"player_code": self.CODE})

    def test_it_is_shown_after_access_only(self, installation, shop, customer_id, film):
        stranger, owner = installation.visitor(), installation.visitor()
        assert "theirs" not in page_of(stranger, film).text
        stranger.get(f"/o/{film.id}/player", status=403)
        shop.give(customer_id, film)
        sign_in(owner)
        player = owner.get(page_of(owner, film).html.find("iframe")["src"])
        assert owner.get(player.html.find(id="theirs").video["src"]).text.startswith("#EXTM3U")
        assert installation.visitor().get(f"/o/{film.id}/player", status=403)

    def test_it_runs_apart_from_our_pages(self, app, shop, customer_id, film):
        shop.give(customer_id, film)
        sign_in(app)
        policy = app.get(f"/o/{film.id}/player").headers["Content-Security-Policy"]
        assert policy.startswith("sandbox allow-scripts ")
        assert "allow-same-origin" not in policy

    def test_it_may_stand_in_a_page_that_stands_in_a_page_of_the_publisher(self, app, shop, customer_id, film):
        shop.give(customer_id, film)
        around = watching_in_a_frame(app, film)
        player = app.get(around.html.find("iframe")["src"])
        assert player.html.find(id="theirs")
        policy = player.headers["Content-Security-Policy"].partition("frame-ancestors")[2]
        assert policy.split()[:2] == ["'self'", "https://www.demo-sports.example"]

    def test_it_needs_no_film_of_the_platform(self, app, shop, customer_id):
        elsewhere = shop.sell(video_id="", details={"player_code": "<p id='theirs'></p>"})
        shop.give(customer_id, elsewhere)
        sign_in(app)
        assert app.get(page_of(app, elsewhere).html.find("iframe")["src"]).html.find(id="theirs")


def watching_in_a_frame(app, film):
    """Sign in within a frame of the publisher's site; give the page of the film as it stands there then."""
    address = f"https://localhost/o/{film.id}?display=inline&origin=https://www.demo-sports.example"
    form = app.get(address_of(app.get(address), "Sign in")).forms["checkout"]
    form["email"], form["password"] = "viewer@example.com", "sunny-afternoon-42"
    form.submit("action", value="sign-in")
    return app.get(address)


def test_in_a_frame_there_is_the_player_and_nothing_else(app, shop, customer_id):
    film = shop.sell()
    shop.give(customer_id, film)
    address = f"https://localhost/o/{film.id}?display=inline&origin=https://www.demo-sports.example"
    answer = app.get(address)  # what a frame keeps goes over HTTPS only
    assert (
        "https://www.demo-sports.example" in answer.headers["Content-Security-Policy"].partition("frame-ancestors")[2]
    )
    assert "display=inline" in address_of(answer, "Get access")
    watching = watching_in_a_frame(app, film)
    assert watching.html.video is not None
    assert watching.html.find(class_="ticket") is None
    assert watching.html.h1.text == "A single"
