"""What is in a bundle, and which events a video on demand follows."""

from dataclasses import replace

import pytest

from cleeng.catalog.errors import InvalidOffer
from cleeng.catalog.models import OfferType
from cleeng.catalog.offer import OfferId
from cleeng.catalog.rules import OfferData
from harness.shop import Shop

pytestmark = pytest.mark.db


def ids(*offers):
    return tuple(OfferId.parse(offer.id) for offer in offers)


def change(shop, offer, **changes):
    with shop.services() as ours:
        current = ours.catalog.offer(offer.id)
        return ours.catalog.update(current, replace(OfferData.of(current), **changes))


def test_a_bundle_holds_offers_in_the_order_given(shop):
    films = [shop.sell(title=title) for title in "abc"]
    box = shop.sell(OfferType.BUNDLE, linked=ids(*films))
    assert box.linked == ids(*films)
    turned = ids(films[2], films[0])
    assert change(shop, box, linked=turned).linked == turned
    with shop.services() as ours:
        assert [offer.title for offer in ours.catalog.opened_by(replace(box, linked=turned))] == ["c", "a"]
        assert [offer.title for offer in ours.catalog.covering(films[2])] == [box.title]
        assert ours.catalog.covering(films[1]) == []


def test_an_offer_keeps_its_bundles_when_it_changes(shop):
    film = shop.sell()
    box = shop.sell(OfferType.BUNDLE, linked=ids(film))
    change(shop, film, title="Another title")
    match = shop.sell(OfferType.EVENT)
    video = shop.sell(OfferType.VOD, linked=ids(match))
    change(shop, box, linked=ids(film, video))
    assert change(shop, video, linked=()).linked == ()
    with shop.services() as ours:
        assert ours.catalog.offer(box.id).linked == ids(film, video)


@pytest.mark.parametrize("kind", [OfferType.BUNDLE, OfferType.PASS, OfferType.SUBSCRIPTION])
def test_a_bundle_holds_nothing_that_opens_other_offers(shop, kind):
    with pytest.raises(InvalidOffer, match="offerIdList"):
        shop.sell(OfferType.BUNDLE, linked=ids(shop.sell(kind)))


def test_a_bundle_does_not_hold_itself(shop):
    box = shop.sell(OfferType.BUNDLE)
    with pytest.raises(InvalidOffer, match="offerIdList"):
        change(shop, box, linked=ids(box))


def test_a_video_follows_events_only(shop):
    with pytest.raises(InvalidOffer, match="eventAssociation"):
        shop.sell(OfferType.VOD, linked=ids(shop.sell()))


def test_only_a_publishers_own_offers_are_linked(shop, installation):
    installation.add_publisher(200000002, "Other")
    theirs = Shop(installation.services, 200000002).sell()
    with pytest.raises(InvalidOffer, match="no offer of this publisher"):
        shop.sell(OfferType.BUNDLE, linked=ids(theirs))


def test_a_version_that_does_not_exist_is_not_linked(shop):
    film = shop.sell()
    with pytest.raises(InvalidOffer, match="no offer of this publisher"):
        shop.sell(OfferType.BUNDLE, linked=(OfferId.parse(f"{film.group_id}_NO"),))


def test_what_follows_an_event_comes_with_it(shop):
    match = shop.sell(OfferType.EVENT)
    video = shop.sell(OfferType.VOD, linked=ids(match), title="The replay")
    with shop.services() as ours:
        assert [offer.title for offer in ours.catalog.opened_by(match)] == ["The replay"]
        ours.catalog.deactivate(video)
    with shop.services() as ours:
        assert ours.catalog.opened_by(match) == []
