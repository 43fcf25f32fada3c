"""From a purchase in the checkout to the mail in somebody's mail program, and back by its link."""

import datetime as dt
import logging
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from cleeng.api import Status
from cleeng.catalog.models import OfferType
from cleeng.customers.models import LinkPurpose, OneTimeLink
from cleeng.outbox import OutboxItem
from cleeng.payments.models import Payment
from harness.mail import button_of
from harness.till import CHALLENGE, OUT_OF_REACH, TIMES_OUT_PAID, TIMES_OUT_UNPAID

EMAIL = "lena@example.com"


def text_of(mail):
    return " ".join(mail.text().split())


def path_of(url):
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def rows(till, name):
    return [row for row in till.rows(OutboxItem) if row.name == name]


@pytest.mark.db
def test_a_purchase_is_followed_by_one_receipt(till, post_office):
    till.browser().buy(till.sell(title="Halden Night of Miles"))
    receipt = post_office.mail("Your receipt")
    assert receipt.recipients == [EMAIL]
    assert receipt.message["Subject"] == "Your receipt: Halden Night of Miles, 4.99 EUR"
    assert receipt.message["Reply-To"] == "owner@example.com"
    text = text_of(receipt)
    assert "You have access to Halden Night of Miles It is yours to keep. Sign in as lena@example.com" in text
    assert "Halden Night of Miles: 4.99 EUR Total paid: 4.99 EUR Includes 19 % VAT (Germany): 0.80 EUR" in text
    assert "Paid with: Visa ending in 4242 Date: 29 Feb 2028, 8:30 PM" in text
    assert "This was one payment; it does not renew." in text
    assert "Demo Sports, Germany. Write to owner@example.com." in text
    assert post_office.mails() == []
    (row,) = rows(till, "receipt")
    assert (row.delivered_at, row.due_at) == (till.clock.now(), None)


def test_the_receipt_confirms_what_was_agreed_to(till, post_office):
    till.browser().buy(till.sell())
    receipt = post_office.mail("Your receipt")
    agreed = "“Start at once. I know that I lose my right to withdraw from the contract as soon as access begins.”"
    assert f"What you agreed to {agreed} Agreed on 29 Feb 2028, 8:30 PM (Berlin time)." in text_of(receipt)


def test_the_receipt_and_its_page_say_who_sold_it_from_where(till, post_office):
    ini = till.installation.folder / "publishers" / "100000001.ini"
    more = "country = DE\naddress = Ringstraße 1, 10115 Berlin\nvat_number = DE123456789\n"
    ini.write_text(ini.read_text().replace("country = DE\n", more))
    who = "Demo Sports, Ringstraße 1, 10115 Berlin, Germany. VAT number DE123456789."
    assert f"Sold by {who}" in till.browser().buy(till.sell()).text
    assert f"{who} Write to owner@example.com." in text_of(post_office.mail("Your receipt"))


def test_a_plugin_that_replaces_a_template_replaces_it_in_mails_too(till, post_office, install_plugin, tmp_path):
    letter = """<html metal:use-macro="layout" xmlns:metal="http://xml.zope.org/namespaces/metal">
    <p metal:fill-slot="details">House style</p></html>"""
    (tmp_path / "letter.pt").write_text(letter)
    source = f"""from cleeng.api import hookimpl
@hookimpl
def cleeng_configure(config):
    config.override_asset("cleeng_templates:email/letter.pt", {str(tmp_path / "letter.pt")!r})
"""
    till.installation.plugins.append(install_plugin("theme_house", source))
    till.browser().buy(till.sell())
    html = post_office.mail("Your receipt").text("html")
    assert "House style" in html
    assert "Total paid" not in html
    assert "Demo Sports, Germany." in html  # the layout is still ours


