import datetime as dt

import pytest

from cleeng.api import Money
from cleeng.catalog.models import OfferType
from cleeng.catalog.offer import LocalOffer
from cleeng.entitlements.terms import access_until
from cleeng.pricing.calculation import quote
from cleeng.pricing.terms import Terms

NOW = dt.datetime(2028, 1, 31, 19, 30, tzinfo=dt.UTC)
END = dt.datetime(2028, 3, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("type_", "more", "until"),
    [
        (OfferType.SINGLE, {}, None),
        (OfferType.RENTAL, {"period": "48"}, NOW + dt.timedelta(hours=48)),
        (OfferType.EVENT, {"ends_at": END}, END),
        (OfferType.PASS, {"ends_at": END}, END),
        (OfferType.PASS, {"period": "week"}, NOW + dt.timedelta(days=7)),
        (OfferType.SUBSCRIPTION, {"period": "month"}, dt.datetime(2028, 2, 29, 19, 30, tzinfo=dt.UTC)),
        (OfferType.SUBSCRIPTION, {"period": "month", "free_days": 14}, NOW + dt.timedelta(days=14)),
        (
            OfferType.SUBSCRIPTION,
            {"period": "month", "free_periods": 2},
            dt.datetime(2028, 3, 31, 19, 30, tzinfo=dt.UTC),
        ),
    ],
)
def test_access_lasts_as_the_type_of_offer_says(type_, more, until):
    offer = LocalOffer(1, 2, type_, "DE", True, "T", "", "", Money(499, "EUR"), **more)
    assert access_until(offer, quote(offer, lambda _: None, Terms(trial=True)), NOW) == until
