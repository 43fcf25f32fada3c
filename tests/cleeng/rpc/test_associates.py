"""Associates: what a distributor's token does for them, and for nobody else."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from cleeng.catalog.models import OfferType
from cleeng.publishers.associates import Account
from cleeng.publishers.errors import AssociateExists
from cleeng.publishers.models import PublisherRecord, TokenKind
from cleeng.publishers.service import PublisherService
from cleeng.settings import ConfigurationError
from cleeng.worker import build_worker
from harness.shop import Shop
from harness.site import PUBLISHER_ID

pytestmark = pytest.mark.db

OTHER_ID = 200000002
FILM = {"price": "2.99", "title": "Harbour", "url": "https://www.demo-sports.example/films/2"}
EMAIL = "port@example.com"
OURS = {"associateEmail": EMAIL}


def data(email=EMAIL, **more):
    return {"email": email, "locale": "fr_FR", "country": "FR", **more}


@pytest.fixture
def distributor(api_of, installation):
    """The server of a distributor beside whom there is another publisher."""
    installation.add_publisher(OTHER_ID, "Other")
    return api_of(PUBLISHER_ID, TokenKind.DISTRIBUTOR)


@pytest.fixture
def associate(distributor):
    return distributor.result("createAssociate", associateData=data())


def film(api, **more):
    return api.result("createSingleOffer", offerData={**FILM, **more})


def refused(api, email):
    """Whether a server is refused to read and write for somebody."""
    told = {"associateEmail": email}
    codes = {
        api.code("listSingleOffers", criteria=told),
        api.code("createSingleOffer", offerData={**FILM, **told}),
    }
    return codes == {5}


def test_a_distributor_sells_for_its_associate(distributor, associate):
    offer = film(distributor, **OURS)
    assert (offer["publisherEmail"], offer["country"], offer["currency"]) == (EMAIL, "FR", "EUR")
    assert distributor.result("listSingleOffers", criteria=OURS) == {"items": [offer], "totalItemCount": 1}
    assert distributor.result("listSingleOffers")["totalItemCount"] == 0
    changed = distributor.result("updateSingleOffer", offerId=offer["id"], offerData={"title": "Port"})
    assert (changed["title"], changed["publisherEmail"]) == ("Port", EMAIL)
    again = distributor.result("updateSingleOffer", offerId=offer["id"], offerData={**OURS, "title": "Quay"})
    assert again["title"] == "Quay"
    assert distributor.result("deactivateSingleOffer", offerId=offer["id"])["active"] is False


def test_anybody_reads_an_associates_offer_as_the_associates(distributor, associate):
    offer = film(distributor, **OURS)
    assert distributor.result("getSingleOffer", offerId=offer["id"], publisherToken="") == offer


def test_an_offer_is_the_publishers_that_is_named_and_no_others(distributor, associate):
    own = film(distributor)
    assert own["publisherEmail"] == "owner@example.com"
    assert distributor.code("updateSingleOffer", offerId=own["id"], offerData={**OURS, "title": "x"}) == 4


def test_its_own_address_names_the_distributor_itself(distributor, associate):
    assert film(distributor, associateEmail="Owner@example.com")["publisherEmail"] == "owner@example.com"


def test_nobody_acts_for_an_unrelated_publisher(distributor, associate, installation):
    installation.stop()
    ini = installation.folder / "publishers" / f"{OTHER_ID}.ini"
    ini.write_text(ini.read_text().replace("owner@example.com", "unrelated@example.com"))
    distributor.visitor = installation.visitor()
    assert refused(distributor, "unrelated@example.com")
    assert refused(distributor, "nobody@example.com")
    theirs = Shop(installation.services, OTHER_ID).sell()
    assert distributor.code("updateSingleOffer", offerId=theirs.id, offerData={"title": "x"}) == 4
    assert distributor.code("deactivateSingleOffer", offerId=theirs.id) == 4


def test_nobody_acts_for_another_distributors_associate(distributor, associate, api_of):
    offer = film(distributor, **OURS)
    other = api_of(OTHER_ID, TokenKind.DISTRIBUTOR)
    assert refused(other, EMAIL)
    assert other.code("getAssociate", **OURS) == 10
    assert other.code("updateAssociate", **OURS, associateData={"siteName": "x"}) == 10
    assert other.code("updateSingleOffer", offerId=offer["id"], offerData={"title": "x"}) == 4
    assert other.code("deactivateSingleOffer", offerId=offer["id"]) == 4


def test_two_distributors_may_have_an_associate_each_with_one_address(distributor, associate, api_of):
    other = api_of(OTHER_ID, TokenKind.DISTRIBUTOR)
    assert other.result("createAssociate", associateData=data())["id"] != associate["id"]
    film(distributor, **OURS)
    assert other.result("listSingleOffers", criteria=OURS)["totalItemCount"] == 0


def test_an_associates_token_does_not_act_for_the_distributor(distributor, associate, api_of):
    distributor.result("createAssociate", associateData=data("second@example.com"))
    offer, own = film(distributor), film(distributor, **OURS)
    for kind in TokenKind:
        api = api_of(associate["id"], kind)
        assert api.result("getPublisher") == associate
        assert api.result("listSingleOffers") == {"items": [own], "totalItemCount": 1}
        assert refused(api, "owner@example.com")
        assert refused(api, "second@example.com")
        assert api.code("updateSingleOffer", offerId=offer["id"], offerData={"title": "x"}) == 4
        assert api.code("getAssociate", associateEmail="second@example.com") == 5
        assert api.code("createAssociate", associateData=data("third@example.com")) == 5


def test_a_plain_token_of_the_distributor_acts_for_the_publisher_alone(distributor, associate, api_of):
    offer = film(distributor, **OURS)
    plain = api_of(PUBLISHER_ID)
    assert refused(plain, EMAIL)
    assert plain.code("updateSingleOffer", offerId=offer["id"], offerData={"title": "x"}) == 4
    assert plain.code("getAssociate", **OURS) == 5


def test_a_token_is_taken_under_either_name(distributor, associate):
    token = distributor.token
    assert distributor.result("getAssociate", **OURS, publisherToken=token) == associate
    both = {"publisherToken": "", "distributorToken": token}
    assert distributor.result("getPublisher", **both)["email"] == "owner@example.com"
    assert distributor.result("listSingleOffers", criteria=OURS, **both)["totalItemCount"] == 0
    assert distributor.code("getPublisher", publisherToken="x", distributorToken=token) == 3
    assert distributor.code("getAssociate", **OURS, publisherToken=token, distributorToken="x") == 3


def test_an_update_changes_what_it_names(distributor, associate):
    changes = {"email": "Quay@example.com", "publisherData": "crm:7"}
    changed = distributor.result("updateAssociate", **OURS, associateData=changes)
    assert changed == {**associate, **changes}
    assert distributor.code("getAssociate", **OURS) == 10
    assert distributor.result("getAssociate", associateEmail="quay@example.com") == changed
    assert film(distributor, associateEmail="QUAY@example.com")["publisherEmail"] == "Quay@example.com"


def test_no_address_is_taken_twice(distributor, associate):
    second = distributor.result("createAssociate", associateData=data("second@example.com"))
    assert distributor.code("createAssociate", associateData=data("PORT@example.com")) == 13
    assert distributor.code("updateAssociate", **OURS, associateData={"email": "Second@example.com"}) == 13
    assert distributor.result("getAssociate", associateEmail="second@example.com") == second


def test_an_address_that_many_want_at_once_goes_to_one(associate, services):
    def want(_):
        try:
            with services() as ours:
                return ours.associates.create(Account("third@example.com", "FR", "EUR", "fr_FR")).id
        except AssociateExists:
            return None

    with ThreadPoolExecutor(6) as pool:
        made = [id_ for id_ in pool.map(want, range(6)) if id_]
    assert len(made) == 1


def test_the_currency_stays_once_something_was_sold(distributor, associate, services):
    def change(currency):
        return distributor("updateAssociate", **OURS, associateData={"currency": currency})["error"]

    theirs = Shop(services, associate["id"])
    assert change("USD") is None
    theirs.give(theirs.register(), theirs.sell(price="0", currency="USD"))
    assert change("GBP")["code"] == 11
    assert change("USD") is None


def test_an_associate_sells_on_the_distributors_pages(distributor, associate, services, app, api_of):
    theirs = Shop(services, associate["id"])
    offer = theirs.sell(OfferType.RENTAL, title="Harbour lights")
    assert "Harbour lights" in app.get(f"/checkout/{offer.id}").text
    theirs.give(theirs.register(), offer)
    token = api_of(associate["id"]).result("generateCustomerToken", customerEmail="viewer@example.com")["token"]
    access = distributor.result("getAccessStatus", customerToken=token, offerId=offer.id)
    assert access["accessGranted"] is True


def test_where_a_call_names_an_offer_it_works_at_the_offers_publisher(distributor, associate, services, api_of):
    theirs = Shop(services, associate["id"])
    rental, channel = theirs.sell(OfferType.RENTAL), theirs.sell(OfferType.SUBSCRIPTION, free_days=7)
    customer_id = theirs.register()
    for offer in (rental, channel):
        theirs.give(customer_id, offer)
    whose = {"customerEmail": "viewer@example.com"}
    sold = {"expirationDate": 1_900_000_000, "paymentGateway": "apple", "paymentMethod": "ios"}
    calls = {
        "isTrialAllowed": {"offerId": channel.id},
        "updateCustomerRental": {"offerId": rental.id, "rentalData": {"expiresAt": 1_900_000_000}},
        "updateCustomerSubscription": {"offerId": channel.id, "subscriptionData": {"status": "terminated"}},
        "registerSubscription": {"offerId": channel.id, **sold},
        "generateCheckoutUrl": {"flowDescription": {"offerId": rental.id}},
    }
    other, plain = api_of(OTHER_ID, TokenKind.DISTRIBUTOR), api_of(PUBLISHER_ID)
    for method, named in calls.items():
        assert other.code(method, **whose, **named) in {4, 10}
        assert plain.code(method, **whose, **named) in {4, 10}
        answer = distributor(method, **whose, **named)
        assert answer["error"] is None, method
    assert f"publisherId={associate['id']}" in answer["result"]["url"]


def test_a_link_for_an_associates_offer_registers_the_customer_there(distributor, associate, services):
    offer = Shop(services, associate["id"]).sell()
    data = {"email": "new@example.com", "locale": "fr_FR", "country": "FR", "currency": "EUR"}
    flows = ({"offerId": offer.id}, {"offerIds": [offer.id, "x"]})
    for flow in flows:
        answer = distributor.result("prepareRemoteAuth", customerData=data, flowDescription=flow)
        assert f"publisherId={associate['id']}" in answer["url"]
    assert distributor.code("generateCustomerToken", customerEmail="new@example.com") == 10
    unknown = distributor.result("prepareRemoteAuth", customerData=data, flowDescription={"offerId": "x"})
    assert f"publisherId={PUBLISHER_ID}" in unknown["url"]


def test_what_an_associate_sold_is_told_to_the_distributors_observers(associate, services, application):
    theirs = Shop(services, associate["id"])
    theirs.register()
    assert build_worker(application).drain() > 0


@pytest.fixture
def sync(application):
    """Bring the inis into the database, some of them with other facts; give what changed."""

    def sync(id_=PUBLISHER_ID, **facts):
        settings = application.settings.publishers[PUBLISHER_ID]
        changed = replace(settings, info=replace(settings.info, id=id_, **facts))
        configured = {**application.settings.publishers, id_: changed}
        with application.database.unit() as unit:
            return [str(change) for change in PublisherService(unit.db, application.clocks.base).sync(configured)]

    return sync


@pytest.fixture
def record(services):
    """Give an associate's columns of `publisher`."""

    def read(associate, *names):
        with services() as ours:
            row = ours.unit.db.get_one(PublisherRecord, associate["id"])
            return [getattr(row, name) for name in names]

    return read


