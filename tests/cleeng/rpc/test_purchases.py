import datetime as dt

import pytest

from cleeng.catalog.models import OfferType
from cleeng.subscriptions.models import Subscription, SubscriptionStatus

pytestmark = pytest.mark.db

EMAIL = "lena@example.com"


def at(moment):
    return int(moment.timestamp())


def test_the_library_holds_what_was_bought_newest_first(till, server, buys):
    began = till.clock.now()
    film, rental = till.sell(title="The film"), till.sell(OfferType.RENTAL, 299, "The rental")
    buys(film, query="?transactionExternalData=campaign-7")
    buys(rental)
    answer = server.result("listCustomerLibrary", customerEmail=EMAIL)
    assert answer["totalItemCount"] == 2
    second, first = answer["items"]
    assert (first["offerId"], first["offerType"], first["offerTitle"]) == (film.id, "single", "The film")
    assert (first["transactionPrice"], first["transactionCurrency"]) == (4.99, "EUR")
    assert (first["transactionExternalData"], first["transactionDate"]) == ("campaign-7", at(began))
    assert (first["expiresAt"], first["cancelled"]) == ("0", False)
    assert second["expiresAt"] == at(began + dt.timedelta(minutes=1, hours=48))
    assert [item["transactionId"][0] for item in answer["items"]] == ["T", "T"]
    assert len({item["transactionId"] for item in answer["items"]}) == 2


def test_the_library_is_read_in_pages_and_by_time(till, server, buys):
    began = till.clock.now()
    for number in range(3):
        buys(till.sell(title=f"Film {number}"))

    def titles(**more):
        answer = server.result("listCustomerLibrary", customerEmail=EMAIL, **more)
        return [item["offerTitle"] for item in answer["items"]], answer["totalItemCount"]

    assert titles(limit=2) == (["Film 2", "Film 1"], 3)
    assert titles(offset=2, limit=2) == (["Film 0"], 3)
    assert titles(limit=0) == ([], 3)
    minute = at(began) + 60
    assert titles(criteria={"dateFrom": minute}) == (["Film 2", "Film 1"], 2)
    assert titles(criteria={"dateTo": str(minute)}) == (["Film 0"], 1)


def test_what_was_taken_back_is_cancelled(till, server, buys, services):
    buys(till.sell())
    with services() as ours:
        (owned,) = ours.entitlements.library(ours.customers.find(EMAIL).id)
        ours.entitlements.revoke_order(owned.order_id)
    (item,) = server.result("listCustomerLibrary", customerEmail=EMAIL)["items"]
    assert item["cancelled"] is True


def test_a_subscription_says_what_is_paid_next_and_with_what(till, server, buys):
    began = till.clock.now()
    buys(till.sell(OfferType.SUBSCRIPTION, 999, "The channel"))
    (plan,) = server.result("listCustomerSubscriptions", customerEmail=EMAIL, offset=0, limit=10)["items"]
    assert (plan["status"], plan["inTrial"], plan["startedAt"]) == ("active", False, at(began))
    assert (plan["nextPaymentPrice"], plan["nextPaymentCurrency"]) == (9.99, "EUR")
    assert plan["nextPaymentAt"] == plan["expiresAt"] > at(began)
    assert (plan["paymentGateway"], plan["paymentMethod"]) == ("sandbox", "visa")


def test_a_trial_says_so(till, server, buys):
    buys(till.sell(OfferType.SUBSCRIPTION, 999, "On trial", free_days=7))
    (plan,) = server.result("listCustomerSubscriptions", customerEmail=EMAIL)["items"]
    assert plan["inTrial"] is True
    till.later(days=6, hours=23)
    assert server.result("listCustomerSubscriptions", customerEmail=EMAIL)["items"][0]["inTrial"] is True
    till.later(hours=1)
    assert server.result("listCustomerSubscriptions", customerEmail=EMAIL) == {"items": [], "totalItemCount": 0}


def test_a_cancelled_subscription_is_listed_to_its_end_and_pays_no_more(till, server, buys, services):
    buys(till.sell(OfferType.SUBSCRIPTION, 999, "The channel"))
    with services() as ours:
        (subscription,) = ours.unit.db.query(Subscription)
        subscription.status = SubscriptionStatus.CANCELLED
    (plan,) = server.result("listCustomerSubscriptions", customerEmail=EMAIL)["items"]
    assert (plan["status"], plan["nextPaymentAt"], plan["nextPaymentPrice"]) == ("cancelled", None, None)
    till.later(days=32)
    assert server.result("listCustomerSubscriptions", customerEmail=EMAIL)["items"] == []


def test_a_kept_card_is_listed_and_forgotten(till, server, buys):
    buys(till.sell())
    (card,) = server.result("listPaymentDetails", userEmail=EMAIL)
    assert (card["paymentGateway"], card["paymentMethod"]) == ("sandbox", "visa")
    assert (card["cardLastFourDigits"], card["cardExpirationDate"]) == ("4242", "12/39")
    given = {"paymentDetailsId": card["paymentDetailsId"]}
    assert server.result("deletePaymentDetails", **given) == {"success": True}
    assert server.result("listPaymentDetails", userEmail=EMAIL) == []
    assert server.code("deletePaymentDetails", **given) == 11


@pytest.fixture
def second(installation):
    installation.add_publisher(200000002, "Other")
    return 200000002


def test_another_publisher_sees_and_forgets_nothing(second, till, server, buys, api_of):
    buys(till.sell())
    (card,) = server.result("listPaymentDetails", userEmail=EMAIL)
    other = api_of(second)
    for method in ("listCustomerLibrary", "listCustomerSubscriptions"):
        assert other.code(method, customerEmail=EMAIL) == 10
    assert other.code("listPaymentDetails", userEmail=EMAIL) == 10
    assert other.code("deletePaymentDetails", paymentDetailsId=card["paymentDetailsId"]) == 11
    assert server.result("listPaymentDetails", userEmail=EMAIL) == [card]
