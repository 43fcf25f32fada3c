"""The demo publisher's site: four ways to sell, three ways to play, on its own site and across sites."""

import re

import pytest
from playwright.sync_api import expect

from cleeng.catalog.models import OfferType
from cleeng.clock import SystemClock
from harness.access import fits, no_barrier
from harness.reading import words
from harness.site import PUBLISHER_ID, Installation
from harness.till import APPROVED, GATEWAY, PASSWORD, Till

MODES = ("inline", "overlay", "popup", "redirect")
PLAYERS = ("in-page", "in-player", "wrapped")
PAGES = ("", *MODES, *PLAYERS)


class TestPages:
    def test_everything_on_sale_is_on(self, app, shop):
        for type_ in OfferType:
            shop.sell(type_, title=f"The {type_.word}")
        on = words(app.get("/demo/").html.find(class_="cards"))
        for type_ in OfferType:
            assert f"The {type_.word}" in on

    @pytest.mark.parametrize("page", PAGES)
    def test_every_page_is_linked_from_the_first(self, app, shop, page):
        shop.sell()
        first = app.get("/demo").follow()
        if page:
            assert first.html.find("a", href=f"/demo/{page}")
        assert app.get(f"/demo/{page}").html.h1

    @pytest.mark.parametrize("mode", MODES)
    def test_a_mode_stands_there_as_publishers_are_told_to_paste_it(self, app, shop, publisher, mode):
        film = shop.sell()
        page = app.get(f"/demo/{mode}")
        shown = page.html.find("code", string=lambda text: text and film.id in text).text
        pasted = publisher.provider("checkout", mode).snippet(publisher.context(), film.id, "http://localhost:80")
        assert shown.split("?display")[0] == pasted.replace(":80", "").split("?display")[0]
        assert film.id in str(page.html.find(id="checkout"))

    def test_a_redirect_comes_back_to_the_page(self, app, shop):
        film = shop.sell()
        address = app.get("/demo/redirect").html.find(id="checkout").a["href"]
        assert f"returnTo=http%3A%2F%2Flocalhost%2Fdemo%2Fredirect%3Foffer%3D{film.id}" in address

    def test_another_offer_can_be_tried(self, app, shop):
        shop.sell(title="One")
        two = shop.sell(OfferType.SUBSCRIPTION, title="Two")
        assert app.get(f"/demo/overlay?offer={two.id}").html.h1.text == "Two"
        assert app.get("/demo/overlay?offer=A999999999_DE", status=404)

    def test_the_platform_may_be_at_another_name_of_this_server(self, app, shop):
        shop.sell()
        page = app.get("http://127.0.0.1:6543/demo/?base=http://localhost:6543")
        assert 'src="http://localhost:6543/js-api/3.0/api.js"' in page.text
        assert "base=http%3A%2F%2Flocalhost%3A6543" in page.html.find(class_="ways").a["href"]
        assert "script-src 'self' http://localhost:6543;" in page.headers["Content-Security-Policy"]

    @pytest.mark.parametrize(
        "base", ["https://evil.example", "http://localhost:1", "javascript:alert(1)", "http://localhost:6543;*", "//x"]
    )
    def test_no_page_loads_a_script_from_anywhere_else(self, app, shop, base):
        shop.sell()
        page = app.get("http://127.0.0.1:6543/demo/inline", {"base": base})
        assert base not in page.text
        assert base not in page.headers["Content-Security-Policy"]

    def test_words_of_offers_are_text(self, app, shop):
        evil = '"><script>alert(1)</script>'
        shop.sell(title=evil, description=evil, details={"background_image_url": f"https://x.example/{evil}"})
        for page in PAGES:
            assert "<script>alert" not in app.get(f"/demo/{page}").text

    def test_before_there_is_an_offer_the_first_page_says_so(self, app):
        assert "Nothing is on yet." in app.get("/demo/").text

    def test_no_demo_without_its_publisher(self, installation):
        (installation.folder / "publishers" / f"{PUBLISHER_ID}.ini").unlink()
        installation.add_publisher(100000002, "Other Sports")
        for page in PAGES:
            installation.visitor().get(f"/demo/{page}", status=404)

    def test_no_demo_where_real_money_moves(self, installation):
        installation.base_url = "https://shop.demo-sports.example"
        installation.add_publisher(without="sandbox")
        installation.visitor().get("/demo/", status=404)

    def test_the_films_files_are_not_among_the_sites_own(self, app):
        for path in (
            "/demo/media/master.m3u8",
            "/demo/assets/../media/master.m3u8",
            "/demo/site.py",
            "/demo/posters/../",
        ):
            app.get(path, status=404)


@pytest.fixture
def site(tmp_path, db_url, serve, free_port):
    """The demo served for real browsers: its site is opened at 127.0.0.1, the platform is at localhost."""
    port = free_port()
    installation = Installation(tmp_path / "served", db_url, SystemClock(), plugins=["payment_sandbox"])
    installation.add_publisher(origins=f"http://127.0.0.1:{port} http://localhost:{port}", more=GATEWAY)
    till = Till(installation)
    till.served = serve(installation, port)
    till.film = till.sell(video_id="long-straight")
    return till


def address(site, page, *, foreign=True):
    served = site.served
    return f"{served.foreign_url}/demo/{page}?base={served.url}" if foreign else f"{served.url}/demo/{page}"


