"""The offer page and the account in a real browser: on phone and desktop, in light and dark, by everybody."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from cleeng.catalog.models import OfferType
from cleeng.clock import SystemClock
from harness.access import fits, no_barrier
from harness.site import PUBLISHER_ID, Installation
from harness.till import APPROVED, GATEWAY, PASSWORD, Till

EMAIL = "lena@example.com"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrennen im Finale"


@pytest.fixture
def till(tmp_path, db_url, serve):
    installation = Installation(tmp_path / "served", db_url, SystemClock(), plugins=["payment_sandbox"])
    installation.add_publisher(more=GATEWAY)
    made = Till(installation)
    made.url = serve(installation).url
    return made


@pytest.fixture
def sold(till):
    """Offers whose pages show every state, some bought by Lena with a card that is kept."""
    now = till.clock.now()
    later = {"starts_at": now + dt.timedelta(days=18), "ends_at": now + dt.timedelta(days=19)}
    offers = {
        "film": till.sell(title=LONG, video_id="long-straight", tags=("athletics",), description="Eight films."),
        "event": till.sell(OfferType.EVENT, title="Night of Miles", video_id="miles", **later),
        "pass": till.sell(OfferType.PASS, title="Season", opens=("athletics",)),
        "subscription": till.sell(OfferType.SUBSCRIPTION, title="Monthly", price=799, opens=("athletics",)),
        "closed": till.sell(title="Closed"),
    }
    with till.installation.services() as ours:
        ours.catalog.deactivate(offers["closed"])
    owner = till.browser()
    owner.pay(owner.sign_up(offers["subscription"], EMAIL), keep=True)
    return offers


def sign_in(page, till):
    page.goto(f"{till.url}/my-account?publisherId={PUBLISHER_ID}")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
class TestNobodyIsKeptOut:
    @pytest.fixture
    def page(self, new_context, width, scheme):
        return new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()

    def test_before_signing_in(self, page, till, sold):
        paths = [f"/o/{offer.id}" for offer in sold.values()]
        paths += [f"/o/{sold['film'].id}?display=inline", f"/o/{sold['film'].id}?link=x", "/nowhere"]
        paths += [f"/my-account?publisherId={PUBLISHER_ID}", f"/password/{PUBLISHER_ID}"]
        for path in paths:
            page.goto(till.url + path)
            no_barrier(page)
            fits(page)

    def test_after_signing_in(self, page, till, sold):
        sign_in(page, till)
        no_barrier(page)
        fits(page)
        page.get_by_role("link", name="Remove").click()
        no_barrier(page)
        page.goto(f"{till.url}/my-account?publisherId={PUBLISHER_ID}")
        page.get_by_role("link", name="Invoice").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Invoice INV-"))
        no_barrier(page)
        fits(page)
        for path in ("profile", "password"):
            page.goto(f"{till.url}/my-account/{path}?publisherId={PUBLISHER_ID}")
            no_barrier(page)
            fits(page)
        page.get_by_role("button", name="Change password").last.click()
        expect(page.get_by_role("alert")).to_be_focused()
        no_barrier(page)
        for name in ("film", "event", "subscription"):
            page.goto(f"{till.url}/o/{sold[name].id}")
            no_barrier(page)
            fits(page)


def test_the_film_plays_on_the_hosted_page(page, till, sold):
    sign_in(page, till)
    page.goto(f"{till.url}/o/{sold['film'].id}")
    video = page.locator("video")
    video.evaluate("video => { video.muted = true; return video.play(); }")
    video.evaluate("video => new Promise(seen => video.ontimeupdate = () => video.currentTime > 0.2 && seen())")


def test_a_film_whose_address_ran_out_goes_on_with_a_new_one(page, till, sold):
    sign_in(page, till)
    used = []

    def refuse_the_first(route):
        token = route.request.url.split("/t/")[1].split("/")[0]
        used.append(token)
        return route.fulfill(status=403) if token == used[0] else route.continue_()

    page.route("**/media/t/**", refuse_the_first)
    with page.expect_request("**/playback") as renewed:
        page.goto(f"{till.url}/o/{sold['film'].id}")
    assert renewed.value.response().ok
    video = page.locator("video")
    video.evaluate("video => { video.muted = true; return video.play().catch(() => {}); }")
    video.evaluate("video => new Promise(seen => video.ontimeupdate = () => video.currentTime > 0.2 && seen())")
    assert len(set(used)) == 2


def test_a_film_that_may_no_longer_be_watched_says_so(page, till, sold):
    sign_in(page, till)
    page.route("**/media/t/**", lambda route: route.fulfill(status=403))
    page.route("**/playback", lambda route: route.fulfill(status=403, json={"error": {"code": "no_access"}}))
    page.goto(f"{till.url}/o/{sold['film'].id}")
    expect(page.get_by_role("alert")).to_have_text("This can no longer be played here. Open the page again.")


def test_a_publishers_player_code_runs_in_its_frame_without_our_cookies(page, till):
    code = (
        "<script>addEventListener('load', () => {"
        " let jar = 'none'; try { jar = document.cookie } catch (e) { jar = e.name }"
        " document.body.append(Object.assign(document.createElement('p'), {id: 'jar', textContent: jar})) })</script>"
    )
    offer = till.sell(details={"player_code": code})
    owner = till.browser()
    owner.pay(owner.sign_up(offer, EMAIL))
    sign_in(page, till)
    page.goto(f"{till.url}/o/{offer.id}")
    expect(page.frame_locator("iframe").locator("#jar")).to_have_text("SecurityError")


def test_a_card_is_removed_by_keyboard_and_the_harmless_button_has_the_focus(page, till, sold):
    sign_in(page, till)
    page.get_by_role("link", name="Remove").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("link", name="Remove")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Remove the card").click()
    expect(page.get_by_role("status")).to_have_text("It is removed.")


def test_a_hidden_field_leaves_room_between_the_summary_of_errors_and_the_first_field(page, till, sold):
    sign_in(page, till)
    page.get_by_role("link", name="Change").click()
    page.get_by_label("Current password").fill("not-mine")
    page.get_by_label("New password").fill("also-new-42")
    page.get_by_role("button", name="Change password").last.click()
    summary = page.get_by_role("alert").bounding_box()
    assert page.get_by_text("Current password", exact=True).bounding_box()["y"] - summary["y"] - summary["height"] >= 16


def test_a_purchase_on_the_hosted_page_leads_back_to_the_film(phone_page, till):
    page, film = phone_page, till.sell(video_id="long-straight")
    page.goto(f"{till.url}/o/{film.id}")
    page.get_by_role("link", name="Get access").click()
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue to payment").click()
    page.get_by_label("Card number").fill(APPROVED)
    page.get_by_label("Expiry date").fill("12/39")
    page.get_by_label("Security code").fill("123")
    page.get_by_label("Name on card").fill("Lena Brandt")
    page.get_by_label("Start at once").check()
    page.get_by_role("button", name="Order and pay").click()
    page.get_by_role("link", name="Watch now").click()
    expect(page.locator("video")).to_be_visible()
    assert page.url == f"{till.url}/o/{film.id}"
