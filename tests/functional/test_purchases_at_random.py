"""Viewers who do what comes into their heads: what the bank took and what was granted stay the same."""

import datetime as dt
import random

import pytest

from cleeng.catalog.models import OfferType
from cleeng.entitlements.models import Entitlement
from cleeng.orders.models import Order, OrderStatus
from cleeng.payments.models import Payment
from cleeng.payments.reconcile import PaymentReconciler, RefundSender
from cleeng.work import Worker
from cleeng_plugins.payment_sandbox.cards import CARDS
from harness import campaign
from harness.invoices import gapless
from harness.till import Visitor

PURCHASES = campaign.size(small=200, full=2_000)
BATCH = 40
#: A viewer who has not got there by then gives up.
STEPS = 9
FAR = dt.datetime(2090, 1, 1, tzinfo=dt.UTC)
SLOW = [card for card in CARDS if card.slow]


class Chance:
    """Viewers, whose every step is drawn."""

    def __init__(self, till, deliver, work, seed):
        self.till = till
        self.deliver = deliver
        self.work = work
        self.random = random.Random(seed)
        self.cards = [card.number for card in CARDS if card not in SLOW]
        self.offers = [
            till.sell(),
            till.sell(OfferType.RENTAL, 299, "A rental"),
            till.sell(OfferType.EVENT, 1299, "A match", starts_at=FAR, ends_at=FAR + dt.timedelta(days=1)),
            till.sell(OfferType.SUBSCRIPTION, 999, "The channel"),
            till.sell(OfferType.SUBSCRIPTION, 999, "On trial", free_periods=1),
            till.sell(price=0, title="A gift"),
        ]
        self.visitors = []

    def purchase(self):
        """Let somebody, new or known, try to buy something."""
        offer = self.random.choice(self.offers)
        if self.visitors and self.random.random() < 0.4:
            visitor = self.random.choice(self.visitors)
            page = visitor.open(offer)
        else:
            visitor = self.stranger()
            page = visitor.sign_up(offer, email=visitor.email)
        for _ in range(STEPS):
            page = self.step(visitor, page, offer)
            if page is None:
                break

    def stranger(self):
        """Give a viewer who was never here, with an address of one's own."""
        number = len(self.visitors)
        address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        visitor = Visitor(self.till, self.till.installation.visitor(REMOTE_ADDR=address))
        visitor.email = f"viewer{number}@example.com"
        self.visitors.append(visitor)
        return visitor

    def step(self, visitor, page, offer):
        """Do something on a page; give the next one, or None where the viewer leaves."""
        self.meanwhile()
        if self.random.random() < 0.05:
            return None
        if self.random.random() < 0.1:
            return visitor.open(offer)
        if "/plugins/payment_sandbox/" in page.request.path:
            return self.answer(page)
        form = page.forms.get("checkout")
        if form is not None and "payment_id" in form.fields:
            return self.press(visitor, page)
        if form is not None:  # away for too long: signed out
            return visitor.sign_in(offer, email=visitor.email)
        poll = page.html.select_one("[data-poll]")
        return visitor.app.get(page.request.path).maybe_follow() if poll else None

    def press(self, visitor, page):
        """Choose a way to pay, press the button, perhaps twice."""
        form = page.forms["checkout"]
        if "method" in form.fields:  # what is free asks for none
            form = visitor.filled(page, self.random.choice(self.cards), keep=self.random.random() < 0.5)
            form["method"] = self.random.choice([value for value, *_ in form["method"].options])
        if "sandbox-phone-tel" in form.fields:
            form["sandbox-phone-tel"] = "+49 170 1234567"
        times = self.random.choice([1, 1, 2])
        answers = [form.submit("action", value="pay", status="*") for _ in range(times)]
        assert {answer.status_int for answer in answers} <= {303, 422}
        return self.random.choice(answers).maybe_follow()

    def answer(self, page):
        """Approve, refuse or leave at the bank; mistype the PIN now and then."""
        form = page.forms[0]
        if "pin" in form.fields:
            form["pin"] = self.random.choice(["1234", "0000"])
        return form.submit("answer", value=self.random.choice(["approve", "approve", "refuse", "leave"])).maybe_follow()

    def meanwhile(self):
        """Let the rest of the world go on: time, the worker, the bank's webhooks."""
        if self.random.random() < 0.1:
            self.till.later(minutes=self.random.choice([1, 3, 20]))
        if self.random.random() < 0.1:
            self.work()
        payments = self.till.rows(Payment)[-10:] if self.random.random() < 0.1 else []
        ended = self.till.bank.ended()
        for payment in payments:
            if payment.id in ended and self.random.random() < 0.3:
                self.deliver(payment.id)


def check(till):
    """Hold that each order is paid once or not at all, and that exactly the paid ones were granted."""
    payments = {p.id: p for p in till.rows(Payment)}
    orders = {o.id: o for o in till.rows(Order)}
    assert not [p for p in payments.values() if p.status in {"pending", "unknown"}]
    taken = {p.id for p in payments.values() if p.status == "succeeded" and p.amount_minor}
    assert taken == {key for key, _ in till.bank.charges()}
    kept = [payments[key] for key in taken if not payments[key].surplus]
    assert till.bank.returned() == sum(payments[key].amount_minor for key in taken if payments[key].surplus)
    assert all(p.amount_minor == orders[p.order_id].total_minor for p in kept)
    paid = sorted(o.id for o in orders.values() if o.status is OrderStatus.PAID)
    assert sorted(p.order_id for p in kept) == [id_ for id_ in paid if orders[id_].total_minor]
    assert sorted(e.order_id for e in till.rows(Entitlement)) == paid
    assert gapless(till) == len(kept)
    return len(paid)


@pytest.fixture
def work(till, installation):
    """Do what is due about payments."""

    def run():
        application = installation.application
        handlers = [PaymentReconciler(application), RefundSender(application)]
        publishers = [publisher.id for publisher in application.publishers]
        Worker(application.database, application.clocks, handlers, publishers).drain()

    return run


@pytest.mark.slow
@pytest.mark.db
def test_purchases_at_random_are_paid_once_and_granted_once(till, sandbox_webhook, work):
    seed = random.SystemRandom().randrange(2**32)
    print("seed", seed)  # noqa: T201 - shown when it fails
    chance = Chance(till, sandbox_webhook, work, seed)
    for done in range(1, PURCHASES + 1):
        chance.purchase()
        if done % BATCH == 0:
            for _ in range(3):
                till.later(hours=30)
                work()
            assert check(till) > done / 4
