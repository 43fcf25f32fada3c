import email
import email.policy
import socket
from dataclasses import replace

import pydantic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleeng.api import DeliveryStatus, Message
from cleeng.testing.context import MOMENT, FrozenClock, make_context
from cleeng.testing.notifiers import MESSAGE, NotifierContract
from cleeng_plugins.notify_email import EmailNotifier
from cleeng_plugins.notify_email.compose import compose

LOGIN = {"username": "lena", "password": "correct horse 1"}


def notifier(settings):
    return EmailNotifier(EmailNotifier.Settings.model_validate(settings))


def send(settings, message=MESSAGE, key="receipt-1", **context):
    return notifier(settings).send(make_context(**context), message, key)


def read(content):
    return email.message_from_bytes(content, policy=email.policy.default)


def body(mail, kind):
    return mail.get_body([kind]).get_content().replace("\r\n", "\n")


class TestSmtpContract(NotifierContract):
    not_ours = ("mail.log",)

    @pytest.fixture(autouse=True)
    def _server(self, smtp, mailbox):
        self.settings, self.mailbox = smtp, mailbox

    def provider(self):
        return notifier(self.settings)

    def delivered(self):
        return [envelope.content.decode() for envelope in self.mailbox.envelopes]


class TestFileContract(NotifierContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path):
        self.folder = tmp_path

    def provider(self):
        return notifier({})

    def context(self, clock=None):
        return make_context(clock, extra={"outbox_dir": str(self.folder)})

    def delivered(self):
        return [path.read_text() for path in self.folder.glob("*")]


def test_brings_text_and_html_to_the_recipient(smtp, mailbox):
    delivery = send(smtp)
    (envelope,) = mailbox.envelopes
    mail = read(envelope.content)
    assert envelope.rcpt_tos == ["lena.brandt@example.com"]
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert body(mail, "plain") == MESSAGE.text
    assert body(mail, "html").strip() == MESSAGE.html
    assert delivery.reference == mail["Message-ID"]


def test_the_head_says_who_when_and_that_nobody_need_answer(smtp, mailbox):
    sent = {**smtp, "sender": "mail@demo-sports.com", "sender_name": "Démo, Sports"}
    send(sent, replace(MESSAGE, reply_to="help@demo-sports.com", locale="nb_NO"))
    mail = read(mailbox.envelopes[0].content)
    assert mailbox.envelopes[0].mail_from == "mail@demo-sports.com"
    assert mail["From"] == '"Démo, Sports" <mail@demo-sports.com>'
    assert mail["To"] == "lena.brandt@example.com"
    assert mail["Reply-To"] == "help@demo-sports.com"
    assert mail["Subject"] == MESSAGE.subject
    assert mail["Date"].datetime == MOMENT
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "<100000001.demo-sports.com>"
    assert mail["Content-Language"] == "nb-NO"


def test_the_message_s_own_sender_comes_before_the_setting_and_that_before_the_publisher_s(smtp, mailbox):
    send(smtp)
    send({**smtp, "sender": "mail@demo-sports.com"})
    send({**smtp, "sender": "mail@demo-sports.com"}, replace(MESSAGE, sender="races@demo-sports.com"))
    senders = [envelope.mail_from for envelope in mailbox.envelopes]
    assert senders == ["owner@example.com", "mail@demo-sports.com", "races@demo-sports.com"]
    assert read(mailbox.envelopes[0].content)["From"] == "Demo Sports <owner@example.com>"


@pytest.mark.parametrize(
    "subject",
    [
        "Quittung für die längste Nacht der Welt, in der wirklich niemand schlafen wird: 4,99 €",
        "領収書 ハルデンの夜 4.99 EUR",
        "إيصالك: ليلة هالدن",
        "🏃" * 40,
        "x" * 200,
    ],
)
def test_any_script_arrives_as_it_was_written(smtp, mailbox, subject):
    send(smtp, replace(MESSAGE, subject=subject, text=f"{subject}\n", html=f"<p>{subject}</p>\n"))
    content = mailbox.envelopes[0].content
    mail = read(content)
    assert content.isascii()
    assert mail["Subject"] == subject
    assert body(mail, "plain") == f"{subject}\n"
    assert body(mail, "html") == f"<p>{subject}</p>\n"


