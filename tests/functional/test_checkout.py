"""A viewer buys: each way through the checkout, without script."""

import pytest

from cleeng.catalog.models import OfferType
from cleeng.customers.models import Customer
from cleeng.entitlements.models import Entitlement
from cleeng.orders.models import Order
from cleeng.outbox import OutboxItem
from cleeng.payments.models import Payment, PaymentMethod
from cleeng.subscriptions.models import Subscription
from harness.till import APPROVED, DECLINED, OUT_OF_REACH, PASSWORD, SOFT, heading

pytestmark = pytest.mark.db


def test_the_page_shows_the_price_with_its_tax_and_writes_nothing(till):
    page = till.browser().open(till.sell())
    assert page.status_int == 200
    lines = [" ".join(line.get_text(" ", strip=True).split()) for line in page.html.select(".lines > div")]
    assert lines == [
        "The Long Straight 4.99 EUR",
        "Total 4.99 EUR",
        "Includes 19 % VAT (Germany) 0.80 EUR",
    ]
    assert not till.rows(Customer)
    assert not till.rows(Order)


def test_a_new_viewer_signs_up_pays_and_has_access(till):
    page = till.browser().buy(till.sell())
    assert heading(page) == "Paid. Enjoy."
    assert [amount for _, amount in till.bank.charges()] == [499]
    (order,) = till.rows(Order)
    (entitlement,) = till.rows(Entitlement)
    assert (entitlement.order_id, entitlement.expires_at) == (order.id, None)
    (payment,) = till.rows(Payment)
    assert payment.status == "succeeded"
    assert payment.snapshot["last_four"] == "4242"
    assert 100_000_000 <= payment.transaction_id <= 999_999_999
    assert {item.name for item in till.rows(OutboxItem) if item.handler == "message:log"} == {
        "welcome",
        "receipt",
    }


def test_nothing_of_a_card_is_stored_but_what_may_be_shown(till, installation):
    till.browser().buy(till.sell())
    dump = "".join(path.read_bytes().decode("latin-1") for path in installation.folder.rglob("*") if path.is_file())
    assert APPROVED not in dump
    assert APPROVED.replace(" ", "") not in dump


def test_a_refused_card_takes_no_money_and_another_pays_the_same_order(till):
    visitor = till.browser()
    page = visitor.buy(till.sell(), SOFT)
    assert heading(page) == "Choose another way to pay"
    assert "Your bank refused the payment" in page.text
    assert till.bank.charges() == []
    assert heading(visitor.pay(page)) == "Paid. Enjoy."
    assert len(till.rows(Order)) == 1
    assert [p.status for p in till.rows(Payment)] == ["failed", "succeeded"]


def test_a_card_that_must_not_be_tried_again_is_named_so(till):
    assert "This card cannot be used here" in till.browser().buy(till.sell(), DECLINED).text


def test_a_gateway_out_of_reach_is_our_fault_and_the_order_is_kept(till):
    page = till.browser().buy(till.sell(), OUT_OF_REACH)
    assert "The fault is ours, no money was taken, and your order is kept" in page.text
    assert [p.status for p in till.rows(Payment)] == ["not_attempted"]


def test_fields_that_need_a_change_are_named_and_keep_what_was_typed_but_the_number(till):
    visitor = till.browser()
    page = visitor.sign_up(till.sell())
    form = page.forms["checkout"]
    form["method"], form["sandbox-card-number"], form["sandbox-card-expiry"] = "sandbox:card", "4242 42", "03 / 25"
    form["sandbox-card-name"] = "Lena Brandt"
    page = form.submit("action", value="pay", status=422)
    links = [a["href"] for a in page.html.select("[role=alert] a")]
    fields = ["#sandbox-card-number", "#sandbox-card-expiry", "#sandbox-card-cvc"]
    assert links == [*fields, "#consent-immediate_start"]
    assert all(page.html.select_one(link)["aria-invalid"] == "true" for link in links)
    assert page.html.select_one("#sandbox-card-name")["value"] == "Lena Brandt"
    assert page.html.select_one("#sandbox-card-number").get("value", "") == ""
    assert page.html.title.get_text().startswith("4 fields need a change")


@pytest.mark.parametrize("ticked", [True, False])
def test_boxes_stay_as_they_were_when_a_field_needs_a_change(till, ticked):
    visitor = till.browser()
    form = visitor.filled(visitor.sign_up(till.sell()), "4242 42", keep=ticked)
    form["consent-immediate_start"] = ticked
    form = form.submit("action", value="pay", status=422).forms["checkout"]
    assert (form["consent-immediate_start"].checked, form["sandbox-card-keep"].checked) == (ticked, ticked)


def test_keeping_a_card_that_the_viewer_did_not_want_is_not_ticked_again(till):
    visitor = till.browser()
    page = visitor.sign_up(till.sell(), query="?country=US")
    form = visitor.filled(page, "4242 42", keep=False).submit("action", value="pay", status=422).forms["checkout"]
    assert not form["sandbox-card-keep"].checked


