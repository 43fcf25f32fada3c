"""Money that goes back: never more than was paid, once, and with it what it bought."""

import json
import logging
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleeng.api import Money, Result, Status
from cleeng.catalog.models import OfferType
from cleeng.entitlements.models import Entitlement
from cleeng.ids import new_uuid
from cleeng.orders.buyer import Buyer
from cleeng.outbox import OutboxItem
from cleeng.payments.errors import RefundExceedsPayment, RefundKeyTaken, RefundNotPossible, TransactionNotFound
from cleeng.payments.models import Refund
from cleeng.payments.reconcile import RefundSender
from cleeng.payments.service import Choice
from cleeng.pricing.quote import Quote
from cleeng.subscriptions.models import CancellationType, Subscription, SubscriptionStatus
from cleeng.work import Worker
from harness.till import APPROVED, GATEWAY

pytestmark = pytest.mark.db

PENDING, SILENT, REFUSED = "4000 0000 0101 1008", "4000 0000 0101 2006", "4000 0000 0101 3004"


def eur(minor):
    return Money(minor, "EUR")


@pytest.fixture
def buy(till, services):
    """Buy an offer as a new customer; give the number of the transaction."""

    def buy(card=APPROVED, offer=None, gateway="sandbox", **more):
        offer = offer or till.sell(**more)
        fields = {"number": card, "expiry": "12/39", "cvc": "123", "name": "Lena Brandt"}
        payment_id = new_uuid()
        with services() as s:
            customer_id = s.sign_in.register(f"{payment_id}@example.com", "sunny-afternoon-42")
            order = s.orders.start(offer, Buyer("DE", "", customer_id))
            choice = Choice(gateway, "card", fields)
            s.payments.pay(
                payment_id=payment_id,
                order_id=order.id,
                seen=Quote.from_json(order.quote).agreed,
                choice=choice,
                return_url="",
                cancel_url="",
            )
            return s.payments.get(payment_id).transaction_id

    return buy


@pytest.fixture
def refund(services):
    """Ask for a refund; give the gateway's answer."""

    def refund(transaction_id, minor=None, key="", reason=""):
        with services() as s:
            amount = None if minor is None else eur(minor)
            return s.refunds.refund(transaction_id, key=key or new_uuid(), amount=amount, reason=reason)

    return refund


@pytest.fixture
def work(installation):
    """Do what is due about refunds."""

    def work():
        application = installation.application
        publishers = [publisher.id for publisher in application.publishers]
        return Worker(application.database, application.clocks, [RefundSender(application)], publishers).drain()

    return work


def left(services, transaction_id):
    with services() as s:
        return s.refunds.left(s.refunds.transaction(transaction_id))


def watching(till):
    """Return the orders whose customers may still watch."""
    return {e.order_id for e in till.rows(Entitlement) if e.revoked_at is None}


def events(till, name):
    return [row for row in till.rows(OutboxItem) if row.name == name and row.handler.startswith("observer")]


def test_all_of_a_payment_goes_back_and_ends_the_access(till, buy, refund, services):
    transaction_id = buy(price=499)
    result = refund(transaction_id, reason="did not play")
    assert (result.status, result.amount) == (Status.SUCCEEDED, eur(499))
    assert till.bank.returned() == 499
    (row,) = till.rows(Refund)
    assert (row.status, row.reason, row.due_at) == (Status.SUCCEEDED, "did not play", None)
    assert row.reference.startswith("sandbox-refund-")
    assert left(services, transaction_id) == eur(0)
    assert watching(till) == set()


def test_a_part_goes_back_and_the_access_stays_until_all_went_back(till, buy, refund):
    transaction_id = buy(price=499)
    refund(transaction_id, 200)
    assert len(watching(till)) == 1
    refund(transaction_id, 100)
    assert len(watching(till)) == 1
    refund(transaction_id)
    assert till.bank.returned() == 499
    assert watching(till) == set()
    assert [row.data["access_revoked"] for row in events(till, "refund.succeeded")] == [False, False, True]