def test_both_parts_of_a_mail_say_the_same_in_the_same_order(till, post_office):
    till.browser().buy(till.sell(title="Races & <b>Hurdles</b>"))
    for mail in post_office.mails():
        page = BeautifulSoup(mail.text("html"), "html.parser")
        links = {a["href"] for a in page.find_all("a")}
        page.find(style=re.compile("display:none")).decompose()
        html = re.findall(r"\w+", page.body.get_text(" ").replace("\N{NO-BREAK SPACE}", " "))
        text = mail.text()
        for link in links:
            assert link in text
            text = text.replace(link, "")
        assert re.findall(r"\w+", text) == html


def test_the_link_of_the_receipt_lets_another_device_watch_once(till, post_office):
    film = till.sell(video_id="night-of-miles")
    till.browser().buy(film)
    link = path_of(button_of(post_office.mail("Your receipt")))
    first, second = till.browser().app, till.browser().app
    assert "You have access" in first.get(link).follow()
    assert "This link was used already" in second.get(link)


def test_the_link_of_the_receipt_is_good_for_thirty_days(till, post_office):
    till.browser().buy(till.sell())
    link = path_of(button_of(post_office.mail("Your receipt")))
    till.later(days=30)
    assert "This link was used already, or it is too old" in till.browser().app.get(link)


def test_a_free_offer_is_confirmed_without_a_word_of_prices(till, post_office):
    till.browser().sign_up(till.sell(price=0, title="Open day"))
    mail = post_office.mail("You have access: Open day")
    assert "EUR" not in mail.text()
    assert "Receipt" not in mail.text()


def test_a_subscription_says_when_it_is_paid_again(till, post_office):
    offer = till.sell(OfferType.SUBSCRIPTION, 799, "Trackside monthly")
    till.browser().buy(offer)
    text = text_of(post_office.mail("Your receipt: Trackside monthly, 7.99 EUR"))
    assert "Paid until 29 Mar 2028." in text
    assert "The next payment is 7.99 EUR on 29 Mar 2028, then 7.99 EUR a month until you cancel." in text


def test_a_coupon_for_several_periods_says_what_each_payment_takes(till, coupons, post_office):
    coupons.subscription("HALF", discount="50", periods=3)
    visitor = till.browser()
    visitor.pay(visitor.sign_up(till.sell(OfferType.SUBSCRIPTION, 799, "Trackside monthly"), query="?coupon=HALF"))
    text = text_of(post_office.mail("Your receipt: Trackside monthly, 3.99 EUR"))
    assert "The next payment is 3.99 EUR on 29 Mar 2028, then 3.99 EUR a month, from 29 May 2028 7.99 EUR" in text


def test_a_trial_says_when_it_ends(till, post_office):
    till.browser().buy(till.sell(OfferType.SUBSCRIPTION, 799, "Trackside monthly", free_days=14))
    text = text_of(post_office.mail("Your receipt: Trackside monthly, 0.00 EUR"))
    assert "Free until 14 Mar 2028." in text
    assert "Today: 0.00 EUR From 14 Mar 2028: 7.99 EUR a month" in text


def test_an_event_says_when_it_begins(till, post_office):
    till.browser().buy(till.sell(OfferType.EVENT, title="Halden Night of Miles"))
    mail = post_office.mail("Your receipt")
    assert "It begins on 1 Mar 2028" in text_of(mail)
    assert "Go to the event:" in mail.text()


def test_an_event_that_has_begun_says_until_when_it_can_be_watched(till, post_office):
    event = till.sell(OfferType.EVENT, title="Halden Night of Miles")
    till.later(hours=25)
    till.browser().buy(event)
    assert "You can watch until 2 Mar 2028, 8:30 PM (Berlin time)." in text_of(post_office.mail("Your receipt"))


def test_who_signs_up_is_greeted(till, post_office):
    till.browser().sign_up(till.sell())
    mail = post_office.mail("Welcome to Demo Sports")
    assert f"Sign in as {EMAIL} on any device." in text_of(mail)
    assert path_of(button_of(mail)) == "/my-account?publisherId=100000001"