def test_a_returning_customer_with_a_stored_card_buys_with_one_click(till):
    visitor = till.browser()
    visitor.buy(till.sell(), keep=True)
    (method,) = till.rows(PaymentMethod)
    page = visitor.open(till.sell(title="Coastal Relays", price=399), "?country=US")
    form = page.forms["checkout"]
    assert form["method"].value == f"stored:{method.id}"
    assert heading(form.submit("action", value="pay").maybe_follow()) == "Paid. Enjoy."
    assert sorted(amount for _, amount in till.bank.charges()) == [399, 499]


def test_a_card_is_kept_only_when_asked(till):
    till.browser().buy(till.sell(), keep=False)
    assert till.rows(PaymentMethod) == []


def test_keeping_a_card_is_not_ticked_in_advance_where_the_law_forbids_it(till):
    page = till.browser().sign_up(till.sell())
    assert page.html.select_one("[name=sandbox-card-keep]").get("checked") is None
    page = till.browser().sign_up(till.sell(title="Other"), "us@example.com", "?country=US")
    assert page.html.select_one("[name=sandbox-card-keep]").get("checked") is not None


def test_a_free_offer_skips_the_payment(till):
    page = till.browser().sign_up(till.sell(price=0))
    assert heading(page) == "You have access. Enjoy."
    assert till.rows(Payment) == []
    assert len(till.rows(Entitlement)) == 1


@pytest.mark.parametrize(
    ("type_", "fields", "said"),
    [
        (OfferType.SINGLE, {}, "It is yours to keep."),
        (OfferType.RENTAL, {}, "You can watch until 2 Mar 2028, 8:30 PM (Berlin time)."),
        (OfferType.SUBSCRIPTION, {}, "Paid until 29 Mar 2028. Then 7.99 EUR a month until you cancel."),
        (
            OfferType.SUBSCRIPTION,
            {"free_days": 14},
            "Free until 14 Mar 2028. Then 7.99 EUR a month until you cancel.",
        ),
    ],
    ids=["single", "rental", "subscription", "trial"],
)
def test_who_has_bought_reads_until_when_and_what_comes_after(till, type_, fields, said):
    done = till.browser().buy(till.sell(type_, price=799, **fields))
    shown = " ".join(done.html.select_one(".outcome p").get_text().split())
    assert shown == said
    assert ("To be paid with" in done.text) == bool(fields)


def test_what_is_free_is_called_free_at_every_step(till):
    till.sell(OfferType.SUBSCRIPTION, price=999, title="Everything", opens=("news",))
    visitor, offer = till.browser(), till.sell(price=0, tags=("news",))
    page = visitor.open(offer)
    assert page.html.select_one(".item .price").get_text(strip=True) == "Free"
    amounts = [" ".join(shown.get_text(" ", strip=True).split()) for shown in page.html.select(".choices .amount")]
    assert amounts == ["Free", "9.99 EUR a month"]
    done = visitor.sign_up(offer)
    assert done.html.select_one(".item .price").get_text(strip=True) == "Free"
    assert "We wrote to lena@example.com." in done.text


def test_who_has_no_account_yet_finds_the_way_back_from_signing_in(till):
    page = till.browser().open(till.sell(), "?mode=sign-in")
    assert heading(page) == "Sign in"
    assert heading(page.click("Create an account")) == "Create your account"


def test_a_subscription_has_its_anchor_and_its_next_renewal(till):
    till.browser().buy(till.sell(OfferType.SUBSCRIPTION, 799))
    (subscription,) = till.rows(Subscription)
    assert subscription.anchor_at == till.clock.now()
    assert subscription.next_renewal_at.isoformat() == "2028-03-29T19:30:00+00:00"
    assert subscription.price_minor == 799
    (entitlement,) = till.rows(Entitlement)
    assert entitlement.expires_at == subscription.next_renewal_at
    (method,) = till.rows(PaymentMethod)
    assert subscription.method_id == method.id


def test_a_trial_takes_nothing_today_but_keeps_the_card(till):
    page = till.browser().buy(till.sell(OfferType.SUBSCRIPTION, 799, free_days=14))
    assert heading(page) == "You have access. Enjoy."
    assert till.bank.charges() == []
    (subscription,) = till.rows(Subscription)
    assert (subscription.trial_ends_at - till.clock.now()).days == 14
    assert subscription.anchor_at == subscription.next_renewal_at == subscription.trial_ends_at
    assert subscription.price_minor == 799
    assert subscription.method_id == till.rows(PaymentMethod)[0].id


def test_a_trial_is_given_once(till):
    visitor = till.browser()
    offer = till.sell(OfferType.SUBSCRIPTION, 799, free_days=14)
    visitor.buy(offer)
    till.later(days=15)
    page = visitor.sign_in(offer)
    assert "Today" not in page.text
    assert "7.99" in page.html.select_one(".total").get_text()


def test_a_wallet_is_not_offered_for_what_renews(till):
    page = till.browser().sign_up(till.sell(OfferType.SUBSCRIPTION, 799))
    assert [r["value"] for r in page.html.select("[name=method]")] == ["sandbox:card"]