def test_only_what_the_order_granted_ends(till, buy, refund, services):
    kept, given_back = buy(), buy()
    refund(given_back)
    with services() as s:
        assert watching(till) == {s.refunds.transaction(kept).order_id}


def test_a_subscription_ends_with_its_payment(till, buy, refund):
    refund(buy(type_=OfferType.SUBSCRIPTION))
    (subscription,) = till.rows(Subscription)
    assert subscription.status is SubscriptionStatus.TERMINATED
    assert (subscription.cancelled_by, subscription.cancellation_reason) == (CancellationType.PUBLISHER, "refunded")
    assert watching(till) == set()


def test_money_that_came_twice_goes_back_and_the_good_order_stays(till, buy, services, work):
    """Pitfall 3: refunding a double payment cancels the good order."""
    transaction_id = buy()
    with services() as s:
        s.outcomes.give_back(s.refunds.transaction(transaction_id), "order was paid already")
    work()
    assert till.bank.returned() == 499
    assert len(watching(till)) == 1


@pytest.mark.parametrize("minor", [500, 0, -1])
def test_more_than_is_left_or_nothing_is_refused_and_not_sent(till, buy, refund, minor):
    transaction_id = buy(price=499)
    with pytest.raises(RefundExceedsPayment, match=r"4.99 EUR was paid and 4.99 EUR is left of it"):
        refund(transaction_id, minor)
    refund(transaction_id, 400)
    with pytest.raises(RefundExceedsPayment, match=r"1.00 EUR cannot go back: .* 0.99 EUR is left"):
        refund(transaction_id, 100)
    assert till.bank.returned() == 400


def test_what_went_back_does_not_go_back_again(till, buy, refund):
    transaction_id = buy()
    refund(transaction_id)
    with pytest.raises(RefundExceedsPayment):
        refund(transaction_id)
    assert till.bank.returned() == 499


def test_the_same_key_gives_back_once(till, buy, refund):
    transaction_id = buy()
    first = refund(transaction_id, 100, key="by-hand-1")
    again = refund(transaction_id, 100, key="by-hand-1")
    assert (again.status, again.amount, again.reference) == (first.status, first.amount, first.reference)
    assert till.bank.returned() == 100


def test_a_key_that_names_another_refund_is_refused(till, buy, refund):
    transaction_id = buy()
    refund(transaction_id, 100, key="by-hand-1")
    for other, minor in ((transaction_id, 101), (buy(), 100)):
        with pytest.raises(RefundKeyTaken):
            refund(other, minor, key="by-hand-1")
    assert till.bank.returned() == 100


def test_a_transaction_that_is_not_there_or_another_publishers_is_not_found(installation, buy, refund):
    installation.add_publisher(200000002, "Other Sports", more=GATEWAY)
    transaction_id = buy()
    with pytest.raises(TransactionNotFound):
        refund(111111111)
    with installation.services(200000002) as s, pytest.raises(TransactionNotFound):
        s.refunds.refund(transaction_id, key="theirs")


def test_twenty_refunds_at_once_never_exceed_the_payment(till, buy, services):
    """Pitfall 4: concurrent refunds exceed the payment."""
    transaction_id = buy(price=499)
    together, answers = threading.Barrier(20), []

    def ask():
        together.wait()
        try:
            with services() as s:
                answers.append(s.refunds.refund(transaction_id, key=new_uuid(), amount=eur(100)).status)
        except RefundExceedsPayment:
            answers.append("exceeds")

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["exceeds"] * 16 + [Status.SUCCEEDED] * 4
    assert till.bank.returned() == sum(row.amount_minor for row in till.rows(Refund)) == 400
    assert left(services, transaction_id) == eur(99)
    assert len(watching(till)) == 1


