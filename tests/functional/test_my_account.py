"""My account: profile, what I own, payment methods, password, sign out."""

import datetime as dt
from http.cookiejar import DefaultCookiePolicy

import pytest

from cleeng.catalog.models import OfferType
from cleeng.customers.models import LinkPurpose
from cleeng.customers.tokens import LINK_LIFE
from harness.reading import link, notice, section, words
from harness.shop import PASSWORD
from harness.site import PUBLISHER_ID

EMAIL = "viewer@example.com"
ACCOUNT = f"/my-account?publisherId={PUBLISHER_ID}"


@pytest.fixture(autouse=True)
def customer_id(shop):
    return shop.register(EMAIL)


def sign_in(app, email=EMAIL, password=PASSWORD, address=ACCOUNT):
    form = app.get(address).forms["sign-in"]
    form["email"], form["password"] = email, password
    return form.submit("action", value="sign-in", status="*")


@pytest.fixture
def account(app):
    """The account as its owner sees it, just signed in."""
    sign_in(app)
    return lambda query="": app.get(ACCOUNT + query)


def form_to(page, path):
    (form,) = {id(f): f for f in page.forms.values() if path in f.action}.values()
    return form


class TestSigningIn:
    def test_who_is_not_signed_in_finds_a_form_in_the_page(self, app):
        page = app.get(ACCOUNT)
        assert page.html.h1.text == "Sign in to your account"
        assert page.forms["sign-in"]["email"].attrs["autocomplete"] == "username"
        assert page.html.find(class_="notice") is None

    def test_the_form_leads_to_the_account(self, app):
        page = sign_in(app).follow()
        assert page.html.h1.text == "My account"
        assert EMAIL in page.text

    @pytest.mark.parametrize(("email", "password"), [(EMAIL, "wrong-password-1"), ("nobody@example.com", PASSWORD)])
    def test_a_wrong_password_and_an_unknown_address_look_the_same(self, app, email, password):
        page = sign_in(app, email, password)
        assert page.status_int == 422
        assert notice(page) == "E-mail or password is not right Try again, or get a link to set a new password."
        assert page.forms["sign-in"]["email"].value == email
        assert page.forms["sign-in"]["password"].value == ""
        assert page.html.title.text == "E-mail or password is not right: Demo Sports"

    def test_too_many_tries_are_stopped(self, app):
        pages = [sign_in(app, password="wrong-password-1") for _ in range(11)]
        assert "Too many tries Wait 5 minutes" in notice(pages[-1])

    @pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
    def test_who_forgot_the_password_gets_the_same_answer_known_or_not(self, app, email):
        form = app.get(ACCOUNT).forms["sign-in"]
        form["email"] = email
        page = form.submit("action", value="forgot")
        said = f"If {email} has an account here, a link to set a new password is on its way."
        assert notice(page) == said

    def test_half_an_hour_of_idleness_asks_to_sign_in_again(self, account, clock):
        clock.advance(dt.timedelta(minutes=29))
        assert account().html.h1.text == "My account"
        clock.advance(dt.timedelta(minutes=31))
        page = account()
        assert page.html.h1.text == "Sign in to your account"
        assert notice(page) == "You were signed out after 30 minutes."

    def test_nothing_changes_after_half_an_hour_of_idleness(self, app, account, clock, shop, customer_id):
        form = form_to(app.get(link(account(), "Edit")), "/profile")
        clock.advance(dt.timedelta(minutes=31))
        form["first_name"] = "Mallory"
        assert form.submit().location.startswith("http://localhost/my-account?")
        with shop.services() as ours:
            assert ours.customers.get(customer_id).first_name == ""


