"""A code is used as often as it may be and no more, whoever comes at once; nothing that is given up is lost."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from cleeng.api import Money
from cleeng.catalog.models import OfferType
from cleeng.coupons.errors import (
    CouponEnded,
    CouponNotForOffer,
    CouponRefused,
    CouponTooLate,
    CouponUnknown,
    CouponUsedBefore,
    CouponUsedUp,
    TooManyGuesses,
)
from cleeng.coupons.guesses import PER_ADDRESS, PER_PERSON, Asker
from cleeng.coupons.redemption import HOLD
from cleeng.orders.buyer import Buyer
from cleeng.orders.models import Order
from cleeng.pricing.quote import Quote
from cleeng.worker import build_worker
from harness.campaign import size

pytestmark = pytest.mark.db


@pytest.fixture
def buyer(services, shop):
    """Give a function that makes a customer who orders with a code; it gives the order's id and total."""

    def order(offer, code, email="viewer@example.com"):
        with services() as ours:
            known = ours.customers.find(email)
            known_id = known and known.id
        customer_id = known_id or shop.register(email)
        who = Buyer("DE", "", customer_id)
        with services() as ours:
            order_id = ours.orders.start(offer, who).id
            ours.order_coupons.take(order_id, offer, who, code, Asker(customer_id))
            return order_id, ours.orders.get(order_id).total

    return order


@pytest.fixture
def pay(services):
    """Complete an order as if its money had come."""

    def complete(order_id):
        with services() as ours:
            ours.orders.complete(ours.orders.lock(order_id))

    return complete


@pytest.fixture
def find(services):
    """Look at a code as a viewer who is not signed in."""

    def look(code, offer, asker=None):
        with services() as ours:
            return ours.redemptions.find(code, offer, asker or Asker())

    return look


def test_twenty_buyers_at_once_use_a_code_for_five_just_five_times(services, shop, coupons, buyer):
    offer = shop.sell()
    coupons.campaign("FIVE", max_usages=5)
    emails = [f"viewer{n}@example.com" for n in range(20)]
    for email in emails:
        shop.register(email)

    def one(email):
        try:
            return buyer(offer, "FIVE", email)[1]
        except CouponUsedUp:
            return None

    with ThreadPoolExecutor(20) as pool:
        totals = list(pool.map(one, emails))
    assert sorted(totals, key=str) == [Money(449, "EUR")] * 5 + [None] * 15
    assert coupons.used("FIVE") == (5, 5, 5)
    with services() as ours:
        assert ours.unit.db.query(Order).filter(Order.coupon_code == "FIVE").count() == 5


def test_one_customer_at_many_offers_at_once_uses_a_code_as_often_as_one_may(services, shop, coupons, buyer):
    offers = [shop.sell() for _ in range(8)]
    coupons.campaign("TWICE", usage_per_user=2)
    shop.register()

    def one(offer):
        try:
            buyer(offer, "TWICE")
        except CouponUsedBefore:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, offers)) == 2
    assert coupons.used("TWICE") == (2, 2, 2)


def test_codes_of_one_campaign_share_its_total_and_have_a_limit_each(shop, coupons, buyer):
    offer = shop.sell()
    coupons.campaign("ONE", "TWO", "THREE", max_usages=2, usage_per_code=1)
    buyer(offer, "ONE", "a@example.com")
    with pytest.raises(CouponUsedUp):
        buyer(offer, "ONE", "b@example.com")
    buyer(offer, "TWO", "b@example.com")
    with pytest.raises(CouponUsedUp):
        buyer(offer, "THREE", "c@example.com")


def test_another_code_of_the_campaign_still_works_for_a_customer_who_used_one(shop, coupons, buyer, pay):
    first, second = shop.sell(), shop.sell()
    coupons.campaign("ONE", "TWO", usage_per_user=1)
    pay(buyer(first, "ONE")[0])
    with pytest.raises(CouponUsedBefore):
        buyer(second, "ONE")
    assert buyer(second, "TWO")[1] == Money(449, "EUR")


def test_a_code_ends_at_its_time_or_when_it_is_switched_off(shop, coupons, find, clock):
    offer, end = shop.sell(), clock.now() + dt.timedelta(days=1)
    coupons.campaign("SUMMER26", expires_at=end)
    other = coupons.campaign("OFF")
    assert find("summer-26", offer).code == "SUMMER26"
    clock.advance(dt.timedelta(days=1))
    coupons.switch_off(other)
    for code, since in (("SUMMER26", end), ("OFF", None)):
        with pytest.raises(CouponEnded) as caught:
            find(code, offer)
        assert caught.value.args == (code, since)