def test_a_sync_leaves_associates_alone(distributor, associate, sync, record):
    assert sync() == []
    assert record(associate, "enabled") == [True]
    assert film(distributor, **OURS)


def test_an_associate_goes_with_its_distributor(distributor, associate, installation, api_of):
    api = api_of(associate["id"])
    offer = film(api)
    installation.stop()
    (installation.folder / "publishers" / f"{PUBLISHER_ID}.ini").unlink()
    api.visitor = installation.visitor()
    assert api.code("getPublisher") == 3
    assert api.code("getSingleOffer", offerId=offer["id"]) == 4


def test_no_ini_takes_an_associates_id(associate, sync):
    with pytest.raises(ConfigurationError, match=f"{associate['id']} is an associate's"):
        sync(associate["id"])


def test_an_associate_lives_by_its_distributors_clock(distributor, associate, application, record):
    def move(change):
        with application.database.unit() as unit:
            change(PublisherService(unit.db, application.clocks.base))
        application.clocks.forget()
        return application.publishers.get(associate["id"]).clock.now() - application.clocks.base.now()

    assert move(lambda service: service.advance(PUBLISHER_ID, dt.timedelta(days=2))) == dt.timedelta(days=2)
    later = distributor.result("createAssociate", associateData=data("later@example.com"))
    assert record(later, "clock_offset") == [2 * 24 * 3600]
    assert move(lambda service: service.reset_clock(PUBLISHER_ID)) == dt.timedelta()


def test_a_distributor_becomes_real_with_its_associates_or_not_at_all(associate, services, sync, record):
    assert sync(sandbox=False)
    assert record(associate, "sandbox") == [False]
    assert sync(sandbox=True)
    Shop(services, associate["id"]).register()
    with pytest.raises(ConfigurationError, match="sandbox: has to stay true"):
        sync(sandbox=False)
