"""What becomes of a row of the outbox: sent, tried again, refused, kept back, written by somebody else."""

import datetime as dt
import email
import email.policy
import logging
import re
from pathlib import Path

import pytest

from cleeng import dead
from cleeng.api import Delivery, DeliveryStatus, Notifier, Rendered
from cleeng.customers.models import CustomerStatus
from cleeng.messages.kinds import KINDS
from cleeng.outbox import OutboxItem
from cleeng.payments.models import Payment
from harness.till import GATEWAY, TIMES_OUT_UNPAID

EMAIL = "lena@example.com"
MANUAL = (Path(__file__).parents[3] / "docs/publishers/messages.md").read_text()
ACCEPTED = Delivery(DeliveryStatus.ACCEPTED)


class Pigeon(Notifier):
    """Answers as it is told and keeps what it was given."""

    name, title = "pigeon", "Carrier pigeon"

    def __init__(self, answer=ACCEPTED, writes=None, keeps_back=""):
        super().__init__(self.Settings())
        self.answer, self.writes, self.keeps_back = answer, writes, keeps_back
        self.sent, self.asked = [], []

    def render(self, ctx, kind, locale, data):
        self.asked.append((kind, locale, data))
        return self.writes

    def send(self, ctx, message, dedupe_key):
        self.sent.append((message, dedupe_key))
        return self.answer

    def filter_recipient(self, ctx, kind, recipient):
        return self.keeps_back or None


@pytest.fixture
def fly(post_office, publisher):
    """Let a pigeon bring the messages instead of the mail; what others would send is not asked for."""

    def fly(*pigeons):
        notifiers = publisher.providers["notifiers"]
        notifiers.clear()
        notifiers.update({f"pigeon{n}": pigeon for n, pigeon in enumerate(pigeons)})

    return fly


@pytest.fixture
def greet(services):
    """Have a customer greeted; give the customer's id."""

    def greet():
        with services() as ours:
            return ours.sign_in.register(EMAIL, "hurdles400")

    return greet


@pytest.fixture
def row(till):
    """Give the one message in the outbox."""

    def row():
        (found,) = [row for row in till.rows(OutboxItem) if row.handler.startswith("message:")]
        return found

    return row


@pytest.mark.db
def test_what_the_server_cannot_take_now_is_brought_later(till, post_office, greet, row):
    greet()
    post_office.server.answer_next("451 4.3.0 try again later")
    assert post_office.mails() == []
    assert (row().attempts, row().last_error, row().delivered_at) == (1, "451 4.3.0", None)
    till.later(seconds=4)
    assert post_office.mails() == []
    till.later(seconds=1)
    assert post_office.mail("Welcome").recipients == [EMAIL]
    assert (row().delivered_at, row().due_at, row().last_error) == (till.clock.now(), None, "")


@pytest.mark.db
def test_what_is_refused_for_good_is_not_tried_again(till, post_office, greet, row):
    greet()
    post_office.server.answer_next("550 5.1.1 no such mailbox")
    assert post_office.mails() == []
    till.later(days=1)
    assert post_office.mails() == []
    assert (row().attempts, row().last_error, row().due_at, row().delivered_at) == (0, "550 5.1.1", None, None)


def test_a_notifier_may_ask_for_a_longer_pause(till, post_office, fly, greet, row):
    fly(Pigeon(Delivery(DeliveryStatus.FAILED, "storm", retry_after=900)))
    greet()
    post_office.work()
    assert row().due_at == till.clock.now() + dt.timedelta(minutes=15)


def test_a_notifier_may_not_ask_for_more_than_a_day(till, post_office, fly, greet, row):
    fly(Pigeon(Delivery(DeliveryStatus.FAILED, "storm", retry_after=10**12)))
    greet()
    post_office.work()
    assert row().due_at == till.clock.now() + dt.timedelta(days=1)


def test_a_reason_is_stored_without_the_address(post_office, fly, greet, row):
    fly(Pigeon(Delivery(DeliveryStatus.REJECTED, f"no such person: {EMAIL}")))
    greet()
    post_office.work()
    assert row().last_error == "no such person: <e-mail>"


def test_each_notifier_has_its_own_tries(till, post_office, fly, greet):
    lame, swift = Pigeon(Delivery(DeliveryStatus.FAILED, "lame")), Pigeon()
    fly(lame, swift)
    greet()
    post_office.work()
    lame.answer = ACCEPTED
    till.later(minutes=1)
    post_office.work()
    assert [len(lame.sent), len(swift.sent)] == [2, 1]
    assert len({key for _, key in lame.sent}) == 1


def test_any_notifier_may_keep_a_message_back_but_not_a_receipt(till, post_office, fly):
    pigeon, doubter = Pigeon(), Pigeon(keeps_back="complained")
    fly(pigeon, doubter)
    till.browser().buy(till.sell())
    post_office.work()
    assert [message.kind for message, _ in pigeon.sent] == ["receipt"]
    kept_back = [row.last_error for row in till.rows(OutboxItem) if row.name == "welcome"]
    assert kept_back == ["complained", "complained"]