def test_a_refund_without_an_answer_is_reserved_and_settled_by_the_worker(till, buy, refund, services, work):
    transaction_id = buy(SILENT)
    assert refund(transaction_id).status is Status.UNKNOWN
    assert [row.status for row in till.rows(Refund)] == [Status.PENDING]
    assert left(services, transaction_id) == eur(0)
    assert len(watching(till)) == 1, "nobody knows yet"
    with pytest.raises(RefundExceedsPayment):
        refund(transaction_id, 1)
    assert work() == 0, "the call could still be on its way"
    till.later(minutes=3)
    work()
    assert [row.status for row in till.rows(Refund)] == [Status.SUCCEEDED]
    assert till.bank.returned() == 499
    assert watching(till) == set()


def test_what_stays_without_an_answer_waits_with_its_reason(till, buy, refund, work, caplog):
    caplog.set_level(logging.WARNING)
    till.installation.add_publisher(more=GATEWAY + "\n[plugin:payment_sandbox]\nsettle_seconds = 86400\n")
    refund(buy(SILENT))
    till.later(minutes=3)
    assert work() == 1
    (row,) = till.rows(Refund)
    assert (row.status, row.attempts) == (Status.PENDING, 1)
    assert row.last_error == "the gateway did not settle the refund: unknown OutcomeUnknown"
    assert row.due_at > till.clock.now()


def test_a_refund_that_takes_its_time_is_asked_about_until_it_is_done(till, buy, refund, work):
    assert refund(buy(PENDING)).status is Status.PENDING
    assert [(row.status, row.attempts) for row in till.rows(Refund)] == [(Status.PENDING, 1)]
    assert work() == 0
    till.later(seconds=10)
    assert work() == 1
    assert [(row.status, row.last_error) for row in till.rows(Refund)] == [(Status.SUCCEEDED, "")]


