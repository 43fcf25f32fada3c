import pytest
import sqlalchemy as sa

from cleeng.customers.models import Customer, CustomerToken

DATA = {
    "email": "New.Viewer@Example.com",
    "locale": "fr_FR",
    "country": "fr",
    "currency": "EUR",
    "password": "1 sunny afternoon",
}


def register(api, **changes):
    return api.result("registerCustomer", customerData={**DATA, **changes})["token"]


def count(application, model):
    with application.database.reader.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(model))


@pytest.mark.db
def test_a_registered_customer_has_a_token_and_can_sign_in(api):
    customer = api.result("getCustomer", customerToken=register(api, externalId="e-1"))
    assert (customer["email"], customer["country"], customer["locale"]) == ("New.Viewer@example.com", "FR", "fr_FR")
    assert (customer["displayName"], customer["externalId"]) == ("New.Viewer", "e-1")
    assert len(customer["id"]) == 9
    signed_in = api.result(
        "generateCustomerTokenFromPassword", customerEmail="new.viewer@example.com", password=DATA["password"]
    )
    assert api.result("getCustomer", customerToken=signed_in["token"])["id"] == customer["id"]


@pytest.mark.db
def test_a_customer_without_external_id_is_one_of_many(api):
    register(api)
    register(api, email="another@example.com")


@pytest.mark.db
def test_nobody_is_registered_twice(api, application):
    register(api)
    assert api.code("registerCustomer", customerData={**DATA, "email": "NEW.VIEWER@example.com"}) == 13
    assert count(application, Customer) == 1


@pytest.mark.db
def test_an_external_id_belongs_to_one_customer(api):
    register(api, externalId="e-1")
    data = {**DATA, "email": "another@example.com", "externalId": "e-1"}
    assert api.code("registerCustomer", customerData=data) == 13


@pytest.mark.db
def test_an_account_of_facebook_belongs_to_one_customer(api, application):
    register(api, password="", facebookId=4711)
    data = {**DATA, "email": "another@example.com", "password": None, "facebookId": "4711"}
    assert api.code("registerCustomer", customerData=data) == 13
    assert count(application, Customer) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"email": ""},
        {"email": "nobody"},
        {"email": "a@b@c"},
        {"locale": ""},
        {"country": None},
        {"country": "France"},
        {"currency": ""},
        {"password": ""},
        {"password": "short"},
        {"email": {"a": 1}},
        {"externalId": "x" * 256},
    ],
)
def test_what_makes_no_customer_stores_nothing(api, application, changes):
    assert api.code("registerCustomer", customerData={**DATA, **changes}) == 11
    assert count(application, Customer) == count(application, CustomerToken) == 0


@pytest.mark.parametrize("customer_data", [None, [], {}, "x", [DATA]])
def test_without_data_there_is_no_customer(api, customer_data):
    assert api.code("registerCustomer", customerData=customer_data) == 11


@pytest.mark.db
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"password": "wrong"}, 15),
        ({"password": ""}, 11),
        ({"customerEmail": "nobody@example.com"}, 10),
        ({"customerEmail": "nobody"}, 10),
        ({"customerEmail": ""}, 11),
        ({"customerEmail": "a\x00b@example.com"}, 11),
    ],
)
def test_wrong_credentials_get_no_token(api, application, changes, code):
    register(api)
    before = count(application, CustomerToken)
    given = {"customerEmail": DATA["email"], "password": DATA["password"], **changes}
    assert api.code("generateCustomerTokenFromPassword", **given) == code
    assert count(application, CustomerToken) == before


def test_who_has_no_password_cannot_sign_in_with_one(api):
    register(api, password="", facebookId="4711")
    given = {"customerEmail": DATA["email"], "password": DATA["password"]}
    assert api.code("generateCustomerTokenFromPassword", **given) == 15


def test_who_guesses_is_slowed_down(api):
    register(api)
    given = {"customerEmail": DATA["email"], "password": "wrong"}
    answers = [api("generateCustomerTokenFromPassword", **given)["error"] for _ in range(11)]
    assert {answer["code"] for answer in answers} == {15}
    assert "Too many tries" in answers[-1]["message"]
    right = {**given, "password": DATA["password"]}
    assert "Too many tries" in api("generateCustomerTokenFromPassword", **right)["error"]["message"]


def test_each_token_is_another_one_and_all_are_good(api):
    register(api)
    tokens = {api.result("generateCustomerToken", customerEmail=DATA["email"])["token"] for _ in range(3)}
    assert len(tokens) == 3
    for token in tokens:
        assert api.result("getCustomerEmail", customerToken=token) == {"email": "New.Viewer@example.com"}


@pytest.mark.db
def test_another_address_is_the_customers_from_then_on(api):
    token = register(api)
    given = {"customerEmail": DATA["email"], "newEmail": "Lena@Example.com"}
    assert api.result("updateCustomerEmail", **given) == {"success": True}
    assert api.result("getCustomerEmail", customerToken=token) == {"email": "Lena@example.com"}
    assert api.code("generateCustomerToken", customerEmail=DATA["email"]) == 10
    signed_in = {"customerEmail": "lena@example.com", "password": DATA["password"]}
    assert api.result("generateCustomerTokenFromPassword", **signed_in)["token"]


@pytest.mark.db
def test_an_address_that_somebody_has_stays_his(api):
    register(api)
    register(api, email="another@example.com")
    given = {"customerEmail": DATA["email"], "newEmail": "ANOTHER@example.com"}
    assert api.code("updateCustomerEmail", **given) == 13
    assert api.code("updateCustomerEmail", **{**given, "newEmail": "nobody"}) == 11
    assert api.result("generateCustomerToken", customerEmail=DATA["email"])["token"]


@pytest.mark.parametrize(
    ("address", "country", "currency", "locale"),
    [
        ("193.99.144.80", "DE", "EUR", "de_DE"),
        ("2001:4860:4860::8888", "US", "USD", "en_US"),
        ("10.0.0.1", "DE", "EUR", "en_US"),  # of no place: the publisher's own
    ],
)
def test_an_address_of_the_network_has_a_country_a_currency_and_a_locale(api, address, country, currency, locale):
    found = api.result("getLocaleDataFromIp", ipAddress=address)
    assert found == {"country": country, "currency": currency, "locale": locale}
