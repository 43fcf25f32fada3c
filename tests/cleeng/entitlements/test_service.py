import datetime as dt

import pytest

from cleeng.catalog.models import OfferType

pytestmark = pytest.mark.db


@pytest.fixture
def viewer(shop):
    return shop.register()


def access(shop, viewer, offer):
    with shop.services() as services:
        return services.entitlements.access(viewer, offer.number)


def test_nobody_may_watch_what_nobody_bought(shop, viewer):
    assert access(shop, viewer, shop.sell()) is None


def test_who_bought_it_may_watch_it_for_good(shop, viewer):
    film = shop.sell()
    shop.give(viewer, film)
    found = access(shop, viewer, film)
    assert (found.grant_type, found.expires_at, found.directly) == ("direct-purchase", None, True)


def test_a_rental_ends_to_the_second(shop, viewer, clock):
    film = shop.sell(OfferType.RENTAL)
    shop.give(viewer, film)
    clock.advance(dt.timedelta(hours=48) - dt.timedelta(seconds=1))
    assert access(shop, viewer, film)
    clock.advance(dt.timedelta(seconds=1))
    assert access(shop, viewer, film) is None


@pytest.mark.parametrize(
    ("tags", "opens", "open_"),
    [
        (("a", "b"), ("b", "c"), True),
        (("a",), ("b",), False),
        ((), ("(all)",), True),
        (("a",), ("(all)",), True),
        ((), (), False),
        (("(all)",), ("a",), False),
    ],
)
def test_a_pass_opens_what_has_any_of_its_tags(shop, viewer, tags, opens, open_):
    film = shop.sell(tags=tags)
    shop.give(viewer, shop.sell(OfferType.PASS, opens=opens))
    found = access(shop, viewer, film)
    assert bool(found) is open_
    if found:
        assert (found.grant_type, found.directly) == ("pass", False)


def test_a_subscription_covers_a_rental_that_has_run_out(shop, viewer, clock):
    film = shop.sell(OfferType.RENTAL)
    shop.give(viewer, film)
    clock.advance(dt.timedelta(days=3))
    shop.give(viewer, shop.sell(OfferType.SUBSCRIPTION, opens=("(all)",)))
    assert access(shop, viewer, film).grant_type == "subscription"


def test_a_direct_purchase_is_named_before_a_subscription(shop, viewer):
    film = shop.sell()
    shop.give(viewer, film)
    shop.give(viewer, shop.sell(OfferType.SUBSCRIPTION, opens=("(all)",)))
    assert access(shop, viewer, film).grant_type == "direct-purchase"


def test_revoking_an_order_takes_back_what_it_granted_and_nothing_else(shop, viewer):
    film, other = shop.sell(), shop.sell()
    order = shop.give(viewer, film)
    shop.give(viewer, other)
    with shop.services() as services:
        services.entitlements.revoke_order(order)
    assert access(shop, viewer, film) is None
    assert access(shop, viewer, other)


def test_an_order_grants_once(shop, viewer):
    film = shop.sell()
    order = shop.give(viewer, film)
    with shop.services() as services:
        services.entitlements.grant(viewer, film.number, order, None)
        assert len(services.entitlements.library(viewer)) == 1
