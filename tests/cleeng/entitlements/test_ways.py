import datetime as dt

import pytest

from cleeng.catalog.models import OfferType
from cleeng.entitlements.ways import Way, best

NOON = dt.datetime(2028, 2, 29, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ASKED, OTHER = 100000001, 100000002


def way(type_, held_type=None, until=None, *, period="", ends=None):
    """Give a way to an offer of a type: its own purchase, or that of an offer of another type."""
    return Way(
        ASKED if held_type is None else OTHER,
        held_type or type_,
        None if until is None else NOON + until * DAY,
        ASKED,
        type_,
        period,
        None if ends is None else NOON + ends * DAY,
    )


def chosen(*ways):
    access = best(ways, NOON)
    if access is None:
        return None
    return access.grant_type, access.expires_at and (access.expires_at - NOON) / DAY


SINGLE, RENTAL, VOD, EVENT = OfferType.SINGLE, OfferType.RENTAL, OfferType.VOD, OfferType.EVENT
PASS, SUBSCRIPTION, BUNDLE = OfferType.PASS, OfferType.SUBSCRIPTION, OfferType.BUNDLE


@pytest.mark.parametrize("until", [0, -1])
def test_what_has_ended_opens_nothing(until):
    assert chosen(way(RENTAL, until=until)) is None


def test_of_a_film_the_own_purchase_counts_first():
    assert chosen(way(SINGLE, PASS, 30), way(SINGLE)) == ("direct-purchase", None)
    assert chosen(way(EVENT, PASS, 30), way(EVENT, until=1)) == ("direct-purchase", 1)


@pytest.mark.parametrize("rented", [RENTAL, VOD])
def test_the_hours_of_a_rental_do_not_matter_while_a_subscription_covers_it(rented):
    assert chosen(way(rented, until=2), way(rented, SUBSCRIPTION, 30)) == ("subscription", 30)
    assert chosen(way(rented, until=2), way(rented, SUBSCRIPTION, 1)) == ("direct-purchase", 2)
    assert chosen(way(rented, until=2), way(rented, SUBSCRIPTION, -1)) == ("direct-purchase", 2)


def test_of_several_subscriptions_the_one_that_lasts_longest_counts():
    assert chosen(way(SINGLE, SUBSCRIPTION, 3), way(SINGLE, PASS, 5), way(SINGLE, PASS, 4)) == ("pass", 5)


@pytest.mark.parametrize(
    ("until", "ends", "expected"), [(None, 2, 2), (1, 2, 1), (3, 2, 2), (None, None, None), (3, None, 3)]
)
def test_a_bundle_opens_an_event_until_the_events_end(until, ends, expected):
    assert chosen(way(EVENT, BUNDLE, until, ends=ends)) == ("bundle", expected)


def test_a_bundle_opens_a_rental_for_as_long_as_the_bundle_lasts():
    assert chosen(way(RENTAL, BUNDLE)) == ("bundle", None)


@pytest.mark.parametrize(
    ("ended", "period", "expected"), [(-30, "", None), (1, "", None), (-6, "7", 1), (2, "7", 9), (None, "7", None)]
)
def test_who_bought_an_event_may_watch_the_video_that_follows_it(ended, period, expected):
    assert chosen(way(VOD, EVENT, ended, period=period)) == ("event", expected)


def test_the_days_of_the_video_after_an_event_are_over_some_time():
    assert chosen(way(VOD, EVENT, -7, period="7")) is None
