"""Forged forms and stolen, foreign or planted sessions: nobody acts for somebody else."""

import threading

import pytest

from cleeng.customers.models import Customer, CustomerStatus, LinkPurpose
from cleeng.customers.tokens import LINK_LIFE
from harness.shop import PASSWORD, sign_in
from harness.site import PUBLISHER_ID

OTHER = 100000002
EMAIL = "viewer@example.com"
ACCOUNT = f"/my-account?publisherId={PUBLISHER_ID}"
PROFILE = f"/my-account/profile?publisherId={PUBLISHER_ID}"
FRAMED = "&display=overlay&origin=https://www.demo-sports.example"
CHANGE = {"first_name": "Mallory", "last_name": "", "country": "DE", "language": "en_US"}


@pytest.fixture
def customer(shop):
    return shop.register(EMAIL)


@pytest.fixture
def victim(app, customer):
    sign_in(app)
    return app


@pytest.fixture
def name_of(services, customer):
    def read():
        with services() as ours:
            return ours.unit.db.get(Customer, (PUBLISHER_ID, customer)).first_name

    return read


def token(app, address=PROFILE):
    return app.get(address).html.find("input", {"name": "csrf_token"})["value"]


def carried(page):
    """Give the session text that a framed page's forms carry."""
    return page.html.find("input", {"name": "s"})["value"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:81"},
        {"Origin": "http://localhost.evil.example"},
        {"Referer": "https://evil.example/http://localhost/"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
def test_the_right_token_from_a_foreign_page_changes_nothing(victim, name_of, headers):
    victim.post(PROFILE, {**CHANGE, "csrf_token": token(victim)}, headers=headers, status=403)
    assert name_of() == ""


@pytest.mark.parametrize("forged", ["", "x", "\u00e9", "0" * 43])
def test_a_wrong_token_changes_nothing(victim, name_of, forged):
    victim.post(PROFILE, {**CHANGE, "csrf_token": forged}, status=403)
    victim.post(PROFILE, CHANGE, status=403)
    assert name_of() == ""


def test_the_token_of_another_session_changes_nothing(victim, installation, name_of):
    theirs = token(installation.visitor(), ACCOUNT)
    victim.post(PROFILE, {**CHANGE, "csrf_token": theirs}, status=403)
    assert name_of() == ""


def test_a_token_from_before_the_sign_in_is_worth_nothing_after_it(app, customer, name_of):
    before = token(app, ACCOUNT)
    sign_in(app)
    app.post(PROFILE, {**CHANGE, "csrf_token": before}, status=403)
    assert name_of() == ""


def test_a_session_planted_before_the_sign_in_is_not_signed_in_by_it(app, installation, customer):
    name = f"cleeng_v{PUBLISHER_ID}"
    app.get(ACCOUNT)
    planted = app.cookies[name]
    sign_in(app)
    assert app.cookies[name] != planted
    mallory = installation.visitor()
    mallory.set_cookie(name, planted)
    assert "sign-in" in mallory.get(ACCOUNT).forms


def test_a_session_at_one_publisher_is_none_at_another(installation, shop):
    installation.add_publisher(OTHER, "Other Sports")
    app = installation.visitor()
    shop.register(EMAIL)
    sign_in(app)
    mine = app.cookies[f"cleeng_v{PUBLISHER_ID}"]
    app.set_cookie(f"cleeng_v{OTHER}", mine)
    assert "sign-in" in app.get(f"/my-account?publisherId={OTHER}").forms
    theirs = f"/my-account?publisherId={OTHER}{FRAMED}&s={mine}"
    assert "sign-in" in app.get(theirs).forms
    forged = {"csrf_token": token(app), "s": mine, "email": EMAIL, "password": PASSWORD}
    app.post(theirs, forged, status=403)


def test_a_changed_session_is_none(victim, installation):
    name = f"cleeng_v{PUBLISHER_ID}"
    good = victim.cookies[name]
    for changed in (good[:-1], good[1:], f"{good}A", good.swapcase(), good[:10] + "A" + good[11:]):
        mallory = installation.visitor()
        mallory.set_cookie(name, changed)
        assert "sign-in" in mallory.get(ACCOUNT).forms


def test_a_new_password_ends_every_other_session(victim, installation):
    elsewhere = installation.visitor()
    sign_in(elsewhere)
    form = next(
        form
        for form in victim.get(f"/my-account/password?publisherId={PUBLISHER_ID}").forms.values()
        if "current" in form.fields
    )
    form["current"], form["new"] = PASSWORD, "another-evening-77"
    form.submit().follow()
    assert "sign-in" not in victim.get(ACCOUNT).forms
    assert "sign-in" in elsewhere.get(ACCOUNT).forms


@pytest.fixture
def planted(installation, customer):
    """A framed session of Mallory's own account, as text."""
    mallory = installation.visitor()
    form = mallory.get(f"https://localhost{ACCOUNT}{FRAMED}").forms["sign-in"]
    form["email"], form["password"] = EMAIL, PASSWORD
    return carried(form.submit("action", value="sign-in").follow())


def test_a_foreign_page_cannot_post_its_own_session(installation, planted, name_of):
    app = installation.visitor()
    page = app.get(f"https://localhost{PROFILE}{FRAMED}&s={planted}")
    form = {**CHANGE, "s": planted, "csrf_token": page.html.find("input", {"name": "csrf_token"})["value"]}
    app.reset()
    app.post(f"https://localhost{PROFILE}{FRAMED}", form, headers={"Origin": "https://evil.example"}, status=403)
    assert name_of() == ""


def test_a_session_in_a_form_counts_in_frames_only(app, planted):
    assert "sign-in" in app.get(f"{ACCOUNT}&s={planted}").forms
    assert "sign-in" not in app.get(f"{ACCOUNT}{FRAMED}&s={planted}").forms


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_link_does_not_sign_whoever_follows_it_in_as_its_author(app, planted, site):
    headers = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": site}
    assert "sign-in" in app.get(f"{ACCOUNT}{FRAMED}&s={planted}", headers=headers).forms


def test_our_own_frame_may_open_a_window_with_its_session(app, planted):
    headers = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "same-origin"}
    assert "sign-in" not in app.get(f"{ACCOUNT}{FRAMED}&s={planted}", headers=headers).forms


@pytest.fixture
def link(services, customer):
    """The secret part of a link that signs the customer in at the checkout, once."""
    with services() as ours:
        return ours.tokens.make_link(customer, LinkPurpose.CHECKOUT, {}, LINK_LIFE)


def signed_in(answer):
    return "CleengClientAccessToken" in answer.headers.get("Location", "")


def purchase(link):
    back = "https://www.demo-sports.example/"
    return f"/auth/2/purchase?publisherId={PUBLISHER_ID}&remote_token={link}&redirectUri={back}"


def test_looking_at_a_link_does_not_use_it_up(installation, link):
    installation.visitor().head(purchase(link))
    assert signed_in(installation.visitor().get(purchase(link)))


@pytest.mark.db
def test_a_link_pressed_by_many_at_once_signs_one_in(installation, link):
    answers = []
    visitors = [installation.visitor() for _ in range(4)]

    def press(visitor):
        answers.append(visitor.get(purchase(link), status="*"))

    threads = [threading.Thread(target=press, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_int for answer in answers if not signed_in(answer)] == [200, 200, 200]
    assert not signed_in(installation.visitor().get(purchase(link)))


@pytest.fixture
def close(services, customer):
    """Close the customer's account."""

    def close():
        with services() as ours:
            ours.customers.get(customer).status = CustomerStatus.INACTIVE

    return close


def test_a_closed_account_watches_nothing_on_the_page_nor_in_a_player_nor_over_the_wire(
    victim, installation, api, shop, services, customer, close
):
    shop.give(customer, film := shop.sell())
    with services() as ours:
        token = ours.tokens.issue(customer)
    player, bearer = f"/o/{film.id}/playback", {"Authorization": f"Bearer {token}"}
    elsewhere = installation.visitor()

    def watch():
        """Give whether the page shows a player, and what playback and access check answer."""
        page = victim.get(f"/o/{film.id}").html.find("video") is not None
        answers = [victim.get(player, status="*"), elsewhere.get(player, headers=bearer, status="*")]
        access = api("getAccessStatus", customerToken=token, offerId=film.id)
        return page, [answer.json.get("error", {}).get("code", "") for answer in answers], access

    page, codes, access = watch()
    assert (page, codes, access["result"]["accessGranted"]) == (True, ["", ""], True)
    close()
    page, codes, access = watch()
    assert (page, codes) == (False, ["not_signed_in", "account_closed"])
    assert (access["result"], access["error"]["code"]) == (None, 12)


@pytest.mark.parametrize(
    ("purpose", "address"),
    [
        (
            LinkPurpose.CHECKOUT,
            f"/auth/2/purchase?publisherId={PUBLISHER_ID}&redirectUri={{back}}&remote_token={{link}}",
        ),
        (LinkPurpose.MY_ACCOUNT, f"{ACCOUNT}&remote_token={{link}}"),
        (LinkPurpose.WATCH, "/o/{offer}?link={link}"),
    ],
)
def test_no_link_signs_a_closed_account_in(installation, shop, services, customer, close, purpose, address):
    film, back = shop.sell(), "https://www.demo-sports.example/"

    def follow():
        with services() as ours:
            link = ours.tokens.make_link(customer, purpose, {}, LINK_LIFE)
        app = installation.visitor()
        token_given = signed_in(app.get(address.format(back=back, link=link, offer=film.id), status="*"))
        return token_given, "My account" in app.get(f"/o/{film.id}").text

    assert follow() == (purpose is LinkPurpose.CHECKOUT, True)
    close()
    assert follow() == (False, False)
