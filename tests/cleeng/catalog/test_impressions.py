import datetime as dt
import threading

import pytest
import sqlalchemy as sa

from cleeng.catalog.impressions import count_impression
from cleeng.catalog.models import OfferImpression

pytestmark = pytest.mark.db


def counted(application):
    with application.database.reader.connect() as connection:
        rows = connection.execute(sa.select(OfferImpression.day, OfferImpression.seen))
        return {row.day.isoformat(): row.seen for row in rows}


def test_looks_are_counted_by_the_publishers_day(application, api, shop, clock):
    offer = shop.sell()
    for _ in range(2):
        api.result("trackOfferImpression", offerId=offer.id)
    clock.advance(dt.timedelta(hours=4))  # half past midnight in Berlin
    api.jsonp("trackOfferImpression", {"offerId": offer.id.removesuffix("_DE"), "customerToken": "anybody's"})
    assert counted(application) == {"2028-02-29": 2, "2028-03-01": 1}


def test_looks_in_the_same_moment_are_all_counted(application, services, shop):
    offer = shop.sell()

    def look():
        for _ in range(5):
            with services() as ours:
                count_impression(ours.unit.db, ours.publisher, offer.number)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted(application) == {"2028-02-29": 20}


@pytest.mark.parametrize("offer_id", ["A123456789_DE", "x"])
def test_a_look_at_nothing_is_not_counted(application, api, offer_id):
    assert api.code("trackOfferImpression", offerId=offer_id) == 4
    assert counted(application) == {}


def test_a_look_at_a_version_that_does_not_exist_is_not_counted(application, api, shop):
    assert api.code("trackOfferImpression", offerId=shop.sell().id.replace("_DE", "_US")) == 4
    assert counted(application) == {}
