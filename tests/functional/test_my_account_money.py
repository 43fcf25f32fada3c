"""My account: what was paid, with what, and how a kept card goes."""

import datetime as dt
import sqlite3

import pytest

from cleeng.api import Status
from cleeng.catalog.models import OfferType
from cleeng.coupons.coupon import ENDLESS
from cleeng.payments.models import Payment, PaymentMethod, Refund
from cleeng.web.account_page import SHOWN
from harness.reading import link, notice, section, words
from harness.site import PUBLISHER_ID

ACCOUNT = f"/my-account?publisherId={PUBLISHER_ID}"
CARD = "Visa ending in 4242"


def removing(page):
    """Give the form that removes a card."""
    (form,) = {id(f): f for f in page.forms.values() if f.method == "post" and "/remove" in f.action}.values()
    return form


@pytest.fixture
def monthly(till):
    return till.sell(OfferType.SUBSCRIPTION, title="Monthly", price=799)


@pytest.fixture
def owner(till, monthly):
    """A browser whose viewer subscribed with a card that is kept for it."""
    visitor = till.browser()
    visitor.pay(visitor.sign_up(monthly), keep=True)
    return visitor.app


def test_the_card_says_until_when_it_is_good_and_what_it_pays(owner):
    page = owner.get(ACCOUNT)
    assert f"{CARD} Expires 12/39. Pays Monthly Remove {CARD}" in section(page, "methods")
    assert f"Next payment 29 Mar 2028 with {CARD}" in section(page, "subscriptions")


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        (1, "7.99 EUR a month Next payment"),
        (3, "7.99 EUR a month Coupon HALF, 50 % off until 29 May 2028 Next payment"),
        (ENDLESS, "7.99 EUR a month Coupon HALF, 50 % off Next payment"),
    ],
)
def test_a_coupon_is_named_while_the_next_payment_is_less_for_it(till, monthly, coupons, periods, said):
    coupons.subscription("HALF", discount="50", periods=periods)
    visitor = till.browser()
    visitor.pay(visitor.sign_up(monthly, query="?coupon=HALF"))
    assert said in section(visitor.app.get(ACCOUNT), "subscriptions")


def test_payments_are_listed(owner):
    rows = [words(row) for row in owner.get(ACCOUNT).html.find(id="payments").tbody.find_all("tr")]
    assert rows == ["29 Feb 2028 Monthly Visa 4242 7.99 EUR Invoice 29 Feb 2028, Monthly"]


def test_a_trial_that_took_no_money_is_no_payment(till):
    visitor = till.browser()
    visitor.pay(visitor.sign_up(till.sell(OfferType.SUBSCRIPTION, title="On trial", free_days=7)), keep=True)
    assert visitor.app.get(ACCOUNT).html.find(id="payments").tbody is None


def test_a_refund_is_listed_as_money_that_came_back(owner, till):
    (payment,) = till.rows(Payment)
    with till.installation.services() as ours:
        now = ours.publisher.clock.now() + dt.timedelta(days=1)
        what = {"publisher_id": PUBLISHER_ID, "id": "refund-1", "payment_id": payment.id, "reason": "surplus"}
        money = {"amount_minor": 799, "currency": "EUR", "status": Status.SUCCEEDED}
        ours.unit.db.add(Refund(**what, **money, created_at=now, settled_at=now))
    rows = [words(row) for row in owner.get(ACCOUNT).html.find(id="payments").tbody.find_all("tr")]
    assert rows[0] == "1 Mar 2028 Refund: Monthly Visa 4242 \N{MINUS SIGN}7.99 EUR"


def test_many_payments_are_shown_when_asked_for(till, owner):
    (bought,) = till.rows(Payment)
    with till.installation.services() as ours:
        for number in range(SHOWN):
            again = {column.name: getattr(bought, column.name) for column in Payment.__table__.columns}
            ours.unit.db.add(Payment(**{**again, "id": f"payment-{number}", "transaction_id": None}))
    page = owner.get(ACCOUNT)
    assert len(page.html.find(id="payments").tbody.find_all("tr")) == SHOWN
    every = owner.get(link(page, f"Show all {SHOWN + 1} payments"))
    assert len(every.html.find(id="payments").tbody.find_all("tr")) == SHOWN + 1


def test_before_a_card_goes_the_page_says_what_becomes_of_the_subscription(owner):
    page = owner.get(ACCOUNT)
    dialog = page.html.find("dialog")
    warning = "Monthly is paid with it. Without another method it will not renew, and your access ends on 29 Mar 2028."
    assert words(dialog) == f"Remove {CARD}? {warning} Keep it Remove the card"
    without_script = owner.get(link(page, "Remove"))
    assert without_script.html.h1.text == f"Remove {CARD}?"
    assert warning in without_script.text


@pytest.mark.parametrize("in_dialog", [True, False])
def test_a_removed_card_is_gone_here_and_at_the_gateway(owner, till, in_dialog):
    (method,) = till.rows(PaymentMethod)
    page = owner.get(ACCOUNT)
    if not in_dialog:
        page = owner.get(link(page, "Remove"))
    form = removing(page)
    after = form.submit().follow()
    assert notice(after) == "It is removed."
    assert CARD not in after.text
    publisher = till.installation.application.publishers.get(PUBLISHER_ID)
    gateway = publisher.provider("gateways", "sandbox")
    with pytest.raises(LookupError):
        gateway.describe_method(publisher.context(), method.token)
    assert form.submit().location.endswith("#methods")


def test_another_customers_card_cannot_be_removed(owner, till):
    (method,) = till.rows(PaymentMethod)
    stranger = till.browser()
    app = stranger.app
    stranger.sign_up(till.sell(), "other@example.com")
    address = f"/my-account/methods/{method.id}/remove?publisherId={PUBLISHER_ID}"
    app.get(address, status=404)
    token = app.get(ACCOUNT).html.find("input", {"name": "csrf_token"})["value"]
    app.post(address, {"csrf_token": token}, status=303)
    assert till.rows(PaymentMethod)[0].removed_at is None


def test_a_gateway_that_cannot_delete_does_not_keep_the_card_here(owner, till, caplog):
    with sqlite3.connect(till.bank.path) as books:
        books.execute("DROP TABLE kept_method")
    page = owner.get(link(owner.get(ACCOUNT), "Remove"))
    assert notice(removing(page).submit().follow()) == "It is removed."
    assert "a gateway did not delete a kept method" in caplog.text
