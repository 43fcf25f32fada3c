"""Bundles, videos on demand, prices for a while and offers for members, as viewers see them."""

import datetime as dt

import pytest

from cleeng.api import Money
from cleeng.catalog.models import OfferType
from cleeng.catalog.offer import OfferId
from cleeng.pricing.rules import PriceRule
from harness.reading import words
from harness.site import PUBLISHER_ID
from harness.till import APPROVED, heading

DAY = dt.timedelta(days=1)


def ticket(answer):
    """Give the words of the ticket, as they are read."""
    return words(answer.html.find(class_="ticket"))


@pytest.fixture
def box(shop):
    """A bundle of a film and a match."""
    film = shop.sell(title="The Long Straight")
    match = shop.sell(OfferType.EVENT, title="The final")
    linked = (OfferId.parse(film.id), OfferId.parse(match.id))
    return shop.sell(OfferType.BUNDLE, title="The weekend", price="7.99", linked=linked)


def test_a_bundle_shows_what_is_in_it(app, box):
    page = app.get(f"/o/{box.id}")
    assert "A bundle of 2. Yours to keep" in ticket(page)
    included = words(page.html.find(class_="more"))
    assert included.startswith("What is included")
    assert "The Long Straight" in included
    assert "The final" in included


def test_a_film_tells_of_the_bundle_that_it_is_in(app, box):
    page = app.get(f"/o/{box.linked[0]}")
    assert "Also included in The weekend" in words(page.html.find(class_="more"))


def test_who_bought_a_bundle_watches_what_is_in_it(till, box, app):
    visitor = till.browser()
    visitor.buy(box, APPROVED)
    assert heading(visitor.open(box)) == "You already have access"
    film = visitor.app.get(f"/o/{box.linked[0]}")
    assert "You have access" in ticket(film)
    assert "with The weekend" in ticket(film)
    assert film.html.find("video")
    library = visitor.app.get(f"/my-account?publisherId={PUBLISHER_ID}")
    assert "The weekend" in words(library.html.main)
    refused = visitor.app.get(f"/checkout/{box.linked[0]}")
    assert "The weekend includes this" in refused.text


@pytest.mark.parametrize(("days", "said"), [("", "Yours to keep"), ("3", "To watch within 3 days")])
def test_a_video_on_demand_says_how_long_it_may_be_watched(app, shop, days, said):
    assert said in ticket(app.get(f"/o/{shop.sell(OfferType.VOD, period=days).id}"))


def test_a_video_on_demand_that_has_ended_can_be_rented_again(till, shop):
    video, visitor = shop.sell(OfferType.VOD, period="3"), till.browser()
    visitor.buy(video, APPROVED)
    till.later(days=4)
    visitor.sign_in(video)
    library = visitor.app.get(f"/my-account?publisherId={PUBLISHER_ID}")
    assert "Rent again" in words(library.html.main)


def test_what_is_for_members_is_not_sold_by_itself(till, shop, app):
    film = shop.sell(OfferType.VOD, title="Behind the scenes", tags=("club",), details={"membership_only": True})
    shop.sell(OfferType.SUBSCRIPTION, title="The club", opens=("club",))
    page = app.get(f"/o/{film.id}")
    assert "For members" in ticket(page)
    assert "Get access" not in page.text
    assert "Also included in The club" in words(page.html.find(class_="more"))
    refused = app.get(f"/checkout/{film.id}", status=403)
    assert heading(refused) == "For members"


def test_the_price_is_the_one_that_holds_now(till, shop):
    now = till.clock.now()
    rule = PriceRule(now - DAY, now + DAY, Money(199, "EUR"), "Early bird")
    film = shop.sell(price="4.99", price_rules=(rule,))
    visitor = till.browser()
    assert "1.99 EUR once" in ticket(visitor.app.get(f"/o/{film.id}"))
    till.later(days=2)
    assert "4.99 EUR once" in ticket(visitor.app.get(f"/o/{film.id}"))


def test_the_price_that_was_shown_is_the_price_that_is_paid(till, shop):
    now = till.clock.now()
    rule = PriceRule(now, now + DAY, Money(199, "EUR"), "Early bird")
    visitor = till.browser()
    visitor.buy(shop.sell(price="4.99", price_rules=(rule,)), APPROVED)
    assert [amount for _, amount in till.bank.charges()] == [199]
