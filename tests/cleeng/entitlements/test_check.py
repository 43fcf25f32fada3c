import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleeng.catalog.errors import OfferNotFound
from cleeng.catalog.models import GeoRule, OfferLocalization, OfferType
from cleeng.catalog.offer import OfferId
from cleeng.catalog.rules import OfferData
from cleeng.customers.errors import CustomerInactive, InvalidToken
from cleeng.customers.models import CustomerStatus
from cleeng.entitlements.check import statement
from cleeng.entitlements.models import Entitlement
from cleeng.ids import Kind, allocate
from cleeng.publishers.models import PublisherRecord
from harness.plans import by_index, plan
from harness.shop import Shop

pytestmark = pytest.mark.db

NORWAY, AMERICA, NOWHERE = "193.213.112.4", "2001:4860:4860::8888", "10.0.0.1"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def customer(shop):
    return shop.register()


@pytest.fixture
def token(services, customer):
    with services() as ours:
        return ours.tokens.issue(customer)


@pytest.fixture
def ask(application, token):
    """Ask whether the customer may watch an offer."""

    def ask(offer, ip="", token=token):
        offer_id = offer if isinstance(offer, str) else offer.id
        return application.access_check.access(token, OfferId.parse(offer_id), ip)

    return ask


def grant(services, customer, offer, expires_at=None, country=""):
    with services() as ours:
        order = allocate(ours.unit.db, ours.publisher.id, Kind.ORDER)
        ours.entitlements.grant(customer, offer.number, order, expires_at, country)
        return order


def test_what_was_not_bought_is_closed(ask, shop):
    assert ask(shop.sell()) is None


def test_what_was_bought_is_open_for_good(ask, shop, customer):
    offer = shop.sell()
    shop.give(customer, offer)
    access = ask(offer)
    assert (access.grant_type, access.offer_number, access.expires_at) == ("direct-purchase", offer.number, None)
    assert access.directly


def test_an_offer_without_country_is_any_version_of_it(ask, shop, customer):
    offer = shop.sell()
    shop.give(customer, offer)
    assert ask(offer.id.removesuffix("_DE")) == ask(offer)


def test_a_rental_is_open_until_its_hours_are_over(ask, shop, customer, clock):
    offer = shop.sell(OfferType.RENTAL)
    shop.give(customer, offer)
    assert ask(offer).expires_at == clock.now() + dt.timedelta(hours=48)
    clock.advance(dt.timedelta(hours=48, seconds=-1))
    assert ask(offer) is not None
    clock.advance(dt.timedelta(seconds=1))
    assert ask(offer) is None


@pytest.mark.parametrize(("kind", "word"), [(OfferType.PASS, "pass"), (OfferType.SUBSCRIPTION, "subscription")])
@pytest.mark.parametrize("tags", [("films",), ("(all)",), ("other", "films")])
def test_what_opens_a_tag_opens_all_that_has_it(ask, shop, customer, kind, word, tags):
    film, match = shop.sell(tags=("films", "new")), shop.sell(OfferType.EVENT, tags=("sports",))
    opening = shop.sell(kind, opens=tags)
    shop.give(customer, opening)
    access = ask(film)
    assert (access.grant_type, access.offer_number, access.directly) == (word, opening.number, False)
    assert access.expires_at == ask(opening).expires_at
    assert (ask(match) is not None) is ("(all)" in tags)


def test_a_film_opens_nothing_by_its_own_tags(ask, shop, customer):
    bought, other = shop.sell(tags=("films",)), shop.sell(tags=("films",))
    shop.give(customer, bought)
    assert ask(other) is None


def test_what_was_taken_back_is_closed(ask, shop, customer, services):
    offer = shop.sell()
    order = shop.give(customer, offer)
    with services() as ours:
        ours.entitlements.revoke_order(order)
    assert ask(offer) is None


def test_an_offer_that_is_no_longer_sold_stays_open_to_its_buyers(ask, shop, customer, services):
    offer = shop.sell()
    shop.give(customer, offer)
    with services() as ours:
        ours.catalog.deactivate(offer)
    assert ask(offer) is not None


@pytest.mark.parametrize("token", ["", "x", "x" * 48, "\x00", "ü"])
def test_a_token_of_nobody_is_refused(ask, shop, token):
    with pytest.raises(InvalidToken):
        ask(shop.sell(), token=token)


def test_a_token_is_good_for_two_weeks(ask, shop, clock):
    offer = shop.sell()
    clock.advance(dt.timedelta(days=14, seconds=-1))
    assert ask(offer) is None
    clock.advance(dt.timedelta(seconds=1))
    with pytest.raises(InvalidToken):
        ask(offer)


def test_a_revoked_token_is_refused_at_once(ask, shop, services, token):
    offer = shop.sell()
    assert ask(offer) is None
    with services() as ours:
        ours.tokens.revoke(token)
    with pytest.raises(InvalidToken):
        ask(offer)


