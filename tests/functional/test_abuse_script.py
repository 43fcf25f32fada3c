"""Script in everything that is stored: pages, mails and scripts show it as text, and never link to it."""

import json
from urllib.parse import quote, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup

from cleeng.customers.models import Customer
from cleeng.orders.models import Order
from cleeng.payments.models import Payment, PaymentMethod
from harness.mail import button_of
from harness.site import PUBLISHER_ID
from harness.sweep import every_address

#: Leaves an attribute and an element, adds both, and is an expression to templates.
EVIL = "'\"><evil onevil=1 x='${6007*7}"
SUM = "42049"
#: What an address of e-mail may hold.
EMAIL = "o'evil&{6007*7}=onevil@example.com"
PASSWORD = "hurdles400"
LINK = "javascript:evil()"
LINKS = ("http", "https", "mailto", "")
WEB = {"url": "https://www.demo-sports.example/?" + EVIL}
KINDS = {
    "Single": {"videoId": LINK, "contentExternalId": EVIL, "contentExternalData": EVIL, "tags": [EVIL]},
    "Rental": {"period": 48, "tags": [EVIL]},
    "Subscription": {"period": "month", "accessToTags": [EVIL]},
    "Pass": {"period": "week", "accessToTags": [EVIL]},
    "Event": {
        "startTime": 1_900_000_000,
        "endTime": 1_900_009_000,
        "timeZone": "UTC",
        "teaser": EVIL,
        "youtubePreviewVideoId": EVIL,
        "backgroundImageUrl": f"https://pictures.example/{EVIL}",
        "tags": [EVIL],
    },
}


def harmless(markup):
    """Hold that nothing of what was typed became markup, an address that runs, or an expression."""
    assert "<evil" not in markup
    assert SUM not in markup
    for tag in BeautifulSoup(markup, "html.parser").find_all(True):
        assert tag.name != "evil"
        for name, value in tag.attrs.items():
            assert not name.startswith("on"), tag
            if name in ("href", "src", "action", "formaction", "poster", "data-player"):
                assert urlsplit(value.strip()).scheme in LINKS, tag
    return markup


@pytest.fixture
def office(installation, post_office):
    """A post office of a publisher with a name."""
    ini = installation.folder / "publishers" / f"{PUBLISHER_ID}.ini"
    ini.write_text(ini.read_text().replace("Demo Sports", "'\"><evil onevil=1>"))
    return post_office


@pytest.fixture
def offers(office, api):
    """Offers of all five types, by the name of their type, all that is text in them hostile."""
    data = {**WEB, "price": "4.99", "title": EVIL, "description": EVIL}
    return {
        kind: api.result(f"create{kind}Offer", offerData={**data, **more})["id"].partition("_")[0]
        for kind, more in KINDS.items()
    }


@pytest.fixture
def customer(office, api):
    """A customer who was registered by the publisher's server."""
    data = {"email": EMAIL, "password": PASSWORD, "externalId": EVIL}
    return api.result("registerCustomer", customerData={**data, "locale": "en_US", "country": "DE", "currency": "EUR"})


@pytest.fixture
def victim(till, offers, customer):
    """Bought the single offer with a card kept under a name, and changed the names of the profile."""
    visitor = till.browser()
    visitor.app.get(f"/my-account?publisherId={PUBLISHER_ID}")
    query = urlencode({"mode": "sign-in", "transactionExternalData": EVIL})
    form = visitor.app.get(f"/checkout/{offers['Single']}?{query}").forms["checkout"]
    form["email"], form["password"] = EMAIL, PASSWORD
    paying = visitor.filled(form.submit("action", value="sign-in").maybe_follow(), keep=True)
    paying["sandbox-card-name"] = EVIL
    paying.submit("action", value="pay").maybe_follow()
    form = next(
        form
        for form in visitor.app.get(f"/my-account/profile?publisherId={PUBLISHER_ID}").forms.values()
        if "first_name" in form.fields
    )
    form["first_name"] = form["last_name"] = EVIL
    form.submit(status=303)
    return visitor.app