class TestLinkOfTheApi:
    @pytest.fixture
    def token(self, shop, customer_id):
        with shop.services() as ours:
            return ours.tokens.make_link(customer_id, LinkPurpose.MY_ACCOUNT, {}, LINK_LIFE)

    def test_it_signs_in_once_and_leaves_the_address_bar(self, installation, token):
        first, second = installation.visitor(), installation.visitor()
        answer = first.get(f"{ACCOUNT}&order=profile&remote_token={token}", status=303)
        assert "remote_token" not in answer.location
        assert answer.follow().html.h1.text == "My account"
        page = second.get(f"{ACCOUNT}&remote_token={token}")
        assert notice(page) == "This link was used already, or it is too old."

    @pytest.mark.parametrize(
        ("order", "shown"),
        [
            ("", ["library", "methods", "payments", "profile"]),
            ("profile", ["profile"]),
            ("transactions,payment", ["payments", "methods"]),
            ("subscriptions,profile,affiliate-tracking,consents-list", ["library", "profile"]),
            ("nonsense", ["library", "methods", "payments", "profile"]),
        ],
    )
    def test_its_modules_say_which_sections_stand_there_in_which_order(self, app, token, order, shown):
        page = app.get(f"{ACCOUNT}&order={order}&remote_token={token}").follow()
        assert [s["id"] for s in page.html.find_all("section")] == shown

    def test_a_link_to_watch_does_not_open_the_account(self, app, shop, customer_id):
        with shop.services() as ours:
            token = ours.tokens.make_link(customer_id, LinkPurpose.WATCH, {}, LINK_LIFE)
        assert app.get(f"{ACCOUNT}&remote_token={token}").html.h1.text == "Sign in to your account"


class TestWhatIOwn:
    def test_nothing_yet(self, account):
        page = account()
        assert section(page, "library") == "Library Films, events and passes that you buy stand here."
        assert section(page, "payments") == "Payments Payments that you make stand here."
        assert "No payment method is kept." in section(page, "methods")
        assert page.html.find(id="subscriptions") is None

    def test_films_and_rentals_lead_to_their_pages(self, app, account, shop, customer_id):
        film, rental = shop.sell(title="The Long Straight"), shop.sell(OfferType.RENTAL, title="Coastal Relays")
        for offer in (film, rental):
            shop.give(customer_id, offer)
        page = account()
        assert "The Long Straight Bought 29 Feb 2028, yours to keep Watch The Long Straight" in section(page, "library")
        assert "Coastal Relays Until 2 Mar 2028, 8:30" in section(page, "library")
        assert app.get(link(page, "Watch The Long Straight")).html.video is not None

    def test_what_ended_stands_last_and_can_be_had_again(self, app, account, shop, customer_id, clock):
        for offer in (shop.sell(OfferType.RENTAL, title="Relays"), shop.sell(title="Film")):
            shop.give(customer_id, offer)
        clock.advance(dt.timedelta(days=3))
        sign_in(app)
        rows = [words(row) for row in account().html.find(id="library").find_all("li")]
        assert rows[0].startswith("Film")
        assert rows[1] == "Relays Ended 2 Mar 2028 Rent again Relays"

    def test_what_is_no_longer_sold_cannot_be_had_again(self, app, shop, customer_id, clock):
        rental = shop.sell(OfferType.RENTAL, title="Relays")
        shop.give(customer_id, rental)
        with shop.services() as ours:
            ours.catalog.deactivate(rental)
        clock.advance(dt.timedelta(days=3))
        sign_in(app)
        assert section(app.get(ACCOUNT), "library") == "Library Relays Ended 2 Mar 2028"

    def test_a_rental_had_twice_stands_once_with_its_later_end(self, app, shop, customer_id, clock):
        rental = shop.sell(OfferType.RENTAL, title="Relays")
        shop.give(customer_id, rental)
        clock.advance(dt.timedelta(days=3))
        shop.give(customer_id, rental)
        sign_in(app)
        (row,) = app.get(ACCOUNT).html.find(id="library").find_all("li")
        assert words(row).startswith("Relays Until")

    def test_a_subscription_says_price_and_next_payment(self, account, shop, customer_id):
        shop.give(customer_id, shop.sell(OfferType.SUBSCRIPTION, title="Monthly", price="7.99"))
        said = section(account(), "subscriptions")
        assert said.startswith("Subscriptions Monthly Active Price 7.99 EUR a month Next payment 29 Mar 2028")
        assert "Member since 29 Feb 2028" in said

    def test_a_trial_says_when_the_first_payment_is(self, account, shop, customer_id):
        shop.give(customer_id, shop.sell(OfferType.SUBSCRIPTION, title="Monthly", free_days=14))
        assert "Free trial Price 4.99 EUR a month First payment 14 Mar 2028" in section(account(), "subscriptions")

    def test_another_customers_things_are_not_there(self, account, shop):
        other = shop.register("other@example.com")
        shop.give(other, shop.sell(title="Theirs"))
        assert "Theirs" not in account().text


