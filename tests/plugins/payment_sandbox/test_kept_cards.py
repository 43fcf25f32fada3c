import datetime as dt
from dataclasses import replace

import pytest
from sandbox import AMOUNT, RETURN

from cleeng.api import Advice, FailureKind, Money, NotAttempted, Status


def charge(teller, saved, key="renewal-1", **changes):
    return teller.gateway.charge_saved(teller.ctx(key), teller.intent(saved=saved, **changes))


def test_a_kept_card_pays_while_the_buyer_is_away_once_per_key(teller):
    saved = teller.keep()
    first = charge(teller, saved)
    assert (first.status, first.amount, first.method) == (Status.SUCCEEDED, AMOUNT, saved.snapshot)
    assert charge(teller, saved) == first
    assert first.reference != charge(teller, saved, "renewal-2").reference


def test_a_kept_card_pays_in_one_click_while_the_buyer_is_there(teller):
    saved = teller.keep()
    result = teller.pay(key="pay-2", saved=saved, fields={}, method="", keep_method=True)
    assert (result.status, result.saved_token) == (Status.SUCCEEDED, "")
    assert len(teller.gateway.list_methods(teller.ctx(), teller.customer)) == 1


def test_a_kept_card_carries_the_network_reference_of_the_payment_that_it_was_kept_with(teller):
    paid = teller.pay(keep_method=True)
    (saved,) = teller.gateway.list_methods(teller.ctx(), teller.customer)
    assert saved.token == paid.saved_token
    assert saved.network_reference == paid.network_reference


@pytest.mark.parametrize(
    ("card", "kind", "advice"),
    [("declined_away", FailureKind.INSUFFICIENT_FUNDS, Advice.LATER)],
)
def test_a_kept_card_remembers_that_it_refuses_later(teller, card, kind, advice):
    result = charge(teller, teller.keep(card))
    assert (result.status, result.kind, result.advice) == (Status.FAILED, kind, advice)


def test_a_card_that_was_not_asked_to_be_kept_is_not(teller):
    assert teller.pay().saved_token == ""
    assert teller.gateway.list_methods(teller.ctx(), teller.customer) == []


def test_a_refused_card_is_not_kept(teller):
    assert teller.pay("declined", keep_method=True).saved_token == ""
    assert teller.gateway.list_methods(teller.ctx(), teller.customer) == []


def test_a_card_can_be_kept_without_paying(teller):
    result = teller.gateway.setup_method(teller.ctx("keep-1"), teller.intent(), RETURN)
    assert (result.status, result.amount) == (Status.SUCCEEDED, Money(0, "EUR"))
    assert teller.gateway.describe_method(teller.ctx(), result.saved_token).last_four == "4242"


def test_a_challenge_stands_before_keeping_too(teller):
    result = teller.gateway.setup_method(teller.ctx("keep-1"), teller.intent("challenge"), RETURN)
    assert (result.status, result.saved_token) == (Status.REQUIRES_ACTION, "")


def test_a_kept_card_expires_by_the_publishers_clock(teller):
    saved = teller.keep()
    teller.clock.advance(dt.timedelta(days=365 * 4))
    result = charge(teller, saved)
    assert (result.kind, result.advice) == (FailureKind.EXPIRED_CARD, Advice.AFTER_UPDATE)


def test_nobody_pays_with_another_customers_card_or_at_another_publisher(teller):
    saved = teller.keep()
    assert charge(teller, saved, customer=replace(teller.customer, id=200000002)).code == "method_removed"
    elsewhere = teller.ctx("renewal-1", publisher=teller.publisher(id=100000002))
    assert teller.gateway.charge_saved(elsewhere, teller.intent(saved=saved)).code == "method_removed"
    with pytest.raises(LookupError):
        teller.gateway.describe_method(elsewhere, saved.token)


def test_a_charge_that_went_through_is_still_found_after_the_card_is_deleted(teller):
    saved = teller.keep()
    paid = charge(teller, saved)
    teller.gateway.delete_method(teller.ctx(), saved.token)
    assert charge(teller, saved) == paid
    with pytest.raises(LookupError):
        teller.gateway.describe_method(teller.ctx(), saved.token)


def test_a_bank_out_of_reach_attempts_nothing_with_a_kept_card_either(teller):
    with pytest.raises(NotAttempted):
        teller.pay("unreachable", keep_method=True)
    assert teller.gateway.list_methods(teller.ctx(), teller.customer) == []
