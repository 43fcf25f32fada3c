"""Prices that were shown are charged: kept with the order, signed, for half an hour."""

import datetime as dt
import zoneinfo

import pytest
import sqlalchemy as sa

from cleeng.api import Money
from cleeng.orders.buyer import Buyer
from cleeng.orders.models import Order
from cleeng.orders.prices import LIFE
from cleeng.pricing.quote import Quote
from harness.shop import Shop

pytestmark = pytest.mark.db

BUYER = {"country": "DE", "ip_country": "DE", "postcode": "10115", "company": "Miles GmbH", "tax_id": "DE136695976"}


@pytest.fixture
def ordered(services):
    """An open order of a viewer for an offer of 4.99 EUR: (the shop, the offer, the order's id, the buyer)."""
    shop = Shop(services)
    customer_id, offer = shop.register(), shop.sell()
    buyer = Buyer(customer_id=customer_id, **BUYER)
    with shop.services() as ours:
        return shop, offer, ours.orders.start(offer, buyer).id, buyer


def reprice(shop, offer, order_id, buyer, minor=599):
    """Let the offer cost something else now, and show the order's page; give the total it shows."""
    dearer = type(offer)(**{**{name: getattr(offer, name) for name in offer.__slots__}, "price": Money(minor, "EUR")})
    with shop.services() as ours:
        ours.payments.reprice(order_id, dearer, buyer)
        return ours.orders.get(order_id).total


def test_the_price_that_was_shown_holds_for_half_an_hour(ordered, clock):
    shop, offer, order_id, buyer = ordered
    clock.advance(LIFE - dt.timedelta(seconds=1))
    assert reprice(shop, offer, order_id, buyer) == Money(499, "EUR")


def test_a_price_is_worked_out_anew_once_it_has_expired(ordered, clock):
    shop, offer, order_id, buyer = ordered
    clock.advance(LIFE)
    assert reprice(shop, offer, order_id, buyer) == Money(599, "EUR")


def test_a_price_is_worked_out_anew_on_another_day_as_its_tax_may_be_another(services, clock):
    shop = Shop(services)
    with shop.services() as ours:
        zone = zoneinfo.ZoneInfo(ours.publisher.info.time_zone)
    midnight = dt.datetime.combine(clock.now().astimezone(zone).date() + dt.timedelta(days=1), dt.time(), zone)
    clock.advance(midnight - dt.timedelta(minutes=5) - clock.now())
    buyer, offer = Buyer("DE", "DE", shop.register()), shop.sell()
    with shop.services() as ours:
        order_id = ours.orders.start(offer, buyer).id
    clock.advance(dt.timedelta(minutes=4))
    assert reprice(shop, offer, order_id, buyer) == Money(499, "EUR")
    clock.advance(dt.timedelta(minutes=1))
    assert reprice(shop, offer, order_id, buyer) == Money(599, "EUR")


def test_a_buyer_who_says_something_else_of_himself_gets_another_price(ordered):
    shop, offer, order_id, buyer = ordered
    abroad = Buyer("AT", "DE", buyer.customer_id)
    assert reprice(shop, offer, order_id, abroad) == Money(599, "EUR")


@pytest.mark.parametrize(
    "changed",
    [
        {"total_minor": 1},
        {"quote_signature": "0" * 64},
        {"quote_signature": ""},
    ],
    ids=["total", "signature", "unsigned"],
)
def test_a_price_that_somebody_changed_in_the_database_is_not_charged(ordered, changed):
    shop, offer, order_id, buyer = ordered
    with shop.services() as ours:
        ours.orders.db.execute(sa.update(Order).where(Order.id == order_id).values(changed))
    assert reprice(shop, offer, order_id, buyer) == Money(599, "EUR")


def test_a_quote_does_not_hold_on_another_order(ordered, services):
    shop, offer, order_id, _ = ordered
    other = shop.register("second@example.com")
    with shop.services() as ours:
        second = ours.orders.start(offer, Buyer("DE", "", other))
        second.quote_signature = ours.orders.get(order_id).quote_signature
        assert not ours.orders.prices.holds(second)


def test_an_order_remembers_who_it_was_priced_for(ordered):
    shop, _, order_id, buyer = ordered
    with shop.services() as ours:
        order = ours.orders.get(order_id)
        assert order.who() == buyer
        assert Quote.from_json(order.quote).expires_at == order.created_at + LIFE
