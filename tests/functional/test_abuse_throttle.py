"""Scripts that sign up a crowd or mail everybody: one address gets so far, and publishers' servers are let be."""

import pytest

from cleeng.customers.models import Customer
from cleeng.customers.throttle import MAILS_PER_ADDRESS, SIGN_UPS_PER_ADDRESS
from cleeng.outbox import OutboxItem
from harness.shop import PASSWORD
from harness.site import PUBLISHER_ID

HERE, THERE = "198.51.100.7", "198.51.100.8"
DATA = {"password": PASSWORD, "locale": "de_DE", "country": "DE", "currency": "EUR"}


def notice(page):
    """Give what an answer says is wrong, "" if nothing is."""
    if page.status_int == 303 or page.html.find(role="alert") is None:
        return ""
    return page.html.find(role="alert").get_text(" ", strip=True)


@pytest.fixture
def bot(installation, shop):
    """Give a function that presses a button of an account form, each time in a new browser at an address."""
    pages = {
        "checkout": (f"/checkout/{shop.sell().id}?", "checkout"),
        "purchase": (f"/auth/2/purchase?publisherId={PUBLISHER_ID}", "checkout"),
        "account": (f"/my-account?publisherId={PUBLISHER_ID}", "sign-in"),
        "password": (f"/password/{PUBLISHER_ID}?", 0),
    }

    def press(page, action, email, ip):
        address, name = pages[page]
        mode = "&mode=sign-in" if action == "forgot" and name == "checkout" else ""
        form = installation.visitor(REMOTE_ADDR=ip).get(address + mode).forms[name]
        form["email"] = email
        if action == "register":
            form["password"] = PASSWORD
        return form.submit("action", value=action, status="*")

    return press


@pytest.mark.parametrize("page", ["checkout", "purchase"])
def test_a_script_makes_no_crowd_of_customers_from_one_address(bot, services, page):
    with services() as ours:
        for _ in range(SIGN_UPS_PER_ADDRESS.amount - 2):
            ours.throttle.sign_up(HERE)
    for number in range(2):
        assert not notice(bot(page, "register", f"viewer{number}@example.com", HERE))
    stopped = bot(page, "register", "late@example.com", HERE)
    assert (stopped.status_int, notice(stopped)) == (422, "Too many tries Wait 10 minutes.")
    assert stopped.forms["checkout"]["email"].value == "late@example.com"
    with services() as ours:
        assert ours.unit.db.query(Customer).count() == 2
    assert not notice(bot(page, "register", "late@example.com", THERE))


def test_a_publishers_server_registers_as_many_as_it_has(api, bot, services):
    with services() as ours:
        for _ in range(SIGN_UPS_PER_ADDRESS.amount - 1):
            ours.throttle.sign_up("127.0.0.1")
    for number in range(3):
        api.result("registerCustomer", customerData={**DATA, "email": f"viewer{number}@example.com"})
    assert not notice(bot("checkout", "register", "late@example.com", "127.0.0.1"))


@pytest.mark.parametrize("page", ["checkout", "purchase", "account", "password"])
def test_a_script_mails_nobody_after_so_many(bot, shop, services, page):
    shop.register("lena@example.com")
    for number in range(MAILS_PER_ADDRESS.amount):
        with services() as ours:
            ours.sign_in.request_reset(f"viewer{number}@example.com", "", HERE)
    stopped = bot(page, "forgot", "lena@example.com", HERE)
    assert notice(stopped) == "Too many tries Wait 15 minutes."
    with services() as ours:
        assert not ours.unit.db.query(OutboxItem).filter(OutboxItem.name == "password_reset").count()
    assert not notice(bot(page, "forgot", "lena@example.com", THERE))
    with services() as ours:
        assert ours.unit.db.query(OutboxItem).filter(OutboxItem.name == "password_reset").count() == 1
