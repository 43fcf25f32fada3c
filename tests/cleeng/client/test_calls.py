"""The client calls methods, one by one and in batches, and says clearly what went wrong."""

import datetime as dt
import subprocess
import sys
from decimal import Decimal

import pytest

from cleeng.catalog.models import OfferType
from cleeng.client import MOST_CALLS, NotSent, RpcError

NIGHT = {"price": Decimal("4.99"), "title": "Night of Miles", "url": "https://www.demo-sports.example/films/1"}


def test_a_method_takes_arguments_and_returns_an_object_with_the_names_of_the_wire(client):
    made = client.create_single_offer(offer_data=NIGHT)
    assert (made["title"], made["geoRestrictionEnabled"]) == ("Night of Miles", False)
    assert client.get_single_offer(offer_id=made["id"]) == made


def test_prices_are_exact_on_both_ways(client):
    made = client.create_single_offer(offer_data={**NIGHT, "price": Decimal("19.90")})
    assert made["price"] == Decimal("19.9")
    assert isinstance(made["price"], Decimal)


def test_the_publisher_s_token_goes_with_every_call_that_needs_it(client, shop):
    shop.register()
    token = client.generate_customer_token(customer_email="viewer@example.com")["token"]
    assert client.get_customer(customer_token=token)["email"] == "viewer@example.com"
    assert client.get_customer_email(customer_token=token) == {"email": "viewer@example.com"}


def test_an_argument_that_is_left_out_is_not_sent(client, shop):
    offers = {shop.sell(title=f"Film {number}").id for number in range(3)}
    page = client.list_single_offers(limit=2)
    assert (len(page["items"]), page["totalItemCount"]) == (2, 3)
    assert {item["id"] for item in page["items"]} < offers


def test_a_refusal_names_method_code_and_reason(client):
    with pytest.raises(RpcError, match=r"getSingleOffer: There is no such offer\. \(error 4\)") as refusal:
        client.get_single_offer(offer_id="A000000000_DE")
    error = refusal.value
    assert (error.method, error.code, error.message) == ("getSingleOffer", 4, "There is no such offer.")


def test_a_method_that_the_client_does_not_know_can_be_called_by_its_name(client, shop):
    offer = shop.sell()
    assert client.call("getSingleOffer", {"offerId": offer.id}, writes=False)["id"] == offer.id
    with pytest.raises(RpcError, match="-32601"):
        client.call("getSinglOffer", {})


def test_what_is_no_json_is_not_sent(client):
    with pytest.raises(TypeError, match="datetime"):
        client.call("getSingleOffer", {"offerId": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)})
    with pytest.raises(ValueError, match="JSON"):
        client.call("getSingleOffer", {"offerId": float("nan")})


def test_a_batch_gives_each_call_its_own_result(client, shop):
    film, club = shop.sell(), shop.sell(OfferType.SUBSCRIPTION, opens=("(all)",))
    with client.batch() as batch:
        first = batch.get_single_offer(offer_id=film.id)
        second = batch.get_subscription_offer(offer_id=club.id)
    assert (first.result()["id"], second.result()["period"]) == (film.id, "month")


def test_a_failing_call_of_a_batch_spoils_no_other(client, shop):
    film = shop.sell()
    with client.batch() as batch:
        pending = [batch.get_single_offer(offer_id=id_) for id_ in (film.id, "A000000000_DE", film.id)]
    assert [pending[at].result()["id"] for at in (0, 2)] == [film.id, film.id]
    with pytest.raises(RpcError, match="error 4"):
        pending[1].result()


class Counted:
    """Counts the requests that go through."""

    def __init__(self, transport):
        self.transport = transport
        self.requests = 0

    def send(self, body, *, repeatable):
        self.requests += 1
        return self.transport.send(body, repeatable=repeatable)


def test_a_long_queue_becomes_several_requests(client, shop):
    film = shop.sell()
    counted = client._transport = Counted(client._transport)
    with client.batch() as batch:
        pending = [batch.get_single_offer(offer_id=film.id) for _ in range(2 * MOST_CALLS + 1)]
    assert counted.requests == 3
    assert {one.result()["id"] for one in pending} == {film.id}


def test_an_empty_batch_sends_nothing(client):
    counted = client._transport = Counted(client._transport)
    with client.batch():
        pass
    assert counted.requests == 0


def test_a_block_that_fails_sends_nothing(client, api):
    def fail():
        with client.batch() as batch:
            pending.append(batch.create_single_offer(offer_data=NIGHT))
            raise KeyError

    pending = []
    with pytest.raises(KeyError):
        fail()
    with pytest.raises(NotSent, match="createSingleOffer"):
        pending[0].result()
    assert client.list_single_offers()["totalItemCount"] == 0


def test_a_result_is_not_there_before_the_batch_is_over(client, shop):
    film = shop.sell()
    with client.batch() as batch:
        pending = batch.get_single_offer(offer_id=film.id)
        with pytest.raises(NotSent):
            pending.result()


ALONE = """
import sys, cleeng.client
ours = {name for name in sys.modules if name.startswith("cleeng.") and not name.startswith("cleeng.client")}
others = {"sqlalchemy", "pyramid", "pydantic", "cleeng_plugins"} & set(sys.modules)
print(ours | others or "alone")
"""


def test_the_client_needs_nothing_of_the_server():
    found = subprocess.run([sys.executable, "-c", ALONE], text=True, capture_output=True, check=True)
    assert found.stdout == "alone\n"
