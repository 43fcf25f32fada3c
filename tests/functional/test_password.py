"""Forgot the password: a link by mail, good once, for an hour."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from cleeng.customers.models import LinkPurpose
from harness.mail import button_of
from harness.reading import words
from harness.shop import PASSWORD, sign_in
from harness.site import PUBLISHER_ID

EMAIL, NEW = "viewer@example.com", "rainy-evening-77"
FORGOT = f"/password/{PUBLISHER_ID}"


@pytest.fixture(autouse=True)
def customer_id(post_office, shop):
    return shop.register(EMAIL)


@pytest.fixture
def mailed(post_office):
    """Give the tokens of the links that were mailed, in order."""
    tokens = []

    def read():
        mails = [mail for mail in post_office.mails() if str(mail.message["Subject"]).startswith("Set a new password")]
        tokens.extend(parse_qs(urlsplit(button_of(mail)).query)["token"][0] for mail in mails)
        return tokens

    return read


def ask(app, email=EMAIL):
    form = app.get(FORGOT).form
    form["email"] = email
    return form.submit(status="*")


def set_password(app, token, new=NEW):
    form = app.get(f"{FORGOT}?token={token}").form
    form["new"] = new
    return form.submit(status="*")


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
def test_the_answer_is_the_same_for_known_and_unknown_addresses(app, mailed, email):
    page = ask(app, email)
    said = f"If {email} has an account here, a link to set a new password is on its way."
    assert (page.status_int, words(page.html.find(role="status"))) == (200, said)
    assert len(mailed()) == (email == EMAIL)


def test_without_an_address_it_says_so_at_the_field(app):
    page = ask(app, "")
    assert page.status_int == 422
    assert words(page.html.find(id="email-error")) == "Enter your e-mail address."
    assert page.html.find(role="alert").a["href"] == "#email"


def test_nobody_is_flooded_with_mails(app, mailed):
    pages = [ask(app) for _ in range(4)]
    assert "Too many tries" in words(pages[-1].html.find(role="alert"))
    assert len(mailed()) == 3


def test_the_link_sets_a_password_and_signs_in(installation, app, mailed):
    ask(app)
    (token,) = mailed()
    page = set_password(app, token).follow()
    assert page.html.h1.text == "My account"
    assert "Your password is changed." in page.text
    assert "You are signed in" in sign_in(installation.visitor(), password=NEW).text
    with pytest.raises(Exception, match="422"):
        sign_in(installation.visitor(), password=PASSWORD)


def test_the_link_goes_back_to_where_the_publisher_asked(app, mailed):
    ask(app)
    (token,) = mailed()
    form = app.get(f"{FORGOT}?token={token}&returnTo=https://www.demo-sports.example/film").form
    form["new"] = NEW
    assert form.submit().location == "https://www.demo-sports.example/film"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_link_goes_to_no_other_site(app, mailed, elsewhere):
    ask(app)
    (token,) = mailed()
    form = app.get(f"{FORGOT}?token={token}&returnTo={elsewhere}").form
    form["new"] = NEW
    assert form.submit().location.startswith("http://localhost/my-account?")


def test_the_link_is_good_once(app, mailed):
    ask(app)
    (token,) = mailed()
    set_password(app, token)
    page = app.get(f"{FORGOT}?token={token}")
    assert "This link does not work any more" in words(page.html.find(role="alert"))
    assert page.form["email"].value == ""


def test_a_form_that_was_open_when_the_link_was_used_is_told(app, mailed):
    ask(app)
    (token,) = mailed()
    form = app.get(f"{FORGOT}?token={token}").form
    form["new"] = NEW
    form.submit()
    again = app.get(FORGOT).form
    answer = app.post(FORGOT, {**dict(again.submit_fields()), "token": token, "new": "another-one-1"}, status=422)
    assert "This link does not work any more" in answer.text


def test_a_weak_password_does_not_use_the_link_up(app, mailed):
    ask(app)
    (token,) = mailed()
    page = set_password(app, token, "short")
    assert page.status_int == 422
    assert "at least 8 characters" in words(page.html.find(id="new-error"))
    page.form["new"] = NEW
    page.form.submit(status=303)


def test_the_link_is_good_for_an_hour(app, mailed, clock):
    ask(app)
    (token,) = mailed()
    clock.advance(dt.timedelta(hours=1))
    assert "does not work any more" in app.get(f"{FORGOT}?token={token}").text


@pytest.mark.parametrize("token", ["x", "a" * 40 + ":" + "b" * 40, "<script>"])
def test_a_made_up_link_does_not_work(app, token):
    assert "does not work any more" in app.get(f"{FORGOT}?token={token}").text


def test_a_link_for_something_else_does_not_work(app, shop, customer_id):
    with shop.services() as ours:
        token = ours.tokens.make_link(customer_id, LinkPurpose.WATCH, {}, dt.timedelta(days=1))
    assert "does not work any more" in app.get(f"{FORGOT}?token={token}").text


def test_a_new_password_ends_all_other_sign_ins(installation, app, mailed):
    other = installation.visitor()
    sign_in(other)
    ask(app)
    (token,) = mailed()
    set_password(app, token)
    assert other.get(f"/my-account?publisherId={PUBLISHER_ID}").html.h1.text == "Sign in to your account"


def test_the_mail_proves_the_address(app, mailed, shop, customer_id):
    ask(app)
    set_password(app, mailed()[0])
    with shop.services() as ours:
        assert ours.customers.get(customer_id).email_verified


def test_an_unknown_publisher_has_no_such_page(app):
    app.get("/password/999999999", status=404)
