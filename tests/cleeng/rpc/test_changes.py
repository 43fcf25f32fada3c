import datetime as dt

import pytest

from cleeng.catalog.models import OfferType

pytestmark = pytest.mark.db

EMAIL = "viewer@example.com"
DAY = dt.timedelta(days=1)


@pytest.fixture
def customer_id(shop):
    return shop.register(EMAIL)


@pytest.fixture
def access(api, customer_id):
    """Ask for the customer's access to an offer."""

    def ask(offer):
        token = api.result("generateCustomerToken", customerEmail=EMAIL)["token"]
        return api.result("getAccessStatus", customerToken=token, offerId=offer.id)

    return ask


@pytest.fixture
def channel(shop, customer_id):
    """A subscription that the customer has."""
    offer = shop.sell(OfferType.SUBSCRIPTION, opens=("(all)",))
    shop.give(customer_id, offer)
    return offer


@pytest.fixture
def change(api, channel):
    return lambda **data: api(
        "updateCustomerSubscription", customerEmail=EMAIL, offerId=channel.id, subscriptionData=data
    )


@pytest.fixture
def watches(access, channel):
    return lambda: access(channel)["accessGranted"]


def status(answer):
    assert answer["error"] is None, answer["error"]
    return answer["result"]["status"]


def test_a_cancelled_subscription_runs_to_its_end(api, change, watches, clock):
    assert (
        status(change(status="cancelled", cancellationType="userCancel", cancellationReason="too dear")) == "cancelled"
    )
    assert watches()
    assert api.result("listCustomerSubscriptions", customerEmail=EMAIL)["items"][0]["status"] == "cancelled"
    clock.advance(32 * DAY)
    assert not watches()


def test_it_can_be_resumed_while_it_runs(change, clock):
    change(status="cancelled")
    assert status(change(status="active")) == "active"
    change(status="cancelled")
    clock.advance(32 * DAY)
    assert change(status="active")["error"]["code"] == 11


def test_a_terminated_one_ends_at_once_and_for_good(change, watches):
    assert status(change(status="terminated")) == "terminated"
    assert not watches()
    assert change(status="active")["error"]["code"] == 11


def test_it_is_made_longer_never_shorter(api, change, watches, clock):
    end = status_end(api)
    assert change(expiresAt=end - 1)["error"]["code"] == 11
    later = end + 10 * 24 * 3600
    assert change(expiresAt=str(later))["result"]["expiresAt"] == later
    plan = api.result("listCustomerSubscriptions", customerEmail=EMAIL)["items"][0]
    assert plan["expiresAt"] == plan["nextPaymentAt"] == later
    clock.advance(35 * DAY)
    assert watches()


def status_end(api):
    return api.result("listCustomerSubscriptions", customerEmail=EMAIL)["items"][0]["expiresAt"]


def test_what_is_refused_changes_nothing(api, change):
    before = api.result("listCustomerSubscriptions", customerEmail=EMAIL)
    for data in ({"status": "paused"}, {"cancellationType": "whim", "status": "cancelled"}, {"expiresAt": 1}):
        assert change(**data)["error"]["code"] == 11
    assert change(status="cancelled", expiresAt=1)["error"]["code"] == 11
    assert api.result("listCustomerSubscriptions", customerEmail=EMAIL) == before


def test_nobody_changes_what_he_does_not_have(api, shop, customer_id):
    offer = shop.sell(OfferType.SUBSCRIPTION, opens=("(all)",))
    given = {"customerEmail": EMAIL, "offerId": offer.id, "subscriptionData": {"status": "cancelled"}}
    assert api.code("updateCustomerSubscription", **given) == 11
    assert api.code("updateCustomerSubscription", **{**given, "customerEmail": "nobody@example.com"}) == 10
    assert api.code("updateCustomerSubscription", **{**given, "offerId": "S999999999_DE"}) == 4


@pytest.mark.parametrize(("kind", "period"), [(OfferType.RENTAL, "48"), (OfferType.VOD, "2")])
@pytest.mark.parametrize("name", ["expiresAt", "exiresAt"])
def test_a_rental_ends_when_the_publisher_says(api, shop, access, customer_id, clock, kind, period, name):
    rental = shop.sell(kind, period=period)
    shop.give(customer_id, rental)
    until = int((clock.now() + 5 * DAY).timestamp())
    given = {"customerEmail": EMAIL, "offerId": rental.id}
    assert api.result("updateCustomerRental", **given, rentalData={name: until}) == {
        "offerId": rental.id,
        "expiresAt": until,
    }
    clock.advance(4 * DAY)
    assert access(rental)["expiresAt"] == until
    clock.advance(2 * DAY)
    assert api.code("updateCustomerRental", **given, rentalData={name: until + 10**7}) == 11


def test_a_film_is_no_rental(api, shop, customer_id):
    film = shop.sell()
    shop.give(customer_id, film)
    given = {"customerEmail": EMAIL, "offerId": film.id, "rentalData": {"expiresAt": 4_000_000_000}}
    assert api.code("updateCustomerRental", **given) == 11
