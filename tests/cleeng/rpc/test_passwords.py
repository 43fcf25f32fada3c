from urllib.parse import parse_qs, urlsplit

import pytest

from harness.mail import button_of
from harness.shop import PASSWORD

pytestmark = pytest.mark.db

EMAIL, NEW = "viewer@example.com", "another afternoon 7"
PAGE = "https://www.demo-sports.example/reset?step=2"


@pytest.fixture
def customer_id(post_office, shop):
    return shop.register(EMAIL)


@pytest.fixture
def reset(post_office, customer_id, api):
    """Ask for a link as the publisher's server does; give what its page gets."""

    def ask(email=EMAIL):
        api.result("requestPasswordReset", customerEmail=email, resetUrl=PAGE)
        return parse_qs(urlsplit(button_of(post_office.mail("Set a new password"))).query)

    return ask


def signs_in(api, password, email=EMAIL):
    return api("generateCustomerTokenFromPassword", customerEmail=email, password=password)["error"] is None


def test_the_publishers_page_sets_the_password_that_its_link_allows_once(reset, api):
    query = reset()
    assert (query["email"], query["step"]) == ([EMAIL], ["2"])
    (token,) = query["resetPasswordToken"]
    given = {"customerEmail": EMAIL, "resetPasswordToken": token, "newPassword": NEW}
    assert api.result("updateCustomerPassword", **given) == {"success": True}
    assert signs_in(api, NEW)
    assert not signs_in(api, PASSWORD)
    assert api.code("updateCustomerPassword", **given) == 16


def test_a_link_sets_its_owners_password_only(reset, api, shop):
    shop.register("another@example.com")
    (token,) = reset()["resetPasswordToken"]
    given = {"resetPasswordToken": token, "newPassword": NEW}
    assert api.code("updateCustomerPassword", customerEmail="another@example.com", **given) == 16
    assert signs_in(api, PASSWORD, "another@example.com")
    assert api.result("updateCustomerPassword", customerEmail=EMAIL, **given) == {"success": True}


def test_a_password_too_simple_leaves_the_link_good(reset, api):
    (token,) = reset()["resetPasswordToken"]
    given = {"customerEmail": EMAIL, "resetPasswordToken": token}
    assert api.code("updateCustomerPassword", newPassword="short", **given) == 11
    api.result("updateCustomerPassword", newPassword=NEW, **given)


@pytest.mark.parametrize("url", ["https://evil.example/", "javascript:alert(1)", "//evil.example", "nothing"])
def test_a_link_leads_to_the_publishers_pages_only(post_office, customer_id, api, url):
    assert api.code("requestPasswordReset", customerEmail=EMAIL, resetUrl=url) == 16
    assert not [mail for mail in post_office.mails() if "password" in mail.message["Subject"]]