@pytest.fixture
def addresses(till, offers, victim):
    """The address of every page about every offer, in every frame."""
    (order,), (payment,), (method,) = till.rows(Order), till.rows(Payment), till.rows(PaymentMethod)
    found = {
        f"{address}?{urlencode({'publisherId': PUBLISHER_ID, 'display': display})}"
        for id_ in offers.values()
        for address in every_address(id_, order.id, payment.id, method.id).values()
        for display in ("", "overlay")
    }
    demo = {f"/demo/{page}?offer={id_}" for id_ in offers.values() for page in ("inline", "overlay", "redirect")}
    players = {f"/demo/{page}?offer={offers['Single']}" for page in ("in-page", "in-player", "wrapped")}
    strange = {f"{before}{quote(EVIL, safe='')}" for before in ("/", "/o/", "/checkout/", "/demo/inline?offer=")}
    return sorted(found | demo | players | strange | {"/demo/"})


def test_every_page_shows_script_as_text(installation, till, victim, addresses):
    (buyer,) = till.rows(Customer)
    assert (buyer.first_name, buyer.external_id) == (EVIL, EVIL)
    shown = 0
    for browser in (victim, installation.visitor()):
        for address in addresses:
            answer = browser.get(address, status="*")
            if answer.content_type == "text/html":
                shown += "evil onevil=1" in harmless(answer.text)
    assert shown > len(addresses)


def test_what_is_typed_comes_back_as_text(installation, offers, victim):
    stranger = installation.visitor()
    for address, name, action in (
        (f"/checkout/{offers['Single']}?", "checkout", "register"),
        (f"/checkout/{offers['Single']}?mode=sign-in", "checkout", "sign-in"),
        (f"/checkout/{offers['Single']}?mode=sign-in", "checkout", "forgot"),
        (f"/auth/2/purchase?publisherId={PUBLISHER_ID}", "checkout", "register"),
        (f"/my-account?publisherId={PUBLISHER_ID}", "sign-in", "forgot"),
        (f"/password/{PUBLISHER_ID}?", 0, None),
    ):
        form = stranger.get(address).forms[name]
        form["email"] = EVIL
        assert "evil onevil=1" in harmless(form.submit("action", value=action, status="*").text)
    profile = victim.get(f"/my-account/profile?publisherId={PUBLISHER_ID}")
    form = next(form for form in profile.forms.values() if "first_name" in form.fields)
    form["first_name"] = EVIL * 10
    assert "evil onevil=1" in harmless(form.submit(status=422).text)


def test_every_mail_shows_script_as_text(till, office, offers, victim):
    form = till.browser().app.get(f"/password/{PUBLISHER_ID}").form
    form["email"] = EMAIL
    form.submit()
    mails = {mail.message["Subject"].partition(":")[0].partition(" for ")[0]: mail for mail in office.mails()}
    link = button_of(mails["Set a new password"])
    form = till.browser().app.get(link).form
    form["new"] = "steeple3000"
    form.submit()
    changed = office.mails()
    assert len(mails) == 3
    assert len(changed) == 1
    for mail in (*mails.values(), *changed):
        assert "evil onevil=1" in harmless(mail.text("html"))


def test_answers_that_are_scripts_hold_no_tag(till, api, offers, customer, victim):
    page = {"Referer": "https://www.demo-sports.example/films/1"}
    probe = victim.get(f"/autologin/autologin.js?callback=found&publisherId={PUBLISHER_ID}", headers=page)
    asked = urlencode(
        {"callback": "found", "method": "getCustomer", "params": json.dumps({"customerToken": customer["token"]})}
    )
    answer = till.browser().app.get(f"/api/3.0/jsonp?{asked}")
    for script in (probe, answer):
        assert (script.content_type, script.headers["X-Content-Type-Options"]) == ("application/javascript", "nosniff")
        assert "<" not in script.text
    names = [json.loads(script.text.removeprefix("/**/found(").removesuffix(");")) for script in (probe, answer)]
    assert (names[0]["name"], names[1]["firstName"]) == (f"{EVIL} {EVIL}", EVIL)


RUNNING = (LINK, "JavaScript:evil()", "java\nscript:evil()", " javascript:evil()", "data:text/html,x", "vbscript:x")


@pytest.mark.parametrize(("kind", "field"), [*((kind, "url") for kind in KINDS), ("Event", "backgroundImageUrl")])
def test_no_offer_is_stored_with_an_address_that_runs(api, kind, field):
    data = {**WEB, "price": "4.99", "title": "A film", **KINDS[kind]}
    stored = api.result(f"create{kind}Offer", offerData=data)["id"]
    for address in RUNNING:
        assert api.code(f"create{kind}Offer", offerData={**data, field: address}) == 8
        assert api.code(f"update{kind}Offer", offerId=stored, offerData={field: address}) == 8