def test_a_refused_refund_gives_its_amount_free_and_says_whose_money_waits(till, buy, refund, services, caplog):
    transaction_id = buy(REFUSED)
    result = refund(transaction_id)
    assert (result.status, result.code) == (Status.FAILED, "account_closed")
    assert left(services, transaction_id) == eur(499)
    assert len(watching(till)) == 1
    (line,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert line.getMessage() == "a gateway refused a refund; the customer still waits for this money"
    assert (line.transaction, line.code, line.amount_minor) == (transaction_id, "account_closed", 499)
    assert line.customer_id == till.rows(Entitlement)[0].customer_id
    assert [row.data["code"] for row in events(till, "refund.failed")] == ["account_closed"]


def test_a_late_answer_changes_nothing_once_it_is_settled(till, buy, refund, services):
    refund(buy(), key="first")
    with services() as s:
        for late in (Result.failed("hard", "late"), Result.pending(), Result.succeeded(eur(499), "again")):
            assert s.refund_outcomes.apply("first", late) is Status.SUCCEEDED
    assert len(events(till, "refund.succeeded")) == 1


def test_a_gateway_that_gave_back_another_amount_waits_for_a_person(till, buy, services, caplog):
    transaction_id = buy()
    with services() as s:
        s.refunds.reserve(transaction_id, key="odd", amount=eur(100))
        s.refund_outcomes.apply("odd", Result.succeeded(eur(99), "sandbox-refund-odd"))
    (row,) = till.rows(Refund)
    assert (row.status, row.dead_at, row.due_at) == (Status.PENDING, till.clock.now(), None)
    assert row.last_error == "the gateway gave back 0.99 EUR, not 1.00 EUR"
    assert "a gateway gave back another amount than asked; a person must look" in caplog.messages


def credited(services, transaction_id):
    """Give net and tax of the invoice of a transaction and of each of its credit notes, in minor units."""
    with services() as s:
        invoice = s.invoices.of_order(s.refunds.transaction(transaction_id).order_id)
        notes = s.invoices.credits(invoice)
        return (invoice.net_minor, invoice.tax_minor), [(note.net_minor, note.tax_minor) for note in notes]


def test_what_goes_back_is_credited_with_its_tax(till, buy, refund, services):
    transaction_id = buy(price=499)
    refund(transaction_id, 200, reason="film stopped twice")
    refund(transaction_id, 100)
    refund(transaction_id)
    billed, back = credited(services, transaction_id)
    assert billed == (419, 80)
    assert [net + tax for net, tax in back] == [200, 100, 199]
    assert (sum(net for net, _ in back), sum(tax for _, tax in back)) == billed
    with services() as s:
        refunds = {row.id: row for row in till.rows(Refund)}
        notes = [s.invoices.of_refund(id_) for id_ in refunds]
        assert [note.total for note in notes] == [row.amount for row in refunds.values()]
        assert notes[0].note == "film stopped twice"


@pytest.mark.parametrize("card", [PENDING, SILENT, REFUSED])
def test_nothing_is_credited_before_the_money_went_back(buy, refund, services, card):
    transaction_id = buy(card)
    refund(transaction_id)
    assert credited(services, transaction_id)[1] == []


def test_money_that_came_twice_was_never_billed(buy, services, work):
    transaction_id = buy()
    with services() as s:
        s.outcomes.give_back(s.refunds.transaction(transaction_id), "order was paid already")
    work()
    assert credited(services, transaction_id)[1] == []


LESS = """
import datetime as dt
from cleeng.api import hookimpl
from cleeng_plugins.payment_sandbox.gateway import SandboxGateway

class {name}(SandboxGateway):
    name = "{name}"
    capabilities = SandboxGateway.capabilities - {{ {less} }}
    refund_window = {window}

@hookimpl
def cleeng_payment_gateways():
    return [{name}]
"""
ONLY = "\n[gateways]\nuse = {}\n"


@pytest.mark.parametrize(
    ("name", "less", "window", "asked", "why"),
    [
        ("never", "'refund'", "None", [499], "knows no refund: give it back on the pages of Test payments"),
        ("whole", "'partial_refund'", "None", [200], "knows no partial refund"),
        ("once", "'multiple_refunds'", "None", [200, 299], "knows no multiple refunds"),
        ("soon", "''", "dt.timedelta(days=30)", [200, 299], "gives back for 30 days only"),
    ],
)
def test_what_the_gateway_cannot_do_is_refused_before_it_is_asked(
    till, buy, refund, install_plugin, name, less, window, asked, why
):
    source = LESS.format(name=name, less=less, window=window)
    till.installation.plugins.append(install_plugin(f"payment_{name}", source))
    till.installation.add_publisher(more=ONLY.format(name))
    transaction_id = buy(price=499, gateway=name)
    for minor in asked[:-1]:
        refund(transaction_id, minor)
    till.later(days=31)
    with pytest.raises(RefundNotPossible, match=why):
        refund(transaction_id, asked[-1])
    assert sum(row.amount_minor for row in till.rows(Refund)) == sum(asked[:-1])


def test_the_gateway_of_the_payment_has_to_be_there(installation, buy, refund):
    transaction_id = buy()
    installation.add_publisher()
    installation.stop()
    with pytest.raises(RefundNotPossible, match=r"put it back into \[gateways\] use"):
        refund(transaction_id)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.integers(1, 600), max_size=8), price=st.integers(1, 600))
def test_whatever_is_asked_for_the_refunds_add_up_and_never_exceed(till, buy, refund, services, asked, price):
    transaction_id, before, back = buy(price=price), till.bank.returned(), 0
    for minor in asked:
        if back + minor > price:
            with pytest.raises(RefundExceedsPayment):
                refund(transaction_id, minor)
        else:
            refund(transaction_id, minor)
            back += minor
        assert left(services, transaction_id) == eur(price - back)
    assert till.bank.returned() - before == back
    billed, notes = credited(services, transaction_id)
    assert sum(map(sum, notes)) == back
    if back == price:
        assert tuple(map(sum, zip(*notes, strict=True))) == billed
    with services() as s:
        order_id = s.refunds.transaction(transaction_id).order_id
    assert (order_id in watching(till)) == (back < price)


