"""Invoice numbers have no gaps: not when many buy at once, nor when what issues them is killed in the middle."""

import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from webtest import AppError

from cleeng.orders.buyer import Buyer
from harness.crash import Crashed
from harness.invoices import gapless
from harness.till import DECLINED, Visitor

pytestmark = [pytest.mark.db, pytest.mark.slow]

AT_ONCE = 50
VIEWERS = 4
KILLS = 2


class GaveUp(Exception):
    """Something went wrong after the number had been taken."""


def all_at_once(calls):
    """Make calls in threads of their own, none before all are there; give what each gave, or raised."""
    together = threading.Barrier(len(calls))

    def one(call):
        together.wait()
        try:
            return call()
        except GaveUp as error:
            return error

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(one, calls))


@pytest.fixture
def many_connections(monkeypatch):
    """Let one process do what several do elsewhere: each viewer holds a connection while waiting for a number."""
    monkeypatch.setattr("cleeng.db.OVERFLOW", 2 * AT_ONCE)


def visitor(till, number):
    return Visitor(till, till.installation.visitor(REMOTE_ADDR=f"10.0.0.{number}"))


def test_fifty_purchases_at_once_get_the_numbers_one_to_fifty(many_connections, till):
    offer, paying = till.sell(), []
    for number in range(AT_ONCE + 5):
        viewer = visitor(till, number)
        page = viewer.sign_up(offer, f"viewer{number}@example.com")
        card = [] if number < AT_ONCE else [DECLINED]
        paying.append(lambda viewer=viewer, page=page, card=card: viewer.pay(page, *card, status="*", follow=False))
    random.shuffle(paying)
    assert {answer.status_int for answer in all_at_once(paying)} == {303}
    assert gapless(till) == AT_ONCE


def test_numbers_of_transactions_that_fail_are_given_out_again(many_connections, till, services):
    offer = till.sell()
    with services() as ours:
        customers = [ours.sign_in.register(f"viewer{number}@example.com", "hurdles400") for number in range(AT_ONCE)]
        orders = [ours.orders.start(offer, Buyer("DE", "", customer_id)).id for customer_id in customers]

    def complete(number, order_id):
        with services() as ours:
            ours.orders.complete(ours.orders.lock(order_id))
            assert ours.invoices.of_order(order_id) is not None
            if number % 3 == 0:
                raise GaveUp

    answers = all_at_once([lambda n=n, order=order: complete(n, order) for n, order in enumerate(orders)])
    failed = [order for order, answer in zip(orders, answers, strict=True) if answer]
    assert len(failed) == 17
    assert gapless(till) == AT_ONCE - len(failed)


class Crowd:
    """Viewers who keep buying, whatever becomes of the server, until they are told to stop."""

    def __init__(self, shop, offer):
        self.shop = shop
        self.offer = offer
        self.over = threading.Event()
        self.paid = 0

    def buy(self, name):
        number = 0
        while not self.over.is_set():
            number += 1
            viewer = self.shop.visitor()
            try:
                viewer.pay(viewer.sign_up(self.offer, f"{name}-{number}@example.com"))
                self.paid += 1
            except (Crashed, AppError, AssertionError, KeyError):  # it is gone, or just coming back
                time.sleep(0.05)


def test_a_server_killed_under_load_leaves_no_gap(crashing_shop):
    shop = crashing_shop
    crowd = Crowd(shop, shop.till.sell())
    with ThreadPoolExecutor(VIEWERS) as threads:
        buying = [threads.submit(crowd.buy, f"viewer{number}") for number in range(VIEWERS)]
        try:
            for _ in range(KILLS):
                before = crowd.paid
                while crowd.paid < before + VIEWERS:
                    time.sleep(0.01)
                shop.server.kill()
                assert shop.server.returncode == -signal.SIGKILL
                shop.serve()
        finally:
            crowd.over.set()
    assert [thread.exception() for thread in buying] == [None] * VIEWERS
    shop.settle()
    assert gapless(shop.till) == shop.paid() >= crowd.paid