def test_a_code_counts_for_the_offers_and_tags_that_its_campaign_names(shop, coupons, find):
    named, tagged, other = shop.sell(), shop.sell(tags=("films", "new")), shop.sell(tags=("old",))
    coupons.campaign("NAMED", offer_ids=(named.id[:10],))
    coupons.campaign("TAGGED", tags=("films",))
    coupons.campaign("BOTH", offer_ids=(named.id,), tags=("new",))
    counts = {code: [fits(find, code, offer) for offer in (named, tagged, other)] for code in ("NAMED", "TAGGED")}
    assert counts == {"NAMED": [True, False, False], "TAGGED": [False, True, False]}
    assert [fits(find, "BOTH", offer) for offer in (named, tagged, other)] == [True, True, False]


def fits(find, code, offer):
    try:
        find(code, offer)
    except CouponNotForOffer:
        return False
    return True


def test_each_kind_of_campaign_is_for_its_kind_of_offer_and_nothing_is_taken_off_nothing(shop, coupons, find):
    film, plan, free = shop.sell(), shop.sell(OfferType.SUBSCRIPTION), shop.sell(price="0")
    coupons.campaign("FILM")
    coupons.subscription("PLAN")
    assert [fits(find, "FILM", offer) for offer in (film, plan, free)] == [True, False, False]
    assert [fits(find, "PLAN", offer) for offer in (film, plan, free)] == [False, True, False]


def test_an_order_keeps_its_use_when_paid_and_gives_it_back_when_nobody_pays(
    application, shop, coupons, buyer, pay, clock, services
):
    offer = shop.sell()
    coupons.campaign("TWO", max_usages=2)
    paid, left = buyer(offer, "TWO", "a@example.com")[0], buyer(offer, "TWO", "b@example.com")[0]
    pay(paid)
    with pytest.raises(CouponUsedUp):
        buyer(offer, "TWO", "c@example.com")
    worker = build_worker(application)
    clock.advance(HOLD - dt.timedelta(minutes=1))
    worker.drain()
    assert coupons.used("TWO") == (2, 2, 2)
    clock.advance(dt.timedelta(minutes=1))
    worker.drain()
    assert coupons.used("TWO") == (1, 1, 1)
    with services() as ours:
        assert ours.orders.get(left).total == Money(499, "EUR")
        assert (ours.orders.get(left).coupon_code, ours.orders.get(paid).coupon_code) == ("", "TWO")
    assert buyer(offer, "TWO", "c@example.com")[1] == Money(449, "EUR")


def test_an_order_stores_its_coupon_and_what_it_takes_off(services, shop, coupons, buyer):
    campaign_id = coupons.campaign("THIRD", discount="33.33")
    order_id, total = buyer(shop.sell(), "third")
    with services() as ours:
        order = ours.orders.get(order_id)
        assert (order.coupon_code, order.campaign_id, order.discount_minor) == ("THIRD", campaign_id, 166)
        assert total == Money(333, "EUR")
        discount = Quote.from_json(order.quote).discount
        assert (discount.code, str(discount.rate), discount.amount) == ("THIRD", "33.33", Money(166, "EUR"))


def test_a_second_code_takes_the_place_of_the_first_unless_it_is_refused(shop, coupons, buyer):
    offer = shop.sell()
    coupons.campaign("TEN", max_usages=1)
    coupons.campaign("TWENTY", "AGAIN", discount="20", max_usages=1)
    coupons.campaign("GONE", max_usages=1, discount="90")
    buyer(shop.sell(), "GONE", "other@example.com")
    assert buyer(offer, "TEN")[1] == Money(449, "EUR")
    with pytest.raises(CouponUsedUp):
        buyer(offer, "GONE")
    assert coupons.used("TEN") == (1, 1, 1)
    assert buyer(offer, "TWENTY")[1] == Money(399, "EUR")
    assert [coupons.used(code) for code in ("TEN", "TWENTY")] == [(0, 0, 0), (1, 1, 1)]
    buyer(offer, "AGAIN")
    assert [coupons.used(code) for code in ("TWENTY", "AGAIN")] == [(1, 0, 0), (1, 1, 1)]


def test_the_same_code_again_is_used_once(shop, coupons, buyer):
    offer = shop.sell()
    coupons.campaign("ONCE", max_usages=1)
    assert [buyer(offer, "ONCE")[1] for _ in range(2)] == [Money(449, "EUR")] * 2
    assert coupons.used("ONCE") == (1, 1, 1)


