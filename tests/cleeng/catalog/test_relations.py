"""Which offers open which, and which version of an offer somebody sees."""

import pytest

from cleeng.api import Money
from cleeng.catalog.errors import OfferNotFound
from cleeng.catalog.models import OfferLocalization, OfferType
from harness.site import PUBLISHER_ID

pytestmark = pytest.mark.db


def titles(offers):
    return sorted(offer.title for offer in offers)


@pytest.fixture
def two_countries(shop):
    """One film, in Germany (where the publisher is) and in Norway."""
    film = shop.sell(title="Der Film")
    with shop.services() as ours:
        local = {"publisher_id": PUBLISHER_ID, "number": film.number, "country": "NO", "title": "Filmen"}
        price = Money.parse("59.00", "NOK")
        ours.unit.db.add(OfferLocalization(**local, price_minor=price.minor, currency=price.currency, geo_countries=[]))
    return film


def test_a_pass_opens_what_has_one_of_its_tags(shop):
    shop.sell(title="Race", tags=("athletics", "live"))
    shop.sell(title="Opera", tags=("music",))
    season = shop.sell(OfferType.PASS, opens=("athletics", "football"))
    with shop.services() as ours:
        assert titles(ours.catalog.opened_by(season)) == ["Race"]


def test_what_opens_everything_opens_films_but_no_other_passes(shop):
    shop.sell(title="Race")
    shop.sell(OfferType.PASS, title="Season")
    everything = shop.sell(OfferType.SUBSCRIPTION, opens=("(all)",))
    with shop.services() as ours:
        assert titles(ours.catalog.opened_by(everything)) == ["Race"]


def test_what_is_no_longer_sold_is_not_promised(shop):
    film = shop.sell(title="Race")
    everything = shop.sell(OfferType.SUBSCRIPTION, opens=("(all)",))
    with shop.services() as ours:
        ours.catalog.deactivate(film)
    with shop.services() as ours:
        assert ours.catalog.opened_by(everything) == []


def test_a_film_opens_nothing(shop):
    film = shop.sell(tags=("athletics",))
    shop.sell(tags=("athletics",))
    with shop.services() as ours:
        assert ours.catalog.opened_by(film) == []


@pytest.mark.parametrize(
    ("country", "title"), [("NO", "Filmen"), ("DE", "Der Film"), ("FR", "Der Film"), ("", "Der Film")]
)
def test_a_version_is_for_the_viewers_country_else_the_publishers(shop, two_countries, country, title):
    with shop.services() as ours:
        assert ours.catalog.any_version(two_countries.number, country).title == title
        assert ours.catalog.versions([two_countries.number], country)[two_countries.number].title == title


def test_an_unknown_number_is_no_offer(shop):
    with shop.services() as ours:
        assert ours.catalog.versions([999999999], "DE") == {}
        with pytest.raises(OfferNotFound):
            ours.catalog.any_version(999999999, "DE")