TELLS = """
import json
from cleeng.api import EventKind, GatewayEvent, Money, Result, hookimpl
from cleeng_plugins.payment_sandbox.gateway import SandboxGateway

class Tells(SandboxGateway):
    name = "tells"

    def parse_webhook(self, ctx, headers, body):
        told = json.loads(body)
        results = {"succeeded": Result.succeeded(Money(499, "EUR"), "ref"), "failed": Result.failed("hard", "closed")}
        result = results.get(told["kind"].removeprefix("refund."))
        return [GatewayEvent(told["id"], EventKind(told["kind"]), told["key"], result)]

@hookimpl
def cleeng_payment_gateways():
    return [Tells]
"""


@pytest.fixture
def tell(till, install_plugin, services):
    """Use a gateway that tells of refunds by webhook; deliver what it tells, and say how much of it was new."""
    till.installation.plugins.append(install_plugin("payment_tells", TELLS))
    till.installation.add_publisher(more=ONLY.format("tells"))

    def tell(kind, key="refund-1", id_="event-1"):
        with services() as s:
            return s.webhooks.receive("tells", {}, json.dumps({"id": id_, "kind": kind, "key": key}).encode())

    return tell


@pytest.mark.parametrize(
    ("kind", "status", "watching_still"),
    [("refund.succeeded", Status.SUCCEEDED, False), ("refund.failed", Status.FAILED, True)],
)
def test_a_gateway_may_tell_by_itself_what_became_of_a_refund(till, buy, refund, tell, kind, status, watching_still):
    refund(buy(PENDING, gateway="tells"), key="refund-1")
    assert [tell(kind), tell(kind), tell(kind, id_="event-2")] == [1, 0, 1]
    assert [row.status for row in till.rows(Refund)] == [status]
    assert bool(watching(till)) == watching_still
    assert len(events(till, kind)) == 1


@pytest.mark.parametrize("kind", ["refund.reversed", "refund.failed"])
def test_a_refund_that_comes_back_waits_for_a_person(till, buy, refund, tell, caplog, kind):
    transaction_id = buy(gateway="tells")
    refund(transaction_id, key="refund-1")
    tell(kind)
    (line,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert line.getMessage().startswith("a refund that had succeeded came back")
    assert line.transaction == transaction_id
    assert [row.status for row in till.rows(Refund)] == [Status.SUCCEEDED]
    assert len(events(till, "refund.reversed")) == 1


def test_what_is_told_of_a_refund_that_is_not_ours_changes_nothing(till, tell, caplog):
    till.sell()
    assert tell("refund.succeeded", key="theirs") == 1
    assert "webhook event of a payment that is not ours" in caplog.messages


def by_hand(services, transaction_id, minor=None, key="by-hand-1"):
    with services() as s:
        return s.refunds.record(transaction_id, key=key, amount=None if minor is None else eur(minor))


def test_what_went_back_by_hand_is_written_down_and_nobody_is_asked(till, buy, services):
    transaction_id = buy(REFUSED)
    by_hand(services, transaction_id, 200)
    assert left(services, transaction_id) == eur(299)
    by_hand(services, transaction_id, key="by-hand-2")
    assert till.bank.returned() == 0
    assert [row.reference for row in till.rows(Refund)] == ["by hand", "by hand"]
    billed, notes = credited(services, transaction_id)
    assert tuple(map(sum, zip(*notes, strict=True))) == billed
    assert watching(till) == set()
    with pytest.raises(RefundExceedsPayment):
        by_hand(services, transaction_id, key="by-hand-3")


def test_a_refund_that_waits_is_the_one_that_went_back_by_hand(till, buy, refund, services, work):
    transaction_id = buy(SILENT)
    refund(transaction_id, 499, key="asked-for")
    with services() as s:
        s.refunds.get("asked-for").dead_at = till.clock.now()
    assert by_hand(services, transaction_id) == "asked-for"
    (row,) = till.rows(Refund)
    assert (row.status, row.due_at, row.dead_at) == (Status.SUCCEEDED, None, None)
    till.later(minutes=3)
    assert work() == 0


def test_a_gateway_that_is_gone_or_cannot_give_back_is_no_obstacle_by_hand(installation, buy, services):
    transaction_id = buy()
    installation.add_publisher()
    installation.stop()
    by_hand(services, transaction_id)
    assert left(services, transaction_id) == eur(0)