class TestPassword:
    @pytest.fixture(autouse=True)
    def _customer(self, till, post_office):
        till.browser().sign_up(till.sell())
        post_office.mails()

    def test_a_link_to_set_a_new_one_is_good_for_that_and_for_an_hour(self, till, post_office, services):
        with services() as ours:
            ours.sign_in.request_reset(EMAIL, "")
        link = urlsplit(button_of(post_office.mail("Set a new password for Demo Sports")))
        assert link.path == "/password/100000001"
        (token,) = parse_qs(link.query)["token"]
        (made,) = [row for row in till.rows(OneTimeLink) if row.purpose is LinkPurpose.PASSWORD_RESET]
        assert made.expires_at - till.clock.now() == dt.timedelta(hours=1)
        with services() as ours:
            assert ours.tokens.spend(token, LinkPurpose.PASSWORD_RESET).customer_id == made.customer_id

    def test_the_callers_own_page_gets_the_token_beside_what_it_has(self, post_office, services):
        with services() as ours:
            ours.sign_in.request_reset(EMAIL, "https://www.demo-sports.example/new?step=2#form")
        link = urlsplit(button_of(post_office.mail("Set a new password")))
        assert (link.netloc, link.path, link.fragment) == ("www.demo-sports.example", "/new", "form")
        query = parse_qs(link.query)
        assert set(query) == {"step", "email", "publisherId", "resetPasswordToken"}
        assert query["email"] == [EMAIL]

    def test_the_outbox_never_holds_the_token(self, till, post_office, services):
        with services() as ours:
            ours.sign_in.request_reset(EMAIL, "")
        (row,) = rows(till, "password_reset")
        before = dict(row.data)
        mail = post_office.mail("Set a new password")
        (token,) = parse_qs(urlsplit(button_of(mail)).query)["token"]
        (row,) = rows(till, "password_reset")
        assert row.data == before == {"customer_id": before["customer_id"], "url": ""}
        assert not any(part in repr(vars(row)) for part in token.split(":"))

    def test_a_new_one_is_told(self, till, post_office, services):
        with services() as ours:
            ours.sign_in.set_password(ours.customers.find(EMAIL).id, "steeplechase3000")
        text = text_of(post_office.mail("Your password for Demo Sports was changed"))
        assert "All other devices were signed out." in text


@pytest.mark.parametrize(
    ("card", "told"),
    [
        (TIMES_OUT_UNPAID, ["Your payment did not go through: The Long Straight, 4.99 EUR"]),
        (TIMES_OUT_PAID, ["Your receipt: The Long Straight, 4.99 EUR"]),
        (OUT_OF_REACH, []),  # the page said so at once
    ],
)
def test_who_was_told_that_we_check_is_told_the_end(till, post_office, card, told):
    till.browser().buy(till.sell(), card)
    post_office.mails()
    till.later(minutes=5)
    assert [mail.message["Subject"] for mail in post_office.mails()] == told


def test_logs_hold_no_address_and_no_token(till, post_office, services, caplog):
    caplog.set_level(logging.INFO)
    till.browser().buy(till.sell(video_id="night-of-miles"))
    with services() as ours:
        ours.sign_in.request_reset(EMAIL, "")
    mails = post_office.mails()
    tokens = re.findall(r"[0-9a-f]{40}", " ".join(mail.text() for mail in mails))
    assert len(tokens) == 4
    ours = [record for record in caplog.records if record.name != "mail.log"]  # that is the server
    written = " ".join(f"{record.getMessage()} {vars(record)}" for record in ours)
    assert EMAIL not in written
    assert not any(token in written for token in tokens)


def test_who_left_the_bank_s_check_was_promised_nothing(till, post_office):
    till.browser().buy(till.sell(), CHALLENGE, follow=False)
    post_office.mails()
    till.later(hours=25)
    assert post_office.mails() == []
    assert [payment.status for payment in till.rows(Payment)] == [Status.CANCELED]