def test_a_consent_that_the_law_wants_is_asked_and_stored_with_its_wording(till):
    visitor = till.browser()
    page = visitor.sign_up(till.sell())
    form = page.forms["checkout"]
    form["method"], form["sandbox-card-number"], form["sandbox-card-expiry"] = "sandbox:card", APPROVED, "12/39"
    form["sandbox-card-cvc"], form["sandbox-card-name"] = "123", "Lena Brandt"
    page = form.submit("action", value="pay", status=422)
    assert page.html.select_one("#consent-immediate_start")["aria-invalid"] == "true"
    assert till.bank.charges() == []
    visitor.pay(page)
    (order,) = till.rows(Order)
    assert order.consents["immediate_start"]["version"] == "eu-2026-11"
    assert "lose my right to withdraw" in order.consents["immediate_start"]["text"]


def test_the_button_says_that_it_costs_money(till):
    page = till.browser().sign_up(till.sell())
    assert page.html.select_one("[data-pay]").get_text(strip=True).replace("\xa0", " ") == "Order and pay 4.99 EUR"


@pytest.mark.parametrize(
    ("email", "password", "faults"),
    [
        ("", "hurdles400", ["email"]),
        ("lena", "hurdles400", ["email"]),
        ("lena@example.com", "short", ["password"]),
        ("lena@", "x", ["email", "password"]),
    ],
)
def test_an_account_form_names_all_its_faults_at_once(till, email, password, faults):
    form = till.browser().open(till.sell()).forms["checkout"]
    form["email"], form["password"] = email, password
    page = form.submit("action", value="register", status=422)
    assert [a["href"][1:] for a in page.html.select("[role=alert] a")] == faults
    assert page.html.select_one("#email")["value"] == email
    assert page.html.select_one("#password").get("value") is None
    assert till.rows(Customer) == []


def test_who_signs_up_again_with_the_same_password_is_signed_in(till):
    offer = till.sell()
    till.browser().sign_up(offer)
    assert heading(till.browser().sign_up(offer, "LENA@example.com ")) == "How do you want to pay?"
    assert len(till.rows(Customer)) == 1
    assert len(till.rows(Order)) == 1


def test_an_unknown_address_and_a_wrong_password_read_the_same(till):
    offer = till.sell()
    till.browser().sign_up(offer)
    wrong = till.browser().sign_in(offer, password="wrong12345", status=422)
    unknown = till.browser().sign_in(offer, "nobody@example.com", status=422)
    assert "E-mail or password is not right" in wrong.text
    notices = [page.html.select_one("[role=alert]").get_text(strip=True) for page in (wrong, unknown)]
    assert notices[0] == notices[1]


def test_guessing_passwords_is_slowed_down(till):
    offer, visitor = till.sell(), till.browser()
    visitor.sign_up(offer)
    for _ in range(10):
        till.browser().sign_in(offer, password="wrong12345", status=422)
    page = till.browser().sign_in(offer, password=PASSWORD, status=422)
    assert "Too many tries" in page.text


def test_a_forgotten_password_is_mailed_and_the_page_does_not_tell_who_is_known(till):
    offer = till.sell()
    till.browser().sign_up(offer)
    texts = []
    for email in ("lena@example.com", "nobody@example.com"):
        form = till.browser().open(offer, "?mode=sign-in").forms["checkout"]
        form["email"] = email
        page = form.submit("action", value="forgot")
        texts.append(page.html.select_one("[role=status]").get_text(strip=True).replace(email, "X"))
    assert texts[0] == texts[1]
    assert [i.name for i in till.rows(OutboxItem)].count("password_reset") == 1


def test_a_pass_that_opens_the_film_is_offered_beside_it(till):
    film = till.sell(tags=("athletics",))
    season = till.sell(OfferType.PASS, 3900, "Winter season pass")
    form = till.browser().open(film).forms["checkout"]
    assert [o[0] for o in form["offer"].options] == [film.id, season.id]
    form["offer"], form["email"], form["password"] = season.id, "lena@example.com", PASSWORD
    form.submit("action", value="register")
    (order,) = till.rows(Order)
    assert order.offer_number == season.number


def test_the_country_that_the_viewer_says_sets_the_tax(till):
    visitor = till.browser()
    form = visitor.open(till.sell()).forms["checkout"]
    form["country"] = "NO"
    page = form.submit("action", value="country").follow()
    assert "VAT" not in page.html.select_one(".lines").get_text()
    assert page.forms["checkout"]["country"].value == "NO"


def test_after_half_an_hour_of_idleness_the_viewer_signs_in_again(till):
    visitor = till.browser()
    page = visitor.sign_up(till.sell())
    till.later(minutes=31)
    page = visitor.pay(page)
    assert "You were signed out after 30 minutes" in page.text
    assert till.bank.charges() == []


def test_not_you_signs_out(till):
    visitor = till.browser()
    offer = till.sell()
    page = visitor.sign_up(offer)
    answer = visitor.app.post(
        f"/checkout/{offer.id}", {"action": "sign-out", "csrf_token": page.forms["checkout"]["csrf_token"].value}
    )
    assert "Your account" in answer.follow().text
