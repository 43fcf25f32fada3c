import datetime as dt

import pytest

from cleeng.api import Money
from cleeng.catalog.errors import InvalidOffer, OfferNotFound
from cleeng.catalog.models import GeoRule, OfferType
from cleeng.catalog.rules import OfferData

pytestmark = pytest.mark.db
SOON = dt.datetime(2028, 3, 1, tzinfo=dt.UTC)


def data(type_=OfferType.SINGLE, price=499, **more):
    return OfferData(type_, Money(price, "EUR"), **{"title": "The Long Straight", **more})


def test_an_offer_reads_back_as_it_was_made(services):
    made = data(
        OfferType.EVENT,
        description="Nine races",
        url="https://example.com/x",
        tags=("b", "a"),
        geo_rule=GeoRule.WHITELIST,
        geo_countries=("DE", "NO"),
        video_id="v1",
        starts_at=SOON,
        ends_at=SOON + dt.timedelta(hours=3),
        details={"timeZone": "Europe/Berlin"},
    )
    with services() as s:
        offer = s.catalog.create(made)
        assert s.catalog.offer(offer.id) == offer
    assert offer.id.startswith("E")
    assert offer.id.endswith("_DE")
    assert offer.tags == ("a", "b")
    for name in ("title", "description", "url", "geo_countries", "video_id", "starts_at", "ends_at", "details"):
        assert getattr(offer, name) == getattr(made, name)


def test_the_id_without_a_country_finds_the_version_for_the_viewer(services):
    with services() as s:
        offer = s.catalog.create(data(), "NO")
        assert s.catalog.offer(offer.id.partition("_")[0], "SE").id == offer.id
        with pytest.raises(OfferNotFound):
            s.catalog.offer(offer.id.replace("_NO", "_SE"))


def test_the_letter_of_an_id_counts(services):
    with services() as s:
        offer = s.catalog.create(data())
        with pytest.raises(OfferNotFound):
            s.catalog.offer("R" + offer.id[1:])


def test_an_offer_of_another_publisher_does_not_exist(installation, services):
    installation.add_publisher(200000002, "Other Sports")
    with services() as s:
        offer = s.catalog.create(data())
    with services(200000002) as s, pytest.raises(OfferNotFound):
        s.catalog.offer(offer.id)


@pytest.mark.parametrize(
    ("type_", "more", "word"),
    [
        (OfferType.SINGLE, {"title": " "}, "title"),
        (OfferType.SINGLE, {"title": "x" * 71}, "title"),
        (OfferType.SINGLE, {"description": "x" * 111}, "description"),
        (OfferType.SINGLE, {"url": "javascript:alert(1)"}, "url"),
        (OfferType.SINGLE, {"url": "https:nowhere"}, "url"),
        (OfferType.SINGLE, {"url": "https://["}, "url"),
        (OfferType.SINGLE, {"details": {"background_image_url": "javascript:alert(1)"}}, "backgroundImageUrl"),
        (OfferType.SINGLE, {"details": {"background_image_url": "//pictures.example/1"}}, "backgroundImageUrl"),
        (OfferType.SINGLE, {"price": -1}, "price"),
        (OfferType.RENTAL, {"period": ""}, "period"),
        (OfferType.RENTAL, {"period": "0"}, "period"),
        (OfferType.RENTAL, {"period": "two"}, "period"),
        (OfferType.EVENT, {}, "startTime"),
        (OfferType.EVENT, {"starts_at": SOON, "ends_at": SOON}, "endTime"),
        (OfferType.PASS, {}, "period"),
        (OfferType.PASS, {"period": "week", "ends_at": SOON}, "period"),
        (OfferType.PASS, {"period": "decade"}, "period"),
        (OfferType.SUBSCRIPTION, {"period": "decade"}, "period"),
        (OfferType.SUBSCRIPTION, {"period": "month", "free_days": 1, "free_periods": 1}, "trial"),
        (OfferType.SINGLE, {"geo_rule": GeoRule.BLACKLIST, "geo_countries": ("Germany",)}, "geoRestriction"),
    ],
)
def test_what_makes_no_offer_is_refused_by_the_name_of_its_field(services, type_, more, word):
    with services() as s, pytest.raises(InvalidOffer, match=word):
        s.catalog.create(data(type_, **more))


@pytest.mark.parametrize("picture", ["", "/demo/posters/film.svg", "https://pictures.example/1.jpg?w=2&h=1"])
def test_a_picture_lies_here_or_at_an_address_of_the_web(services, picture):
    with services() as s:
        offer = s.catalog.create(data(details={"background_image_url": picture}))
    assert offer.details["background_image_url"] == picture


def test_a_day_is_a_billing_period_in_sandboxes_only(installation):
    installation.base_url = "https://shop.example"
    installation.add_publisher(200000002, "Real Sports", without="sandbox =")
    for publisher_id, allowed in ((100000001, True), (200000002, False)):
        with installation.services(publisher_id) as s:
            if allowed:
                s.catalog.create(data(OfferType.SUBSCRIPTION, period="day"))
            else:
                with pytest.raises(InvalidOffer):
                    s.catalog.create(data(OfferType.SUBSCRIPTION, period="day"))


def test_a_change_keeps_type_and_currency(services):
    with services() as s:
        offer = s.catalog.create(data())
        with pytest.raises(InvalidOffer):
            s.catalog.update(offer, data(OfferType.RENTAL, period="48"))
        with pytest.raises(InvalidOffer):
            s.catalog.update(offer, OfferData(OfferType.SINGLE, Money(499, "USD"), "T"))
        assert s.catalog.update(offer, data(price=599, tags=("new",))).price == Money(599, "EUR")
        assert s.catalog.offer(offer.id).tags == ("new",)


def test_deactivation_is_final(services):
    with services() as s:
        offer = s.catalog.deactivate(s.catalog.create(data()))
        assert not s.catalog.offer(offer.id).active
        with pytest.raises(InvalidOffer):
            s.catalog.update(offer, data())


def test_a_page_of_offers_is_newest_first_and_counts_all(services, clock):
    made = []
    for _ in range(5):
        with services() as s:
            made.append(s.catalog.create(data()).id)
        clock.advance(dt.timedelta(seconds=1))
    with services() as s:
        s.catalog.deactivate(s.catalog.offer(made[0]))
        page, total = s.catalog.list_offers(OfferType.SINGLE, active=True, offset=1, limit=2)
        assert ([o.id for o in page], total) == ([made[3], made[2]], 4)
        gone, _ = s.catalog.list_offers(OfferType.SINGLE, active=False, offset=0, limit=20)
        assert [o.id for o in gone] == [made[0]]
