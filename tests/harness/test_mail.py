import smtplib
from email.message import EmailMessage

import pytest


@pytest.fixture
def receipt():
    message = EmailMessage()
    message["Subject"] = "Your receipt: Größe"
    message["From"], message["To"] = "shop@publisher.example", "viewer@viewer.example"
    message.set_content("You paid EUR 4.99.")
    message.add_alternative("<p>You paid <b>EUR 4.99</b>.</p>", subtype="html")
    return message


def test_a_mail_is_kept_as_it_arrived(mail_server, receipt):
    with smtplib.SMTP(mail_server.host, mail_server.port) as smtp:
        smtp.send_message(receipt)
    [mail] = mail_server.received
    assert (mail.sender, mail.recipients) == ("shop@publisher.example", ["viewer@viewer.example"])
    assert mail.message["Subject"] == "Your receipt: Größe"
    assert mail.text().strip() == "You paid EUR 4.99."
    assert "<b>EUR 4.99</b>" in mail.text("html")


def test_a_planned_refusal_comes_once(mail_server, receipt):
    mail_server.answer_next("451 4.3.0 try again later")
    with smtplib.SMTP(mail_server.host, mail_server.port) as smtp:
        with pytest.raises(smtplib.SMTPDataError, match="try again later"):
            smtp.send_message(receipt)
        assert mail_server.received == []
        smtp.send_message(receipt)
    assert len(mail_server.received) == 1
