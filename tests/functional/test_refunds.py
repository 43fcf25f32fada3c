"""`cleeng refund`, as staff type it, and what the customer reads of it."""

import json

import pytest

from cleeng.invoices.models import Invoice
from cleeng.payments.models import Payment
from harness.till import APPROVED

SILENT, REFUSED = "4000 0000 0101 2006", "4000 0000 0101 3004"


@pytest.fixture
def paid(till):
    """Buy with a card; give the payment."""

    def paid(card=APPROVED):
        till.browser().buy(till.sell(title="Halden Night of Miles"), card)
        return till.rows(Payment)[-1]

    return paid


@pytest.mark.db
def test_money_goes_back_in_parts_and_the_access_with_the_last_of_it(cleeng, paid, till):
    payment = paid()
    number = f"T{payment.transaction_id}"
    order_id = payment.order_id
    status, said, _ = cleeng("refund", number, "--amount", "2.00", "--reason", "film stopped twice")
    assert status == 0
    assert said.startswith(f"2.00 EUR of {number} (order {order_id} of customer ")
    assert said.endswith(" went back, credit note CN-2026-000001; 2.99 EUR is left, access is kept\n")
    status, said, _ = cleeng("refund", number.removeprefix("T"), "--json")
    told = json.loads(said)
    assert (status, told["transaction"], told["status"], told["amount"]) == (0, number, "succeeded", "2.99")
    assert (told["publisher"], told["order"], told["left"], told["currency"]) == (100000001, order_id, "0.00", "EUR")
    assert (told["access"], told["creditNote"]) == ("revoked", "CN-2026-000002")
    assert till.bank.returned() == 499


def test_a_control_character_in_the_reason_is_left_out(cleeng, paid, till):
    cleeng("refund", f"T{paid().transaction_id}", "--reason", "film\x0bstopped\x1b twice")
    assert [note.note for note in till.rows(Invoice) if note.original_id] == ["film stopped twice"]


def test_the_same_key_gives_back_once(cleeng, paid, till):
    number = f"T{paid().transaction_id}"
    first, again = (cleeng("refund", number, "--amount", "1", "--key", "ticket-17") for _ in range(2))
    assert first == again
    assert till.bank.returned() == 100


def test_what_staff_gave_back_by_hand_is_only_written_down(cleeng, paid, till):
    number = f"T{paid(REFUSED).transaction_id}"
    status, said, _ = cleeng("refund", number, "--by-hand")
    assert status == 0
    assert said.endswith(" went back, credit note CN-2026-000001; 0.00 EUR is left, access is revoked\n")
    assert till.bank.returned() == 0


def test_the_help_warns_of_paying_back_twice(cleeng):
    said = " ".join(cleeng("refund", "--help")[1].split())
    assert "Before --by-hand of a refund that is on its way, stop the worker" in said


def test_an_answer_that_does_not_come_is_no_failure(cleeng, paid):
    number = f"T{paid(SILENT).transaction_id}"
    status, said, _ = cleeng("refund", number)
    assert status == 0
    assert said.endswith("is on its way: the gateway has not settled it yet, and the worker asks again\n")
    again, _, error = cleeng("refund", number)
    assert again == 1
    assert "4.99 EUR was paid and 0.00 EUR is left of it" in error


def test_a_refused_refund_is_a_failure_with_its_reason(cleeng, paid):
    status, said, error = cleeng("refund", f"T{paid(REFUSED).transaction_id}", "--json")
    assert (status, json.loads(said)["status"]) == (1, "failed")
    assert error.endswith("Error: the gateway refused it (account_closed); its amount may be asked for again\n")


@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (["T111111111"], 1, "there is no transaction T111111111"),
        (["tomorrow"], 2, "'tomorrow' is no transaction: write it as T123456789"),
        (["T{number}", "--amount", "5.00"], 1, "5.00 EUR cannot go back: 4.99 EUR was paid and 4.99 EUR is left of it"),
        (["T{number}", "--amount", "4.999"], 1, "4.999 has more digits than EUR allows"),
        (["T{number}", "--amount", "0"], 1, "0.00 EUR cannot go back"),
        (["T{number}", "--key", "a key"], 2, "up to 50 letters, digits and . _ -"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(cleeng, paid, till, words, status, why):
    number = paid().transaction_id
    ended, said, error = cleeng("refund", *[word.format(number=number) for word in words])
    assert (ended, said) == (status, "")
    assert why in error
    assert "Traceback" not in error
    assert till.bank.returned() == 0


def text_of(mail):
    return " ".join(mail.text().split())


def give_back(till, **more):
    with till.installation.services() as s:
        s.refunds.refund(till.rows(Payment)[-1].transaction_id, key=f"refund-{len(more)}", **more)


@pytest.mark.db
def test_the_customer_reads_what_goes_back_and_what_ended(paid, till, post_office):
    payment = paid()
    post_office.mails()
    give_back(till)
    mail = post_office.mail("Your refund")
    assert mail.recipients == ["lena@example.com"]
    assert mail.message["Subject"] == "Your refund: Halden Night of Miles, 4.99 EUR"
    text = text_of(mail)
    assert "4.99 EUR goes back to you Your payment for Halden Night of Miles goes back in full." in text
    assert "Refund: 4.99 EUR Goes back to: Visa ending in 4242 Date: 29 Feb 2028, 8:30 PM Paid: 4.99 EUR" in text
    assert f"Order: {payment.order_id} Transaction: T{payment.transaction_id} Credit note: CN-2028-000001" in text
    assert "Your access to Halden Night of Miles has ended." in text
    assert post_office.mails() == []


def test_of_a_part_the_mail_says_nothing_about_access(paid, till, post_office):
    paid()
    with till.installation.services() as s:
        amount = s.refunds.transaction(till.rows(Payment)[-1].transaction_id).amount.share(1, 2)
    give_back(till, amount=amount)
    text = text_of(post_office.mail("Your refund: Halden Night of Miles, 2.50 EUR"))
    assert "A part of your payment for Halden Night of Miles goes back." in text
    assert "access" not in text


def test_who_paid_twice_reads_that_the_second_payment_goes_back(paid, till, post_office):
    payment = paid()
    with till.installation.services() as s:
        s.outcomes.give_back(s.payments.get(payment.id), "order was paid already")
    text = text_of(post_office.mail("Your refund"))
    assert "Your order was paid twice. The second payment for Halden Night of Miles goes back in full." in text
    assert "has ended" not in text
