"""How many offers there are is known without counting, and is right all the same."""

import threading

import pytest
import sqlalchemy as sa

from cleeng.catalog.counts import recount
from cleeng.catalog.models import OfferCount, OfferType
from cleeng.catalog.rules import OfferData

pytestmark = pytest.mark.db


@pytest.fixture
def counted(application):
    """Give the counts as they stand, and as counting the rows finds them."""

    def counted():
        rows = sa.select(OfferCount.type, OfferCount.active, OfferCount.versions).where(OfferCount.versions != 0)
        with application.database.engine.begin() as connection:
            kept = sorted(map(tuple, connection.execute(rows)))
            recount(connection)
            assert kept == sorted(map(tuple, connection.execute(rows)))
        return {(type_, active): versions for type_, active, versions in kept}

    return counted


def test_offers_are_counted_as_they_come_and_go(shop, services, counted):
    film = shop.sell()
    shop.sell()
    shop.sell(OfferType.PASS)
    with services() as ours:
        ours.catalog.update_group({"AT": OfferData.of(film), "CH": OfferData.of(film)}, film.number)
    assert counted() == {(OfferType.SINGLE, True): 4, (OfferType.PASS, True): 1}
    with services() as ours:
        closed = ours.catalog.deactivate(film)
        ours.catalog.deactivate(closed)
    assert counted() == {(OfferType.SINGLE, True): 1, (OfferType.SINGLE, False): 3, (OfferType.PASS, True): 1}


def test_what_fails_is_not_counted(shop, services, counted):
    film = shop.sell()
    with pytest.raises(ZeroDivisionError), services() as ours:
        ours.catalog.deactivate(film)
        raise ZeroDivisionError
    assert counted() == {(OfferType.SINGLE, True): 1}


def test_offers_made_in_the_same_moment_are_all_counted(shop, counted):
    threads = [threading.Thread(target=lambda: [shop.sell() for _ in range(3)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted() == {(OfferType.SINGLE, True): 12}
