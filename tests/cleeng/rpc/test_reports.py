"""Transactions and cancellations, as a publisher's books want them."""

import pytest

from cleeng.catalog.models import OfferType
from cleeng.coupons.guesses import Asker
from cleeng.orders.buyer import Buyer
from cleeng.orders.models import Order
from cleeng.publishers.models import TokenKind
from harness.shop import Shop
from harness.site import PUBLISHER_ID

pytestmark = pytest.mark.db

EMAIL = "lena@example.com"


def at(moment):
    return int(moment.timestamp())


def titles(answer):
    return [item["offerTitle"] for item in answer["items"]]


def test_a_transaction_tells_everything(till, server, buys):
    began = till.clock.now()
    details = {"content_external_id": "cms-7", "content_type": "video"}
    url = "https://www.demo-sports.example/f"
    film = till.sell(title="The film", description="Two hours.", url=url, details=details)
    buys(film, query="?transactionExternalData=campaign-7")
    (item,) = server.result("listTransactions")["items"]
    customer_id = item["customerId"]
    assert item == {
        "transactionId": item["transactionId"],
        "transactionDate": str(at(began)),
        "transactionType": "payment",
        "transactionExternalData": "campaign-7",
        "offerId": film.id,
        "offerType": "single",
        "offerTitle": "The film",
        "offerDescription": "Two hours.",
        "offerPeriod": "",
        "offerCurrency": "EUR",
        "offerPriceExclTax": "4.1900",
        "discountedOfferPrice": "4.1900",
        "discountType": "0",
        "discountRate": "0.0000",
        "discountValue": "0.0000",
        "couponCode": None,
        "campaignId": None,
        "campaignName": None,
        "transactionPriceExclTax": "4.1900",
        "transactionPriceInclTax": "4.9900",
        "transactionCurrency": "EUR",
        "applicableTax": "0.8000",
        "appliedExchangeRateCustomer": "1.0000",
        "customerId": customer_id,
        "customerEmail": EMAIL,
        "customerName": "lena",
        "customerLocale": "en_US",
        "customerCountry": "DE",
        "customerIpCountry": "",
        "customerCurrency": "EUR",
        "paymentMethod": "visa",
        "contentExternalId": "cms-7",
        "contentType": "video",
        "url": url,
        "shortUrl": f"http://localhost/o/{film.id}",
        "referalUrl": item["referalUrl"],
        "publisherId": str(PUBLISHER_ID),
        "publisherEmail": "owner@example.com",
        "publisherSiteName": "Demo Sports",
        "siteName": "Demo Sports",
        "receiptSent": False,
        "cancellationDisabled": False,
    }


def test_the_coupons_part_is_told(till, server, services, coupons):
    campaign_id = coupons.campaign("SUMMER", discount="12.5")
    film, visitor = till.sell(price=800), till.browser()
    visitor.sign_up(film, EMAIL)
    (order,) = till.rows(Order)
    with services() as ours:
        buyer = Buyer("DE", "", order.customer_id)
        ours.order_coupons.take(order.id, film, buyer, "SUMMER", Asker(order.customer_id))
    visitor.pay(visitor.open(film))
    answer = server.result("listTransactions", criteria={"campaignId": str(campaign_id)})
    (item,) = answer["items"]
    assert (item["couponCode"], item["campaignId"], item["campaignName"]) == ("SUMMER", str(campaign_id), "Summer")
    assert (item["discountType"], item["discountRate"], item["discountValue"]) == ("1", "0.1250", "1.0000")
    assert (item["offerPriceExclTax"], item["discountedOfferPrice"]) == ("6.7200", "5.8800")
    assert (item["transactionPriceInclTax"], item["applicableTax"]) == ("7.0000", "1.1200")
    assert (answer["couponsUsed"], answer["couponsValue"]) == (1, "1.0000")
    assert server.result("listTransactions", criteria={"campaignId": "123456789"})["totalItemCount"] == 0


def test_sums_are_of_all_pages(till, server, buys):
    for number in range(3):
        buys(till.sell(title=f"Film {number}"))
    answer = server.result("listTransactions", limit=1)
    assert (len(answer["items"]), answer["totalItemCount"]) == (1, 3)
    assert (answer["totalRevenue"], answer["publisherTransactionPrice"]) == ("14.9700", "14.9700")
    assert (answer["totalEarnings"], answer["publisherEarnings"]) == ("12.5700", "12.5700")
    assert (answer["distributorEarnings"], answer["distributorDiscount"]) == ("0.0000", "0.0000")
    assert (answer["publisherCurrency"], answer["parentCurrency"]) == ("EUR", "EUR")