def test_a_notifier_that_writes_its_own_text_comes_before_ours(post_office, fly, greet):
    carrier, writer = Pigeon(), Pigeon(writes=Rendered("Hello", "Good to see you"))
    fly(carrier, writer)
    customer_id = greet()
    post_office.work()
    ((message, _),) = carrier.sent
    assert (message.subject, message.text, message.html) == ("Hello", "Good to see you", "")
    (kind, locale, data) = carrier.asked[0]
    assert (kind, locale) == ("welcome", "en_US")
    assert data["customer_id"] == str(customer_id)
    assert data["action_url"] == "http://localhost/my-account?publisherId=100000001"


def test_a_notifier_without_channels_only_writes(post_office, fly, greet, till):
    carrier, writer = Pigeon(), Pigeon(writes=Rendered("Hello", "Good to see you"))
    writer.channels = frozenset()
    fly(carrier, writer)
    greet()
    post_office.work()
    assert [message.subject for message, _ in carrier.sent] == ["Hello"]
    assert writer.sent == []
    assert "message:pigeon1" not in [row.handler for row in till.rows(OutboxItem)]


def test_the_manual_names_every_variable_of_every_kind(till, post_office, fly, services):
    pigeon = Pigeon()
    fly(pigeon)
    till.browser().buy(till.sell())
    (paid,) = till.rows(Payment)
    till.browser().pay(till.browser().sign_up(till.sell(), "paul@example.com"), TIMES_OUT_UNPAID)
    with services() as ours:
        ours.refunds.refund(paid.transaction_id, key="refund-1")
        ours.sign_in.request_reset(EMAIL, "")
        ours.sign_in.set_password(ours.customers.find(EMAIL).id, "steeplechase3000")
    post_office.work()
    till.later(minutes=5)
    post_office.work()
    table = MANUAL.partition("| variable |")[2].splitlines()[2:]
    told = {kind: set() for kind in KINDS}
    for names, kinds, _ in (line.strip("| ").split(" | ", 2) for line in table):
        for kind in KINDS if kinds == "all" else re.findall(r"\w+", kinds):
            told[kind] |= set(re.findall(r"\w+", names))
    assert {kind: set(data) for kind, _, data in pigeon.asked} == told


def test_a_message_without_a_text_part_is_not_sent(post_office, fly, greet, row):
    pigeon = Pigeon(writes=Rendered("Hello", " ", "<p>Good to see you"))
    fly(pigeon)
    greet()
    post_office.work()
    assert pigeon.sent == []
    assert "without a text part" in row().last_error


def test_a_closed_account_gets_no_more_messages(post_office, services, greet, row):
    customer_id = greet()
    with services() as ours:
        ours.customers.get(customer_id).status = CustomerStatus.INACTIVE
    assert post_office.mails() == []
    assert row().last_error == "the account is closed"


def test_a_message_of_a_notifier_that_has_gone_is_given_up(post_office, fly, greet, row):
    greet()
    fly(Pigeon())
    post_office.work()
    assert (row().due_at, row().last_error) == (None, "there is no notifier email or no message welcome any more")


def test_the_same_message_is_put_once_and_the_next_period_is_another(services, till, greet):
    with services() as ours:
        for period in ("2028-03", "2028-03", "2028-04"):
            ours.outbox.message("welcome", 1, 1, period=period)
    assert [row.dedupe_key for row in till.rows(OutboxItem)] == ["welcome:1:1:2028-03", "welcome:1:1:2028-04"]


def test_without_a_server_mails_are_files_and_a_repeat_is_the_same_file(installation, till, post_office, greet):
    more = f"{GATEWAY}[notifiers]\nuse = email\n"
    installation.add_publisher(more=more, without=("[notifiers]", "use = log"))
    greet()
    post_office.work()
    folder = installation.folder / "home" / "outbox"
    (file,) = folder.iterdir()
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert (mail["To"], mail["Subject"]) == (EMAIL, "Welcome to Demo Sports")
    with installation.application.database.unit() as unit:
        rows = [
            dead.DeadRow(OutboxItem, r.publisher_id, (r.publisher_id, r.id), r.created_at, "")
            for r in till.rows(OutboxItem)
        ]
        dead.revive(unit.db, rows, installation.application.clocks)
    post_office.work()
    assert list(folder.iterdir()) == [file]


def test_plugins_hear_what_happened(installation, till, post_office, caplog):
    more = f"{GATEWAY}[notifiers]\nuse = log\n"
    installation.add_publisher(more=more, without=("[notifiers]", "use = log"))
    caplog.set_level(logging.INFO, "cleeng.plugin")
    till.browser().buy(till.sell())
    post_office.work()
    events = [record.args[0] for record in caplog.records if record.msg.startswith("event ")]
    assert {"order.paid", "payment.succeeded", "entitlement.granted"} <= set(events)


def test_mails_need_an_address_to_link_to(installation, post_office):
    installation.base_url = ""
    with pytest.raises(Exception, match=r"cleeng\.base_url is not set, but the mails of Demo Sports link to pages"):
        installation.application  # noqa: B018 - it is made when it is first asked for