def test_a_closed_account_is_told_apart(ask, shop, services, customer):
    offer = shop.sell()
    with services() as ours:
        ours.customers.get(customer).status = CustomerStatus.INACTIVE
    with pytest.raises(CustomerInactive):
        ask(offer)


def test_a_disabled_publisher_has_no_customers(ask, shop, services, publisher):
    offer = shop.sell()
    with services() as ours:
        ours.unit.db.get_one(PublisherRecord, publisher.id).enabled = False
    with pytest.raises(InvalidToken):
        ask(offer)


@pytest.mark.parametrize("offer_id", ["A100000000_DE", "A100000000"])
def test_an_unknown_offer_is_told_apart(ask, offer_id):
    with pytest.raises(OfferNotFound):
        ask(offer_id)


def test_an_offer_is_not_found_under_another_letter_or_country(ask, shop):
    offer = shop.sell()
    for wrong in (f"R{offer.number}_DE", f"A{offer.number}_US", f"S{offer.number}"):
        with pytest.raises(OfferNotFound):
            ask(wrong)


def test_another_publishers_offer_is_not_found(installation, token):
    installation.stop()
    installation.add_publisher(200000002, "Other")
    foreign = Shop(installation.services, 200000002).sell()
    with pytest.raises(OfferNotFound):
        installation.application.access_check.access(token, OfferId.parse(foreign.id))


def test_a_sandbox_publishers_time_counts(ask, shop, customer, services, publisher):
    offer = shop.sell(OfferType.RENTAL)
    shop.give(customer, offer)
    with services() as ours:
        ours.unit.db.get_one(PublisherRecord, publisher.id).clock_offset = 47 * 3600
    assert ask(offer) is not None
    with services() as ours:
        ours.unit.db.get_one(PublisherRecord, publisher.id).clock_offset = 48 * 3600
    assert ask(offer) is None


@pytest.mark.parametrize(
    ("rule", "countries", "open_to"),
    [
        (GeoRule.NONE, (), {NORWAY, AMERICA, NOWHERE, ""}),
        (GeoRule.WHITELIST, ("NO", "SE"), {NORWAY, ""}),
        (GeoRule.WHITELIST, ("DE",), {NOWHERE, ""}),  # the customer's own country stands in for an unknown one
        (GeoRule.BLACKLIST, ("NO", "SE"), {AMERICA, NOWHERE, ""}),
    ],
)
def test_where_an_offer_may_not_be_seen_it_is_closed_to_buyers_too(
    ask, shop, services, customer, rule, countries, open_to
):
    offer = shop.sell(geo_rule=rule, geo_countries=countries)
    grant(services, customer, offer)
    assert {ip for ip in (NORWAY, AMERICA, NOWHERE, "") if ask(offer, ip)} == open_to


def test_of_several_versions_the_one_for_the_viewers_country_counts(ask, shop, customer, services):
    offer = shop.sell(geo_rule=GeoRule.BLACKLIST, geo_countries=("NO",))
    shop.give(customer, offer)
    with services() as ours:
        german = ours.unit.db.get_one(OfferLocalization, (offer.publisher_id, offer.number, "DE"))
        columns = {c.key: getattr(german, c.key) for c in sa.inspect(OfferLocalization).column_attrs}
        norwegian = {**columns, "country": "NO", "geo_rule": GeoRule.WHITELIST, "geo_countries": ["NO"]}
        ours.unit.db.execute(sa.insert(OfferLocalization).values(norwegian))
    number = offer.id.removesuffix("_DE")
    assert ask(number, NORWAY) is not None
    assert ask(f"{number}_DE", NORWAY) is None
    assert ask(f"{number}_NO", AMERICA) is None
    assert ask(number, AMERICA) is not None
    assert ask(number).expires_at is None


def test_who_bought_any_version_may_watch_every_version(ask, shop, customer, services):
    offer = shop.sell()
    with services() as ours:
        ours.catalog.update_group({"AT": OfferData.of(offer)}, offer.number)
    shop.give(customer, offer)
    for country in ("", "_DE", "_AT"):
        assert ask(offer.group_id + country).directly
    with pytest.raises(OfferNotFound):
        ask(f"{offer.group_id}_NO")


def test_a_pass_opens_the_tags_of_the_version_that_was_bought(ask, shop, customer, services):
    season = shop.sell(OfferType.PASS, opens=("germany",))
    with services() as ours:
        versions = {"AT": replace(OfferData.of(season), opens=("austria",))}
        ours.catalog.update_group(versions, season.number)
    shop.give(customer, season)
    assert ask(shop.sell(tags=("germany",))) is not None
    assert ask(shop.sell(tags=("austria",))) is None


def test_an_offer_has_the_tags_of_the_version_that_is_asked_for(ask, shop, customer, services):
    film = shop.sell(tags=("films",))
    with services() as ours:
        ours.catalog.update_group({"AT": replace(OfferData.of(film), tags=())}, film.number)
    shop.give(customer, shop.sell(OfferType.PASS, opens=("films",)))
    assert ask(f"{film.group_id}_DE") is not None
    assert ask(f"{film.group_id}_AT") is None
    assert ask(film.group_id) is not None


