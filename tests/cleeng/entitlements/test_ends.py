"""What ends for everybody at one moment ends at another when the publisher says so."""

import datetime as dt
from dataclasses import replace

import pytest

from cleeng.catalog.models import OfferType
from cleeng.catalog.rules import OfferData

pytestmark = pytest.mark.db

WEEK = dt.timedelta(days=7)


@pytest.fixture
def viewer(shop):
    return shop.register()


@pytest.fixture
def move(services):
    """Change an offer."""

    def move(offer, **changes):
        with services() as ours:
            current = ours.catalog.offer(offer.id)
            ours.catalog.update(current, replace(OfferData.of(current), **changes))

    return move


@pytest.fixture
def until(services, viewer):
    """Say until when the viewer has access, "" for not at all."""

    def until(offer):
        with services() as ours:
            access = ours.entitlements.access(viewer, offer.number)
            return access.expires_at if access else ""

    return until


@pytest.fixture
def season(shop, clock):
    return shop.sell(OfferType.PASS, ends_at=clock.now() + WEEK)


@pytest.mark.parametrize("weeks", [2, 0.5])
def test_moving_the_end_of_a_pass_moves_it_for_everybody_who_has_it(shop, viewer, season, move, until, clock, weeks):
    other = shop.register("other@example.com")
    shop.give(viewer, season)
    shop.give(other, season)
    end = clock.now() + weeks * WEEK
    move(season, ends_at=end)
    assert until(season) == end
    with shop.services() as ours:
        assert ours.entitlements.access(other, season.number).expires_at == end
        assert ours.catalog.offer(season.id).ends_at == end


def test_a_pass_that_is_cut_short_is_over_for_everybody(shop, viewer, season, move, until, clock):
    shop.give(viewer, season)
    move(season, ends_at=clock.now() - WEEK)
    assert until(season) == ""


def test_a_pass_that_has_run_out_is_not_given_anew(shop, viewer, season, move, until, clock, services):
    shop.give(viewer, season)
    clock.advance(WEEK)
    move(season, ends_at=clock.now() + WEEK)
    assert until(season) == ""
    with services() as ours:
        again = ours.catalog.offer(season.id)
    shop.give(viewer, again)
    assert until(season) == clock.now() + WEEK


def test_who_got_an_end_of_his_own_keeps_it(shop, viewer, season, move, until, clock, services):
    shop.give(viewer, season)
    own = clock.now() + 3 * WEEK
    with services() as ours:
        ours.entitlements.move_end(ours.entitlements.of_offer(viewer, season.number), own)
    move(season, ends_at=clock.now() + 2 * WEEK)
    assert until(season) == own


def test_what_was_taken_back_stays_taken_back(shop, viewer, season, move, until, clock, services):
    order = shop.give(viewer, season)
    with services() as ours:
        ours.entitlements.revoke_order(order)
    move(season, ends_at=clock.now() + 2 * WEEK)
    assert until(season) == ""


def test_other_passes_do_not_move(shop, viewer, season, move, until, clock):
    other = shop.sell(OfferType.PASS, ends_at=season.ends_at)
    shop.give(viewer, other)
    move(season, ends_at=clock.now() + 2 * WEEK)
    assert until(other) == season.ends_at


def test_who_bought_a_month_keeps_the_month_when_the_pass_gets_a_date(shop, viewer, move, until, clock):
    month = shop.sell(OfferType.PASS)
    shop.give(viewer, month)
    bought = until(month)
    move(month, period="", ends_at=clock.now() + WEEK)
    assert until(month) == bought
    move(month, ends_at=clock.now() + 2 * WEEK)
    assert until(month) == bought


def test_an_event_that_lasts_longer_is_open_longer_even_if_it_was_over(shop, viewer, move, until, clock):
    match = shop.sell(OfferType.EVENT)
    shop.give(viewer, match)
    assert until(match) == match.ends_at
    clock.advance(dt.timedelta(hours=3, minutes=5))
    assert until(match) == ""
    move(match, ends_at=clock.now() + dt.timedelta(hours=1))
    assert until(match) == clock.now() + dt.timedelta(hours=1)


def test_a_move_that_fails_moves_nothing(shop, viewer, season, until, clock):
    shop.give(viewer, season)
    with pytest.raises(ZeroDivisionError), shop.services() as ours:
        later = replace(OfferData.of(season), ends_at=clock.now() + 2 * WEEK)
        ours.catalog.update(season, later)
        raise ZeroDivisionError
    assert until(season) == season.ends_at