def test_a_line_may_begin_with_from(smtp, mailbox):
    send(smtp, replace(MESSAGE, text="From 14 March: 7.99 EUR"))
    assert body(read(mailbox.envelopes[0].content), "plain") == "From 14 March: 7.99 EUR\n"


def test_a_control_character_in_a_title_costs_nobody_the_receipt(smtp, mailbox):
    send(smtp, replace(MESSAGE, subject="\x0bNight\u2028of\x00Miles\x0b"))
    assert read(mailbox.envelopes[0].content)["Subject"] == "Night of Miles"


ENCODED = "=?utf-8?q?a=0D=0ABcc=3Aeverybody=40example.com?="


def test_an_encoded_word_in_a_title_or_a_name_stays_what_it_is(smtp, mailbox):
    send(smtp, replace(MESSAGE, subject=ENCODED, sender_name=ENCODED))
    mail = read(mailbox.envelopes[0].content)
    assert mail["Subject"] == ENCODED.replace("=?", " ", 1).strip()
    assert mail["Bcc"] is None


def test_an_encoded_word_in_an_address_is_rejected(smtp, mailbox):
    assert send(smtp, replace(MESSAGE, recipient=f"{ENCODED}@example.com")).status is DeliveryStatus.REJECTED
    assert mailbox.envelopes == []


@settings(deadline=None)
@given(text=st.text(max_size=120))
def test_no_text_becomes_a_header_of_its_own(text):
    calm = compose(make_context(), MESSAGE, "1", EmailNotifier.Settings())
    try:
        mail = compose(
            make_context(), replace(MESSAGE, subject=text, sender_name=text, text=text), "1", EmailNotifier.Settings()
        )
    except ValueError:
        return
    assert email.message_from_bytes(mail.as_bytes()).keys() == calm.keys()


def test_a_domain_in_another_script_is_written_in_ascii(smtp, mailbox):
    send(smtp, replace(MESSAGE, recipient="lena@bücher.example"))
    assert mailbox.envelopes[0].rcpt_tos == ["lena@xn--bcher-kva.example"]


def test_an_address_in_another_script_goes_to_a_server_that_knows_such(smtp, mailbox):
    assert send(smtp, replace(MESSAGE, recipient="léna@bücher.example")).status is DeliveryStatus.ACCEPTED
    assert mailbox.envelopes[0].rcpt_tos == ["léna@xn--bcher-kva.example"]
    assert "To: léna@xn--bcher-kva.example" in mailbox.envelopes[0].content.decode()


def test_an_address_in_another_script_is_rejected_by_a_server_that_knows_none(starttls):
    delivery = send({**starttls, **LOGIN}, replace(MESSAGE, recipient="léna@bücher.example"))
    assert delivery.status is DeliveryStatus.REJECTED


@pytest.mark.parametrize(
    "message",
    [
        replace(MESSAGE, recipient="nobody"),
        replace(MESSAGE, recipient=""),
        replace(MESSAGE, recipient="a@example.com, b@example.com"),
        replace(MESSAGE, subject="Receipt\r\nBcc: everybody@example.com"),
        replace(MESSAGE, subject="Receipt\nBcc: everybody@example.com"),
        replace(MESSAGE, sender_name="Sports\nBcc: everybody@example.com"),
        replace(MESSAGE, reply_to="help@example.com\nBcc: everybody@example.com"),
        replace(MESSAGE, locale="nb\nBcc: everybody@example.com"),
        replace(MESSAGE, text="\ud800"),
    ],
)
def test_what_cannot_be_a_mail_is_rejected_before_anybody_is_asked(smtp, mailbox, message):
    assert send(smtp, message).status is DeliveryStatus.REJECTED
    assert mailbox.envelopes == []


@pytest.mark.parametrize(
    ("stage", "answer", "status", "reason"),
    [
        ("RCPT", "550 5.1.1 <lena.brandt@example.com>: no such user", DeliveryStatus.REJECTED, "550 5.1.1"),
        ("RCPT", "451 4.7.1 Greylisted, come back", DeliveryStatus.FAILED, "451 4.7.1"),
        ("RCPT", "452 try later", DeliveryStatus.FAILED, "452"),
        ("DATA", "554 5.7.1 looks like spam", DeliveryStatus.REJECTED, "554 5.7.1"),
        ("DATA", "452 4.3.1 disk full", DeliveryStatus.FAILED, "452 4.3.1"),
    ],
)
def test_a_refusal_for_good_is_rejected_and_one_for_now_has_failed(smtp, mailbox, stage, answer, status, reason):
    mailbox.answers[stage] = answer
    delivery = send(smtp)
    assert (delivery.status, delivery.reason) == (status, reason)


