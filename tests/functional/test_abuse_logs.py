"""What the log tells of customers: nothing that speaks for them, and nothing that names them."""

import logging

from cleeng.web.page import json_script
from harness.site import PUBLISHER_ID
from harness.till import APPROVED, DECLINED, PASSWORD

EMAIL = "lena.brandt@mail.example"


def everything(caplog):
    """Give all that was logged: messages, facts and tracebacks, before any handler takes something out."""
    return "\n".join(f"{record.getMessage()} {vars(record)} {record.exc_text}" for record in caplog.records)


def test_a_purchase_a_forgotten_password_and_calls_leave_no_secret_in_the_log(till, api, caplog):
    caplog.set_level(logging.DEBUG, "cleeng")
    visitor, offer = till.browser(), till.sell()
    refused = visitor.pay(visitor.sign_up(offer, EMAIL), DECLINED)
    visitor.pay(refused, APPROVED)
    customer_token = api.result("generateCustomerToken", customerEmail=EMAIL)["token"]
    api.result("getAccessStatus", customerToken=customer_token, offerId=offer.id)
    api.code("generateCustomerTokenFromPassword", customerEmail=EMAIL, password="wrong-one-99")
    api.jsonp("getCustomer", {"customerToken": customer_token})
    link = api.result("generateMyAccountUrl", customerEmail=EMAIL, modules=[])["url"].rpartition("=")[2]
    visitor.app.get(f"/my-account?publisherId={PUBLISHER_ID}&remote_token={link}")
    form = visitor.app.get(f"/password/{PUBLISHER_ID}").form
    form["email"] = EMAIL
    form.submit()
    visitor.app.post("/api/3.0/json-rpc", f'{{"method": "{customer_token}", "id": 1}}')
    told, session = everything(caplog), visitor.app.cookies[f"cleeng_v{PUBLISHER_ID}"]
    assert "request answered" in told
    cards = {number for card in (APPROVED, DECLINED) for number in (card, card.replace(" ", ""))}
    for secret in (EMAIL, "lena.brandt", PASSWORD, "wrong-one-99", customer_token, api.token, link, *cards):
        assert secret not in told
    assert session.strip('"') not in told


def test_a_failure_inside_tells_nothing_of_what_was_typed(till, installation, caplog):
    page = till.browser().open(till.sell())
    form = page.forms["checkout"]
    form["email"], form["password"] = EMAIL, PASSWORD
    with installation.application.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE customer RENAME TO gone")
    caplog.set_level(logging.DEBUG, "cleeng")
    form.submit("action", value="register", status=500)
    told = everything(caplog) + "".join(logging.Formatter().format(record) for record in caplog.records)
    assert "no such table" in told
    assert EMAIL not in told
    assert PASSWORD not in told


def test_json_in_a_page_cannot_end_its_element():
    assert "<" not in json_script({"a": "</script><!--"})
