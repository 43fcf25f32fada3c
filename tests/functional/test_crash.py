"""A real server and a real worker, ended at every point of the pay path: nobody pays twice, or for nothing."""

import itertools
import time

import pytest

from cleeng.entitlements.models import Entitlement
from cleeng.invoices.models import Invoice, InvoiceKind
from cleeng.outbox import OutboxItem
from cleeng.payments.models import Payment, Refund
from cleeng.testing.crashing import LEASE
from harness.crash import Crashed
from harness.invoices import gapless
from harness.till import APPROVED, CHALLENGE, TIMES_OUT_PAID, TIMES_OUT_UNPAID

pytestmark = pytest.mark.slow

WEBHOOK_FIRST = "4000 0000 0100 5000"


@pytest.fixture
def shop(crashing_shop):
    return crashing_shop


def pay(page, visitor, card):
    """Pay, and confirm at the bank where it asks."""
    answer = visitor.pay(page, card)
    if "/plugins/payment_sandbox/" in answer.request.path:
        answer = answer.forms[0].submit("answer", value="approve").maybe_follow()
    return answer


def paying_everywhere(shop, offer, card):
    """Let viewers pay, one for each time that each point is reached; give (visitor, page sent) of each."""
    for point in ("before commit", "after commit", "before gateway", "after gateway"):
        for number in itertools.count(1):
            visitor = shop.visitor()
            page = visitor.sign_up(offer, email=f"{point[:8]}{number}@example.com".replace(" ", "-"))
            shop.plan.write_text(f"{point} {number}")
            try:
                pay(page, visitor, card)
            except Crashed:
                shop.server.wait()
            shop.plan.unlink()
            yield visitor, page
            if not shop.crashed():
                assert number > 1, f"nothing ended {point}"
                break
            shop.serve()


def nobody_pays_twice_or_for_nothing(shop, card, *, waits):
    offer = shop.till.sell()
    viewers = list(paying_everywhere(shop, offer, card))
    if waits:  # nobody comes back until the bank was asked: what it took is known all the same
        shop.settle()
        assert shop.paid()
    for visitor, page in viewers:
        visitor.pay(page, card)  # the page is still there, and the button too
    shop.settle()
    shop.paid()
    for visitor, _ in viewers:
        page = visitor.open(offer)
        if "checkout" in page.forms:  # what was never sent is paid now
            pay(page, visitor, APPROVED)
    assert shop.paid() == len(viewers)


@pytest.mark.db
@pytest.mark.parametrize("waits", [False, True], ids=["pressed again", "given up"])
def test_a_server_that_ends_anywhere_charges_once_and_gives_what_was_paid(shop, waits):
    nobody_pays_twice_or_for_nothing(shop, APPROVED, waits=waits)


def test_a_server_that_ends_while_the_buyer_is_at_the_bank_charges_once(shop):
    nobody_pays_twice_or_for_nothing(shop, CHALLENGE, waits=True)


def test_a_server_that_ends_while_the_webhook_races_the_answer_charges_once(shop):
    nobody_pays_twice_or_for_nothing(shop, WEBHOOK_FIRST, waits=True)


@pytest.mark.db
def test_a_worker_that_ends_anywhere_settles_each_payment_and_refund_once(shop):
    offer, paid = shop.till.sell(price=499), []
    for point in ("before commit", "after commit", "before gateway", "after gateway", "before work", "after work"):
        for card in (TIMES_OUT_PAID, TIMES_OUT_UNPAID, APPROVED):
            visitor = shop.visitor()
            email = f"{point}-{card[-4:]}@example.com".replace(" ", "-")
            visitor.pay(visitor.sign_up(offer, email=email), card)
        paid.append(shop.give_back_last())
        shop.later(minutes=5)
        for number in itertools.count(1):
            if not shop.work(f"{point} {number}"):
                assert number > 1, f"nothing ended {point}"
                break
            time.sleep(LEASE.total_seconds())
    shop.work()
    status = {p.id: p.status for p in shop.till.rows(Payment)}
    charged = [key for key, _ in shop.till.bank.charges()]
    assert len(charged) == len(set(charged)) == 2 * len(paid)
    assert {key for key, value in status.items() if value == "succeeded"} == set(charged)
    assert list(status.values()).count("failed") == len(paid)
    assert shop.till.bank.returned() == 499 * len(paid)
    assert {r.status for r in shop.till.rows(Refund)} == {"succeeded"}
    assert [e.handler for e in shop.till.rows(OutboxItem) if e.delivered_at is None] == []
    assert len(shop.till.rows(Entitlement)) == len(charged) == gapless(shop.till)


@pytest.mark.db
def test_a_refund_whose_command_ends_anywhere_gives_back_once(shop):
    offer, numbers = shop.till.sell(price=499), []
    for point in ("after commit", "before gateway", "after gateway"):
        for number in itertools.count(1):
            visitor = shop.visitor()
            visitor.pay(visitor.sign_up(offer, email=f"{point}-{number}@example.com".replace(" ", "-")), APPROVED)
            numbers.append(f"T{shop.till.rows(Payment)[-1].transaction_id}")
            if not shop.run(f"{point} {number}", "refund", numbers[-1], "--key", f"once-{len(numbers)}"):
                assert number > 1, f"nothing ended {point}"
                break
    shop.later(minutes=5)
    shop.work()
    for count, number in enumerate(numbers, 1):
        shop.run("", "refund", number, "--key", f"once-{count}")  # whoever typed it types it again
    assert shop.till.bank.returned() == 499 * len(numbers)
    assert [r.status for r in shop.till.rows(Refund)] == ["succeeded"] * len(numbers)
    assert len([i for i in shop.till.rows(Invoice) if i.kind is InvoiceKind.CREDIT_NOTE]) == gapless(shop.till)
    assert [e for e in shop.till.rows(Entitlement) if e.revoked_at is None] == []