def test_what_was_accepted_stays_so_when_the_parting_goes_wrong(smtp, mailbox):
    mailbox.answers["QUIT"] = "421 4.3.2 going down"
    assert send(smtp).status is DeliveryStatus.ACCEPTED


def test_a_server_that_is_not_there_has_failed():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    delivery = send({"host": "localhost", "port": str(port), "security": "none"})
    assert (delivery.status, delivery.reason) == (DeliveryStatus.FAILED, "ConnectionRefusedError")


def test_a_server_that_says_nothing_has_failed_after_the_time_that_the_call_has():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        delivery = send({"host": "localhost", "port": str(port), "security": "none"}, timeout=0.2)
    assert (delivery.status, delivery.reason) == (DeliveryStatus.FAILED, "SMTPServerDisconnected")


def test_logs_in_after_starttls(starttls, mailbox):
    assert send({**starttls, **LOGIN}).status is DeliveryStatus.ACCEPTED
    assert len(mailbox.envelopes) == 1


def test_a_wrong_password_has_failed_for_it_is_ours_to_repair(starttls):
    delivery = send({**starttls, **LOGIN, "password": "wrong"})
    assert (delivery.status, delivery.reason) == (DeliveryStatus.FAILED, "535 5.7.8")


def test_speaks_tls_from_the_first_byte(wrapped, mailbox):
    assert send(wrapped).status is DeliveryStatus.ACCEPTED
    assert len(mailbox.envelopes) == 1


@pytest.mark.parametrize("server", ["starttls", "wrapped"])
def test_sends_nothing_to_a_server_that_it_cannot_trust(request, mailbox, server):
    settings = {**request.getfixturevalue(server), **LOGIN}
    del settings["ca_file"]
    assert send(settings).status is DeliveryStatus.FAILED
    assert mailbox.envelopes == []


def test_sends_nothing_in_the_clear_when_told_to_use_starttls(smtp, mailbox):
    assert send({**smtp, "security": "starttls"}).status is DeliveryStatus.FAILED
    assert mailbox.envelopes == []


def test_a_repeat_has_the_message_id_of_the_first_time_and_other_publishers_have_others(smtp, mailbox):
    send(smtp)
    send(smtp, clock=FrozenClock(MOMENT.replace(hour=23)))
    other = replace(make_context().publisher, id=100000002)
    send(smtp, publisher=other)
    first, again, others = [read(envelope.content)["Message-ID"] for envelope in mailbox.envelopes]
    assert first == again != others


def test_without_a_server_mail_goes_into_files(tmp_path):
    folder = tmp_path / "not" / "there"
    delivery = send({}, extra={"outbox_dir": str(folder)})
    (path,) = folder.iterdir()
    assert path.name.startswith("order-receipt-")
    assert path.suffix == ".eml"
    assert read(path.read_bytes())["Message-ID"] == delivery.reference


def test_the_kind_of_a_message_cannot_leave_the_folder(tmp_path):
    message = Message("../../etc/passwd", "lena@example.com", "x", "x")
    send({}, message, extra={"outbox_dir": str(tmp_path)})
    assert [path.name.startswith("-etc-passwd-") for path in tmp_path.iterdir()] == [True]


@pytest.mark.parametrize(("security", "port"), [("none", 25), ("starttls", 587), ("tls", 465)])
def test_the_port_is_the_usual_one_unless_set(security, port):
    assert EmailNotifier.Settings.model_validate({"security": security}).server_port == port


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "lena"},
        {"password": "correct horse 1"},
        {**LOGIN, "security": "none"},
        {"security": "ssl"},
        {"sender": "nobody"},
        {"ca_file": "/nowhere/ca.pem"},
        {"port": "0"},
        {"timeout": "0"},
    ],
)
def test_a_setting_that_makes_no_sense_is_a_fault(wrong):
    with pytest.raises(pydantic.ValidationError):
        notifier(wrong)