def test_what_costs_nothing_is_no_transaction(till, server, shop):
    shop.give(shop.register(), shop.sell(price="0"))
    assert server.result("listTransactions")["totalItemCount"] == 0


def test_a_receipt_that_was_delivered_is_told(till, post_office, api):
    till.browser().buy(till.sell())
    assert api.result("listTransactions")["items"][0]["receiptSent"] is False
    post_office.mail("Your receipt")
    assert api.result("listTransactions")["items"][0]["receiptSent"] is True


@pytest.fixture
def sold(till, server, buys):
    """A film and a month bought by Lena, a film by Omar, and when the first sale was."""
    began = till.clock.now()
    film = till.sell(title="Lena's film")
    buys(film)
    buys(till.sell(OfferType.SUBSCRIPTION, 999, "Lena's month"))
    buys(till.sell(title="Omar's film"), "omar@example.com")
    return film, at(began)


def test_each_criterion_narrows_the_list(sold, server):
    film, began = sold
    everything = server.result("listTransactions")
    assert titles(everything) == ["Omar's film", "Lena's month", "Lena's film"]
    first = everything["items"][-1]["transactionId"]
    for criteria, expected in (
        ({"customerEmail": "LENA@example.com"}, ["Lena's month", "Lena's film"]),
        ({"customerEmail": "nobody@example.com"}, []),
        ({"offerId": film.id}, ["Lena's film"]),
        ({"offerId": film.id.removesuffix("_DE")}, ["Lena's film"]),
        ({"offerId": film.id.replace("_DE", "_FR")}, []),
        ({"offerId": film.id.replace("A", "R", 1)}, []),
        ({"offerId": film.id.replace("A", "X", 1)}, []),
        ({"offerType": "subscription"}, ["Lena's month"]),
        ({"transactionId": first}, ["Lena's film"]),
        ({"transactionId": first.removeprefix("T")}, ["Lena's film"]),
        ({"dateFrom": began + 60}, ["Omar's film", "Lena's month"]),
        ({"dateTo": str(began + 60)}, ["Lena's film"]),
        ({"dateFrom": began + 60, "dateTo": began + 120}, ["Lena's month"]),
        ({"associateEmail": "owner@example.com", "publisherEmail": ""}, titles(everything)),
        ({"offerType": "single", "customerEmail": "omar@example.com"}, ["Omar's film"]),
        ([], titles(everything)),
    ):
        answer = server.result("listTransactions", criteria=criteria)
        assert (titles(answer), answer["totalItemCount"]) == (expected, len(expected)), criteria


def test_a_video_on_demand_is_found_by_its_id(till, server, buys):
    video = till.sell(OfferType.VOD, title="The replay")
    buys(video)
    assert titles(server.result("listTransactions", criteria={"offerId": video.id})) == ["The replay"]
    assert server.result("listTransactions", criteria={"offerType": "vod"})["items"][0]["offerType"] == "vod"


@pytest.mark.parametrize(
    ("criteria", "code"),
    [
        ({"offerId": "x"}, 4),
        ({"offerType": "book"}, 11),
        ({"transactionId": "T1"}, 11),
        ({"campaignId": "x"}, 11),
        ({"associateEmail": "somebody@example.com"}, 5),
        ({"publisherEmail": "somebody@example.com"}, 5),
    ],
)
def test_criteria_that_mean_nothing_are_refused(server, criteria, code):
    assert server.code("listTransactions", criteria=criteria) == code


def pages(server, between, **criteria):
    """Read the list in pages of two, with something happening between them; give the titles."""
    seen, offset = [], 0
    while found := titles(server.result("listTransactions", criteria=criteria, offset=offset, limit=2)):
        seen += found
        offset += len(found)
        between()
    return seen


def test_no_transaction_is_left_out_while_new_ones_arrive(till, server, buys):
    for number in range(5):
        buys(till.sell(title=f"Film {number}"))
    late = iter(range(5, 7))

    def sell():
        if (number := next(late, None)) is not None:
            buys(till.sell(title=f"Film {number}"))

    seen = pages(server, sell)
    assert [title for place, title in enumerate(seen) if title not in seen[:place]] == [
        f"Film {number}" for number in reversed(range(5))
    ]


def test_pages_before_a_time_stand_still_while_new_ones_arrive(till, server, buys):
    for number in range(5):
        buys(till.sell(title=f"Film {number}"))
    now = at(till.clock.now())
    seen = pages(server, lambda: buys(till.sell(title="Late")), dateTo=now)
    assert seen == [f"Film {number}" for number in reversed(range(5))]