def test_a_bundle_opens_what_is_in_it_and_nothing_else(ask, shop, customer):
    film, match, other = shop.sell(), shop.sell(OfferType.EVENT), shop.sell()
    box = shop.sell(OfferType.BUNDLE, linked=(OfferId.parse(film.id), OfferId.parse(match.group_id)))
    assert ask(film) is None
    shop.give(customer, box)
    assert ask(film).grant_type == "bundle"
    assert ask(film).expires_at is None
    assert ask(match).expires_at == match.ends_at
    assert ask(box).directly
    assert ask(other) is None


def test_a_bundle_may_last_some_hours(ask, shop, customer, clock):
    film = shop.sell()
    shop.give(customer, shop.sell(OfferType.BUNDLE, linked=(OfferId.parse(film.id),), period="24"))
    assert ask(film).expires_at == clock.now() + 24 * HOUR
    clock.advance(24 * HOUR)
    assert ask(film) is None


def test_an_event_is_open_from_the_purchase_to_its_end(ask, shop, customer, clock):
    match = shop.sell(OfferType.EVENT)
    shop.give(customer, match)
    assert ask(match).expires_at == match.ends_at
    clock.advance(2 * HOUR)  # it is on
    assert ask(match).directly
    clock.advance(match.ends_at - clock.now())
    assert ask(match) is None


@pytest.mark.parametrize(("days", "open_"), [("", True), ("7", False)])
def test_the_video_after_an_event_is_open_to_those_who_bought_the_event(ask, shop, customer, clock, days, open_):
    match = shop.sell(OfferType.EVENT)
    video = shop.sell(OfferType.VOD, linked=(OfferId.parse(match.id),), period=days)
    assert ask(video) is None
    shop.give(customer, match)
    clock.advance(6 * 24 * HOUR)
    assert ask(match) is None
    assert ask(video).grant_type == "event"
    clock.advance(2 * 24 * HOUR)
    assert (ask(video) is not None) is open_


def test_a_video_on_demand_is_found_under_two_letters(ask, shop, customer):
    video = shop.sell(OfferType.VOD, period="2")
    shop.give(customer, video)
    assert video.id.startswith("R")
    assert ask(video) == ask("A" + video.id[1:])
    with pytest.raises(OfferNotFound):
        ask("E" + video.id[1:])


def moments():
    return st.none() | st.integers(-3, 3).map(lambda hours: hours * HOUR)


TAGS = st.lists(st.sampled_from(["a", "b", "(all)"]), max_size=2, unique=True).map(tuple)
WATCHED = [OfferType.SINGLE, OfferType.RENTAL, OfferType.EVENT]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    films=st.lists(st.tuples(st.sampled_from(WATCHED), TAGS), min_size=1, max_size=3),
    passes=st.lists(st.tuples(st.sampled_from([OfferType.PASS, OfferType.SUBSCRIPTION]), TAGS), max_size=3),
    days=st.sampled_from(["", "1"]),
    data=st.data(),
)
def test_the_check_and_the_service_agree(services, shop, customer, ask, clock, films, passes, days, data):
    offers = [shop.sell(kind, tags=tags) for kind, tags in films] + [
        shop.sell(kind, opens=tags) for kind, tags in passes
    ]
    watched = [OfferId.parse(offer.id) for offer in offers if offer.type in WATCHED]
    offers.append(shop.sell(OfferType.BUNDLE, linked=tuple(watched)))
    events = tuple(OfferId.parse(offer.id) for offer in offers if offer.type is OfferType.EVENT)
    offers.append(shop.sell(OfferType.VOD, linked=events, period=days))
    in_austria = data.draw(st.sampled_from(offers))
    with services() as ours:
        again = OfferData.of(ours.catalog.offer(in_austria.id))
        ours.catalog.update_group(
            {"AT": replace(again, tags=data.draw(TAGS), opens=data.draw(TAGS))}, in_austria.number
        )
    with services() as ours:
        ours.unit.db.execute(sa.delete(Entitlement))
    for offer, lasts, revoked in data.draw(
        st.lists(st.tuples(st.sampled_from(offers), moments(), st.booleans()), max_size=6)
    ):
        bought = data.draw(st.sampled_from(["", "DE", "AT"]))
        order = grant(services, customer, offer, None if lasts is None else clock.now() + lasts, bought)
        if revoked:
            with services() as ours:
                ours.entitlements.revoke_order(order)
    asked = [(offer, country) for offer in offers for country in ("DE", "")] + [(in_austria, "AT")]
    for offer, country in asked:
        with services() as ours:
            expected = ours.entitlements.access(customer, offer.number, country)
        assert ask(f"{offer.group_id}_{country}" if country else offer.group_id) == expected


def test_only_indexes_are_read(application, customer, token, shop):
    shop.give(customer, shop.sell(OfferType.SUBSCRIPTION, opens=("films",)))
    by_index(plan(application.database, statement(), {"number": 1, "country": "DE", "token_hash": b"x"}))
