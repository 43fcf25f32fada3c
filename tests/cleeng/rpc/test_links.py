from urllib.parse import parse_qs, urlsplit

import pytest

from cleeng.customers.errors import LinkSpent
from cleeng.customers.models import LinkPurpose
from harness.site import PUBLISHER_ID

DATA = {"email": "viewer@example.com", "locale": "no_NO", "country": "NO", "currency": "NOK"}
SITE = "https://www.demo-sports.example"


def query_of(url):
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}", {k: v[0] for k, v in parse_qs(parts.query).items()}


def prepare(api, data=DATA, **flow):
    return api.result("prepareRemoteAuth", customerData=data, flowDescription=flow)["url"]


def test_a_link_signs_the_customer_in_once(api, services, shop):
    address, query = query_of(prepare(api, offerId=shop.sell().id, redirectUri=f"{SITE}/back?a=1&b=2#c"))
    assert address == "http://localhost/auth/2/purchase"
    assert query["redirectUri"] == f"{SITE}/back?a=1&b=2#c"
    assert query["publisherId"] == str(PUBLISHER_ID)
    with services() as ours:
        customer = ours.customers.by_email(DATA["email"])
        spent = ours.tokens.spend(query["remote_token"], LinkPurpose.CHECKOUT)
        assert spent.customer_id == customer.id
        assert spent.data == {"offerId": query["offerId"], "redirectUri": query["redirectUri"]}
        with pytest.raises(LinkSpent):
            ours.tokens.spend(query["remote_token"], LinkPurpose.CHECKOUT)


def test_a_viewer_who_follows_the_link_is_signed_in(api, app, shop):
    offer = shop.sell()
    page = app.get(prepare(api, offerId=offer.id)).follow()
    assert offer.title in page.text
    assert DATA["email"] in page.text


def test_the_publishers_own_customer_is_registered_once_and_kept_up_to_date(api, services):
    prepare(api)
    prepare(api, {**DATA, "email": "Viewer@Example.com", "country": "SE", "emailVerified": "1"})
    prepare(api, {**DATA, "country": "SE", "emailVerified": False})
    with services() as ours:
        customer = ours.customers.by_email(DATA["email"])
        assert (customer.country, customer.locale, customer.currency) == ("SE", "no_NO", "NOK")
        assert customer.email_verified


def test_the_offer_of_a_prepared_link_is_not_looked_up(api):
    assert query_of(prepare(api, offerId="S999999999_US"))[1]["offerId"] == "S999999999_US"


def test_the_address_to_return_to_goes_by_two_names(api):
    assert query_of(prepare(api, url=f"{SITE}/a"))[1]["redirectUri"] == f"{SITE}/a"
    assert query_of(prepare(api, url=f"{SITE}/a", redirectUri=f"{SITE}/b"))[1]["redirectUri"] == f"{SITE}/b"


@pytest.mark.parametrize("method", ["prepareRemoteAuth", "generateCheckoutUrl"])
@pytest.mark.parametrize("name", ["redirectUri", "url"])
@pytest.mark.parametrize(
    "address", ["https://evil.example/", "javascript:alert(1)", "//evil.example", f"{SITE}@evil.example/"]
)
def test_no_link_leads_to_somebody_elses_page(api, shop, services, method, name, address):
    shop.register()
    given = {"customerData": DATA, "customerEmail": DATA["email"], "flowDescription": {name: address}}
    assert api.code(method, **given) == 11


def test_a_refused_link_registers_nobody(api, services):
    flow = {"redirectUri": "https://evil.example/"}
    assert api.code("prepareRemoteAuth", customerData=DATA, flowDescription=flow) == 11
    with services() as ours:
        assert ours.customers.find(DATA["email"]) is None


def test_a_checkout_link_may_name_several_offers(api, shop):
    shop.register()
    offers = [shop.sell().id for _ in range(2)]
    url = api.result("generateCheckoutUrl", customerEmail=DATA["email"], flowDescription={"offerIds": offers})["url"]
    assert query_of(url)[1]["offerId"] == ",".join(offers)


@pytest.mark.parametrize("modules", [[], None, "", ["payment", "profile"]])
def test_my_account_shows_the_named_parts_or_all(api, shop, modules):
    shop.register()
    url = api.result("generateMyAccountUrl", customerEmail=DATA["email"], modules=modules)["url"]
    address, query = query_of(url)
    assert address == "http://localhost/my-account"
    everything = "profile,payment,subscriptions,transactions,affiliate-tracking,consents-list"
    assert query["order"] == (",".join(modules) if modules else everything)


@pytest.mark.parametrize("modules", [["secrets"], "profile", ["profile", "x" * 300], {"a": "profile"}])
def test_my_account_has_no_other_parts(api, shop, modules):
    shop.register()
    assert api.code("generateMyAccountUrl", customerEmail=DATA["email"], modules=modules) == 16


def test_links_stand_at_the_configured_address(installation, api_of):
    installation.base_url = "https://shop.example"
    assert prepare(api_of(PUBLISHER_ID)).startswith("https://shop.example/auth/2/purchase?")