class TestProfile:
    def test_names_country_and_language_can_be_changed(self, app, account, shop, customer_id):
        form = form_to(app.get(link(account(), "Edit")), "/profile")
        form["first_name"], form["last_name"] = "Lena", "Brandt"
        form["country"], form["language"] = "NO", "nb_NO"
        page = form.submit().follow()
        assert notice(page) == "Your profile is saved."
        assert "Lena Brandt, Norway, Norsk bokmål (Norge)" in section(page, "profile")
        with shop.services() as ours:
            customer = ours.customers.get(customer_id)
            assert (customer.first_name, customer.last_name) == ("Lena", "Brandt")
            assert (customer.country, customer.locale) == ("NO", "nb_NO")

    def test_a_control_character_in_a_name_is_left_out(self, app, account, shop, customer_id):
        form = form_to(app.get(link(account(), "Edit")), "/profile")
        form["first_name"], form["last_name"] = "Lena\x0bMaria", "Bra\x1bndt"
        form.submit().follow()
        with shop.services() as ours:
            customer = ours.customers.get(customer_id)
            assert (customer.first_name, customer.last_name) == ("Lena Maria", "Brandt")

    def test_what_is_wrong_is_said_on_top_and_at_the_field_and_nothing_typed_is_lost(self, app, account):
        form = form_to(app.get(link(account(), "Edit")), "/profile")
        form["first_name"], form["last_name"] = "x" * 101, "Brandt"
        form["country"].force_value("XX")
        page = form.submit(status=422)
        summary = page.html.find(role="alert")
        assert words(summary) == "2 fields need a change First name: too long Country: missing"
        assert [a["href"] for a in summary.find_all("a")] == ["#first_name", "#country"]
        field = page.html.find(id="first_name")
        assert field["aria-invalid"] == "true"
        assert words(page.html.find(id=field["aria-describedby"])) == "Use at most 100 characters."
        assert page.form["last_name"].value == "Brandt"

    def test_script_in_a_name_is_text(self, app, account):
        form = form_to(app.get(link(account(), "Edit")), "/profile")
        form["first_name"] = "<script>alert(1)</script>"
        assert "<script>alert" not in form.submit().follow().text

    def test_a_language_that_came_by_the_api_can_stay(self, app, account, shop, customer_id):
        with shop.services() as ours:
            ours.customers.get(customer_id).locale = "cs_CZ"
        form = form_to(app.get(link(account(), "Edit")), "/profile")
        assert form["language"].value == "cs_CZ"
        form.submit(status=303)


class TestPassword:
    NEW = "rainy-evening-77"

    def change(self, app, account, current=PASSWORD, new=NEW):
        form = form_to(app.get(link(account(), "Change")), "/password")
        form["current"], form["new"] = current, new
        return form.submit("action", value="change", status="*")

    def test_the_new_one_works_and_the_old_one_does_not(self, installation, app, account):
        page = self.change(app, account).follow()
        assert "Your password is changed." in notice(page)
        assert sign_in(installation.visitor(), password=PASSWORD).status_int == 422
        assert sign_in(installation.visitor(), password=self.NEW).status_int == 303

    def test_it_signs_out_everywhere_else_but_not_here(self, installation, app, account, shop, customer_id):
        elsewhere = installation.visitor()
        sign_in(elsewhere)
        with shop.services() as ours:
            token = ours.tokens.issue(customer_id)
        self.change(app, account)
        assert account().html.h1.text == "My account"
        assert elsewhere.get(ACCOUNT).html.h1.text == "Sign in to your account"
        elsewhere.get("/o/A123456789/playback", headers={"Authorization": f"Bearer {token}"}, status=404)

    def test_the_current_one_must_be_right(self, app, account):
        page = self.change(app, account, current="wrong-password-1")
        assert page.status_int == 422
        assert words(page.html.find(id="current-error")) == "This is not your current password."

    def test_the_new_one_must_be_good(self, app, account):
        page = self.change(app, account, new="short")
        assert "at least 8 characters" in words(page.html.find(id="new-error"))
        assert page.html.find(role="alert").find("a")["href"] == "#new"

    def test_who_does_not_know_it_gets_a_link_by_mail(self, app, account):
        form = form_to(app.get(link(account(), "Change")), "/password")
        assert (
            notice(form.submit("action", value="forgot")) == f"A link to set a new password is on its way to {EMAIL}."
        )

    def test_who_never_set_one_gets_a_link_by_mail(self, app, shop):
        with shop.services() as ours:
            customer = ours.customers.register("api@example.com")
            token = ours.tokens.make_link(customer.id, LinkPurpose.MY_ACCOUNT, {}, LINK_LIFE)
        page = app.get(f"{ACCOUNT}&remote_token={token}").follow()
        assert "Password Not set yet" in section(page, "profile")
        form = form_to(app.get(link(page, "Change")), "/password")
        assert "current" not in form.fields
        assert "is on its way to api@example.com" in notice(form.submit("action"))