def test_swapping_two_codes_at_once_blocks_nobody(services, shop, coupons, buyer):
    offer = shop.sell()
    coupons.campaign("LEFT")
    coupons.campaign("RIGHT")
    emails = [f"viewer{n}@example.com" for n in range(6)]
    for n, email in enumerate(emails):
        buyer(offer, ("LEFT", "RIGHT")[n % 2], email)
    swapped = [(("RIGHT", "LEFT")[n % 2], email) for n, email in enumerate(emails)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda pair: buyer(offer, *pair), swapped))
    assert [coupons.used(code) for code in ("LEFT", "RIGHT")] == [(3, 3, 3), (3, 3, 3)]


def test_a_coupon_is_taken_back_and_the_old_price_holds(services, shop, coupons, buyer):
    offer = shop.sell()
    coupons.campaign("TEN", max_usages=1)
    order_id, _ = buyer(offer, "TEN")
    with services() as ours:
        order = ours.orders.get(order_id)
        ours.order_coupons.drop(order_id, offer, Buyer("DE", "", order.customer_id))
        assert (order.total, order.coupon_code, order.campaign_id) == (Money(499, "EUR"), "", None)
    assert coupons.used("TEN") == (0, 0, 0)


def test_a_paid_order_takes_no_coupon_and_gives_none_back(services, shop, coupons, buyer, pay):
    offer = shop.sell()
    coupons.campaign("TEN", "LATE")
    order_id, _ = buyer(offer, "TEN")
    pay(order_id)
    with services() as ours:
        who = Buyer("DE", "", ours.orders.get(order_id).customer_id)
        with pytest.raises(CouponTooLate):
            ours.order_coupons.take(order_id, offer, who, "LATE", Asker(who.customer_id))
        ours.order_coupons.drop(order_id, offer, who)
    assert coupons.used("TEN") == (1, 1, 1)


def test_a_coupon_of_a_subscription_stands_on_its_row(services, shop, coupons, buyer, pay):
    offer = shop.sell(OfferType.SUBSCRIPTION, price="7.99")
    coupons.subscription("HALF", discount="50", periods=3, first_period=False)
    pay(buyer(offer, "HALF")[0])
    with services() as ours:
        (plan,) = ours.subscriptions.running(ours.customers.find("viewer@example.com").id)
        assert (plan.coupon_code, plan.discount_hundredths, plan.discount_from, plan.discount_periods) == (
            "HALF",
            5000,
            2,
            3,
        )
        assert plan.price == Money(799, "EUR")


@pytest.mark.parametrize(
    ("askers", "limit"),
    [
        ([Asker(customer_id=123456789)], PER_PERSON),
        ([Asker(session="one")], PER_PERSON),
        ([Asker(session=f"s{n}", ip=f"2001:db8::{n:x}") for n in range(1000)], PER_ADDRESS),
    ],
)
def test_five_hundred_guesses_find_nothing_after_the_first_few(shop, coupons, find, askers, limit):
    offer = shop.sell()
    coupons.campaign("TEN")
    outcomes = []
    for n in range(size(500, 20_000)):
        asker = askers[n % len(askers)]
        with pytest.raises(CouponRefused) as caught:
            find(f"GUESS{n}", offer, asker)
        outcomes.append(type(caught.value))
    assert outcomes[: limit.amount] == [CouponUnknown] * limit.amount
    assert set(outcomes[limit.amount :]) == {TooManyGuesses}
    with pytest.raises(TooManyGuesses) as caught:
        find("TEN", offer, askers[0])
    assert 0 < caught.value.args[1] <= limit.get_expiry()
    assert find("TEN", offer, Asker(987654321, "another", "203.0.113.9")).code == "TEN"


def test_what_can_be_no_code_is_no_guess(shop, coupons, find):
    offer = shop.sell()
    coupons.campaign("TEN")
    for text in ("", " - ", "?", "x" * 41) * PER_PERSON.amount:
        with pytest.raises(CouponUnknown):
            find(text, offer, Asker(session="one"))
    assert find("TEN", offer, Asker(session="one")).code == "TEN"


def test_who_has_a_code_may_look_at_it_as_often_as_he_likes(shop, coupons, find):
    offer = shop.sell()
    coupons.campaign("TEN")
    for _ in range(PER_PERSON.amount * 2):
        assert find("TEN", offer, Asker(123456789, "one", "203.0.113.9")).code == "TEN"