def test_the_library_leaves_nothing_out_while_new_purchases_arrive(till, server, buys):
    for number in range(4):
        buys(till.sell(title=f"Film {number}"))
    asked = {"customerEmail": EMAIL, "criteria": {"dateTo": at(till.clock.now())}, "limit": 2}
    first = titles(server.result("listCustomerLibrary", **asked))
    buys(till.sell(title="Late"))
    assert first + titles(server.result("listCustomerLibrary", **asked, offset=2)) == [
        f"Film {number}" for number in reversed(range(4))
    ]
    del asked["criteria"]
    assert titles(server.result("listCustomerLibrary", **asked, offset=2)) == ["Film 2", "Film 1"]


def test_purchases_of_one_moment_have_one_order(server, shop):
    customer_id = shop.register()
    for number in range(6):
        shop.give(customer_id, shop.sell(title=f"Film {number}"))
    seen = []
    for offset in (0, 2, 4):
        asked = {"customerEmail": "viewer@example.com", "offset": offset, "limit": 2}
        seen += titles(server.result("listCustomerLibrary", **asked))
    assert sorted(seen) == [f"Film {number}" for number in range(6)]


def test_a_distributor_reads_its_associates_transactions(till, installation, api_of, server, buys):
    distributor = api_of(PUBLISHER_ID, TokenKind.DISTRIBUTOR)
    data = {"email": "port@example.com", "locale": "fr_FR", "country": "DE", "currency": "EUR"}
    associate = distributor.result("createAssociate", associateData=data)
    buys(till.sell(title="The distributor's"))
    buys(Shop(installation.services, associate["id"]).sell(title="Harbour"), "chloe@example.com")
    assert titles(server.result("listTransactions")) == ["The distributor's"]
    assert titles(distributor.result("listTransactions")) == ["The distributor's"]
    for name in ("associateEmail", "publisherEmail"):
        (item,) = distributor.result("listTransactions", criteria={name: data["email"]})["items"]
        assert (item["offerTitle"], item["publisherEmail"]) == ("Harbour", data["email"])
        assert item["publisherId"] == str(associate["id"])
    assert titles(api_of(associate["id"]).result("listTransactions")) == ["Harbour"]


@pytest.fixture
def months(till, server, buys):
    """Three subscriptions of Lena's, oldest first."""
    offers = [till.sell(OfferType.SUBSCRIPTION, 999, f"Month {number}") for number in range(3)]
    for offer in offers:
        buys(offer)
    return offers


def change(server, offer, status, **more):
    data = {"status": status, **more}
    server.result("updateCustomerSubscription", customerEmail=EMAIL, offerId=offer.id, subscriptionData=data)


def test_cancellations_are_listed_with_who_and_why(till, server, months):
    till.later(days=1)
    when = at(till.clock.now())
    change(server, months[0], "cancelled", cancellationType="userCancel", cancellationReason="moved abroad")
    (item,) = server.result("listCancellations")["items"]
    assert item == {
        "subscriptionId": item["subscriptionId"],
        "offerId": months[0].id,
        "offerTitle": "Month 0",
        "customerId": item["customerId"],
        "customerEmail": EMAIL,
        "status": "cancelled",
        "cancelledAt": when,
        "cancellationType": "userCancel",
        "cancellationReason": "moved abroad",
        "expiresAt": item["expiresAt"],
    }
    assert item["expiresAt"] > when + 20 * 24 * 3600


def test_cancellations_are_newest_first_and_narrowed_like_transactions(till, server, months):
    for offer in (months[1], months[0]):
        change(server, offer, "cancelled")
        till.later(minutes=1)
    change(server, months[2], "terminated")
    ended = at(till.clock.now())
    assert titles(server.result("listCancellations")) == ["Month 2", "Month 0", "Month 1"]
    assert titles(server.result("listCancellations", offset=1, limit=1)) == ["Month 0"]
    assert titles(server.result("listCancellations", criteria={"dateTo": ended})) == ["Month 0", "Month 1"]
    assert titles(server.result("listCancellations", criteria={"offerId": months[1].id})) == ["Month 1"]
    assert titles(server.result("listCancellations", criteria={"customerEmail": "x@example.com"})) == []
    assert server.result("listCancellations")["items"][0]["expiresAt"] == ended


def test_what_was_resumed_is_no_cancellation(server, months):
    change(server, months[0], "cancelled")
    change(server, months[0], "active")
    assert server.result("listCancellations") == {"items": [], "totalItemCount": 0}