def buy(place):
    """Sign up and pay, wherever the checkout stands."""
    place.get_by_label("E-mail address").fill("lena@example.com")
    place.get_by_label("Password").fill(PASSWORD)
    place.get_by_role("button", name="Continue to payment").click()
    expect(place.get_by_role("heading", level=1)).to_have_text("How do you want to pay?")
    place.get_by_label("Card number").fill(APPROVED)
    place.get_by_label("Expiry date").fill("12/39")
    place.get_by_label("Security code").fill("123")
    place.get_by_label("Name on card").fill("Lena Brandt")
    place.get_by_label("Start at once").check()
    place.get_by_role("button", name="Order and pay").click()


def watch(place):
    """Hold that the film really plays."""
    video = place.locator("video")
    expect(video).to_be_visible()
    video.evaluate("video => new Promise(ready => video.readyState ? ready() : video.onloadedmetadata = ready)")
    video.evaluate("video => { video.muted = true; return video.play(); }")
    expect(video).to_have_js_property("paused", False)
    video.evaluate("video => new Promise(seen => video.ontimeupdate = () => video.currentTime > 0.2 && seen())")


def frame_in(page, selector="iframe"):
    return page.frame_locator(selector).owner.element_handle().content_frame()


@pytest.mark.parametrize("foreign", [True, False], ids=["across sites", "one site"])
@pytest.mark.parametrize("mode", MODES)
def test_a_film_is_bought_and_the_page_knows(mode, foreign, page, site):
    page.goto(address(site, mode, foreign=foreign))
    press = page.locator("#checkout :is(a, button)")
    if mode == "popup":
        with page.expect_popup() as opened:
            press.click()
        buy(opened.value)
    else:
        press.click()
        if mode == "redirect":
            buy(page)
            page.get_by_role("link", name="Watch now").click()
            page.wait_for_url("**/demo/redirect**")
        else:
            buy(frame_in(page))
    expect(page.get_by_role("status")).to_have_text("You have access. Watch it")
    assert len(site.bank.charges()) == 1
    page.get_by_role("link", name="Watch it").click()
    watch(page)


def test_in_the_page_the_server_decides(page, site):
    page.goto(address(site, "in-page"))
    assert "/media/" not in page.content()
    page.get_by_role("button", name="Get access").click()
    buy(frame_in(page))
    watch(page)
    page.context.add_cookies([{"name": "CleengClientAccessToken", "value": "x" * 48, "url": site.served.foreign_url}])
    page.reload()
    assert "/media/" not in page.content()


def test_who_bought_it_elsewhere_signs_in_and_watches(page, site):
    visitor = site.browser()
    visitor.buy(site.film)
    page.goto(address(site, "in-page"))
    page.get_by_role("button", name="I bought it already").click()
    frame = frame_in(page)
    frame.get_by_label("E-mail address").fill("lena@example.com")
    frame.get_by_label("Password").fill(PASSWORD)
    frame.get_by_role("button", name="Sign in", exact=True).last.click()
    watch(page)


def test_in_the_player_a_popup_sells_and_the_film_begins(page, site):
    page.goto(address(site, "in-player"))
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Get access: 4.99 EUR").click()
    buy(opened.value)
    watch(page)
    page.reload()
    page.get_by_role("button", name="Watch", exact=True).click()
    watch(page)


def test_in_the_player_a_closed_popup_is_said_to_have_bought_nothing(page, site):
    page.goto(address(site, "in-player"))
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Get access").click()
    opened.value.close()
    expect(page.locator(".over p")).to_have_text("The checkout was closed. Nothing was bought.")


def test_wrapped_the_frame_sells_and_then_plays(page, site):
    page.goto(address(site, "wrapped"))
    frame = frame_in(page, ".frame")
    frame.get_by_role("link", name="Get access").click()
    buy(frame)
    frame.get_by_role("link", name="Watch now").click()
    watch(frame)
    page.reload()
    watch(frame_in(page, ".frame"))
    around = page.locator(".frame").bounding_box()["height"]
    within = frame_in(page, ".frame").locator(".player").bounding_box()["height"]
    assert around - within < 8  # nothing empty below the film


def test_wrapped_who_bought_it_elsewhere_signs_in_inside_the_frame(page, site):
    site.browser().buy(site.film)
    page.goto(address(site, "wrapped"))
    frame = frame_in(page, ".frame")
    frame.get_by_role("link", name="Sign in").click()
    frame.get_by_label("E-mail address").fill("lena@example.com")
    frame.get_by_label("Password").fill(PASSWORD)
    frame.get_by_role("button", name="Sign in", exact=True).last.click()
    watch(frame)


def test_wrapped_works_where_frames_keep_no_cookie_at_all(page, site):
    def without_cookies(route):
        answer = route.fetch()
        headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
        route.fulfill(response=answer, headers=headers)

    page.route(re.compile(f"^{site.served.url}/(o|checkout)/"), without_cookies)
    page.goto(address(site, "wrapped"))
    frame = frame_in(page, ".frame")
    frame.get_by_role("link", name="Get access").click()
    buy(frame)
    frame.get_by_role("link", name="Watch now").click()
    watch(frame)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_nobody_is_kept_out(width, scheme, new_context, site):
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    for name in PAGES:
        page.goto(address(site, name))
        if name == "in-player":
            page.get_by_role("button", name="Get access").wait_for()
        no_barrier(page)
        fits(page)