class TestSigningOut:
    def test_it_ends_the_sign_in_of_this_browser(self, installation, app, account):
        other = installation.visitor()
        sign_in(other)
        page = form_to_sign_out(account()).submit().follow()
        assert notice(page) == "You are signed out."
        assert account().html.h1.text == "Sign in to your account"
        assert other.get(ACCOUNT).html.h1.text == "My account"

    def test_everywhere_ends_all_of_them_and_the_tokens_of_sites(self, installation, app, account, shop, customer_id):
        film, other = shop.sell(), installation.visitor()
        sign_in(other)
        with shop.services() as ours:
            token = ours.tokens.issue(customer_id)
        page = form_to_sign_out(account(), everywhere=True).submit().follow()
        assert notice(page) == "You are signed out on all devices and sites."
        assert other.get(ACCOUNT).html.h1.text == "Sign in to your account"
        answer = other.get(f"/o/{film.id}/playback", headers={"Authorization": f"Bearer {token}"}, status=401)
        assert answer.json["error"]["code"] == "invalid_token"


def form_to_sign_out(page, *, everywhere=False):
    return next(f for f in page.forms.values() if "/sign-out" in f.action and ("everywhere" in f.fields) == everywhere)


@pytest.mark.parametrize("path", ["profile", "password", "sign-out"])
def test_a_form_of_somebody_else_changes_nothing(app, account, path):
    account()
    address = f"/my-account/{path}?publisherId={PUBLISHER_ID}"
    answer = app.post(address, {"first_name": "Mallory", "everywhere": "1"}, status=403)
    assert answer.html.h1.text == "This form is no longer valid"
    page = app.get(ACCOUNT)
    token = page.html.find("input", {"name": "csrf_token"})["value"]
    app.post(address, {"csrf_token": token}, headers={"Origin": "https://evil.example"}, status=403)
    assert account().html.h1.text == "My account"


def test_a_publisher_may_offer_no_account_page(installation):
    installation.add_publisher(100000002, "Other", without="use = my_account")
    text = (installation.folder / "publishers" / "100000002.ini").read_text()
    (installation.folder / "publishers" / "100000002.ini").write_text(text.replace("[pages]", ""))
    installation.visitor().get("/my-account?publisherId=100000002", status=404)


def test_in_a_frame_it_may_stand_on_the_publishers_own_sites(app):
    page = app.get(f"https://localhost{ACCOUNT}&display=overlay&origin=https://www.demo-sports.example")
    policy = page.headers["Content-Security-Policy"]
    assert "https://www.demo-sports.example" in policy.partition("frame-ancestors")[2]
    assert page.html.html["data-display"] == "overlay"
    assert "SameSite=None; Partitioned" in page.headers["Set-Cookie"]
    form = page.forms["sign-in"]
    form["email"], form["password"] = EMAIL, PASSWORD
    inside = form.submit("action", value="sign-in").follow()
    assert inside.html.h1.text == "My account"
    assert "display=overlay" in link(inside, "Edit")


def test_in_a_frame_without_any_cookie_the_forms_carry_the_sign_in(app):
    app.cookiejar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    page = app.get(f"https://localhost{ACCOUNT}&display=overlay&origin=https://www.demo-sports.example")
    form = page.forms["sign-in"]
    form["email"], form["password"] = EMAIL, PASSWORD
    inside = form.submit("action", value="sign-in").follow()
    form = form_to(app.get(link(inside, "Edit")), "/profile")
    form["first_name"] = "Lena"
    assert notice(form.submit().follow()) == "Your profile is saved."
    assert app.cookies == {}
