import datetime as dt

import pytest
from sandbox import AMOUNT, Teller

from cleeng.api import Advice, FailureKind, Money, NotAttempted, NotSupported, OutcomeUnknown, Status, Wait


@pytest.mark.parametrize(
    ("card", "kind", "advice"),
    [
        ("declined", FailureKind.HARD, Advice.NEVER),
        ("declined_soft", FailureKind.SOFT, Advice.LATER),
        ("insufficient_funds", FailureKind.INSUFFICIENT_FUNDS, Advice.LATER),
        ("expired", FailureKind.EXPIRED_CARD, Advice.AFTER_UPDATE),
        ("lost", FailureKind.LOST_STOLEN, Advice.NEVER),
        ("stolen", FailureKind.LOST_STOLEN, Advice.NEVER),
        ("fraud", FailureKind.FRAUD, Advice.NEVER),
    ],
)
def test_a_refusal_says_why_and_whether_to_try_again(teller, card, kind, advice):
    result = teller.pay(card)
    assert (result.status, result.kind, result.advice) == (Status.FAILED, kind, advice)
    assert result.amount is None
    assert teller.status() == result


def test_a_paid_card_is_shown_by_brand_and_last_digits(teller):
    shown = teller.pay("approved_amex").method
    assert (shown.type, shown.brand, shown.last_four) == ("card", "American Express", "0005")
    assert (shown.expiry_month, shown.expiry_year) == (4, 2031)
    assert shown.fingerprint == teller.pay("approved_amex", "pay-2").method.fingerprint
    assert shown.fingerprint != teller.pay("approved", "pay-3").method.fingerprint


def test_a_number_that_is_no_test_card_is_refused_and_never_written_down(teller):
    fields = {"number": "4111 1111 1111 1111", "expiry": "04/31", "cvc": "123", "name": "Lena"}
    result = teller.pay(fields=fields)
    assert (result.status, result.code) == (Status.FAILED, "not_a_test_number")
    assert teller.status().status is Status.NOT_ATTEMPTED
    assert not [path for path in teller.folder.rglob("*") if path.is_file() and b"1111" in path.read_bytes()]


def test_a_method_that_is_not_ours_is_refused(teller):
    assert teller.pay(method="cheque").code == "unknown_method"


def test_the_same_key_answers_the_first_outcome_whatever_is_asked(teller):
    first = teller.pay("declined")
    assert teller.pay("approved") == first
    assert teller.pay("unreachable") == first
    paid = teller.pay("approved", "pay-2")
    assert teller.pay("declined", "pay-2", amount=Money(99, "EUR")) == paid


def test_two_publishers_may_use_the_same_key(teller):
    other = teller.ctx("pay-1", publisher=teller.publisher(id=100000002))
    assert teller.pay("approved").reference != teller.pay("approved", ctx=other).reference


class TestSilence:
    def test_a_bank_that_is_silent_leaves_the_outcome_unknown(self, teller):
        with pytest.raises(OutcomeUnknown):
            teller.pay("silent_paid")
        assert teller.status().status is Status.UNKNOWN
        with pytest.raises(OutcomeUnknown):
            teller.pay("silent_paid")

    @pytest.mark.parametrize(
        ("card", "status", "kind"),
        [("silent_paid", Status.SUCCEEDED, None), ("silent_unpaid", Status.FAILED, FailureKind.GATEWAY_DOWN)],
    )
    def test_it_turns_out_when_the_publishers_clock_says_so(self, teller, card, status, kind):
        with pytest.raises(OutcomeUnknown):
            teller.pay(card)
        teller.clock.advance(dt.timedelta(seconds=9.999))
        assert teller.status().status is Status.UNKNOWN
        teller.clock.advance(dt.timedelta(seconds=0.001))
        assert (teller.status().status, teller.status().kind) == (status, kind)
        assert teller.pay(card) == teller.status()

    def test_what_turned_out_stays_so_when_the_clock_is_set_back(self, teller):
        with pytest.raises(OutcomeUnknown):
            teller.pay("silent_paid")
        teller.clock.advance(dt.timedelta(days=30))
        paid = teller.status()
        teller.clock.advance(dt.timedelta(days=-30))
        assert teller.status() == paid

    def test_it_cannot_be_voided_before_it_turns_out(self, teller):
        with pytest.raises(OutcomeUnknown):
            teller.pay("silent_paid")
        assert teller.void().status is Status.UNKNOWN
        teller.clock.advance(dt.timedelta(minutes=1))
        assert teller.void().status is Status.SUCCEEDED

    def test_the_time_it_takes_is_a_setting(self, tmp_path):
        teller = Teller(tmp_path, settle_seconds=0)
        with pytest.raises(OutcomeUnknown):
            teller.gateway.charge_saved(teller.ctx("pay-2"), teller.intent(saved=self.kept(teller)))
        assert teller.status("pay-2").status is Status.SUCCEEDED

    @staticmethod
    def kept(teller):
        with pytest.raises(OutcomeUnknown):
            teller.pay("silent_paid", keep_method=True)
        token = teller.status().saved_token
        return next(m for m in teller.gateway.list_methods(teller.ctx(), teller.customer) if m.token == token)


class TestPending:
    def test_it_is_paid_when_the_publishers_clock_says_so(self, teller):
        result = teller.pay("pending")
        assert (result.status, result.next_action) == (Status.PENDING, Wait(5))
        assert teller.status() == result
        teller.clock.advance(dt.timedelta(seconds=10))
        assert (teller.status().status, teller.status().amount) == (Status.SUCCEEDED, AMOUNT)

    def test_it_can_be_voided_until_then(self, teller):
        teller.pay("pending")
        assert teller.void().status is Status.CANCELED
        teller.clock.advance(dt.timedelta(minutes=1))
        assert teller.status().status is Status.CANCELED


class TestSlow:
    def test_it_pays(self, tmp_path):
        assert Teller(tmp_path, slow_seconds=0.01).pay("slow").status is Status.SUCCEEDED

    def test_an_answer_after_the_time_limit_is_unknown_though_the_money_moved(self, teller):
        with pytest.raises(OutcomeUnknown):
            teller.pay("slow", ctx=teller.ctx("pay-1", timeout=0.01))
        assert teller.status().status is Status.SUCCEEDED
        assert teller.pay("slow").status is Status.SUCCEEDED


class TestVoid:
    def test_a_refused_payment_stays_refused(self, teller):
        refused = teller.pay("declined")
        assert teller.void() == refused

    def test_an_open_challenge_is_given_up(self, teller):
        teller.pay("challenge")
        assert teller.void().status is Status.CANCELED
        assert teller.status().status is Status.CANCELED

    def test_a_key_that_never_came_is_closed_so_that_nothing_moves_should_it_come_yet(self, teller):
        assert teller.void().status is Status.CANCELED
        assert teller.pay("approved").status is Status.CANCELED


class TestRefund:
    def test_a_refund_is_found_by_its_key_alone(self, teller):
        teller.pay()
        refund = teller.refund(200)
        assert teller.status("refund-1").amount == refund.amount == Money(200, "EUR")
        assert teller.status("refund-1").reference == refund.reference

    @pytest.mark.parametrize(
        ("minor", "currency", "code"),
        [
            (500, "EUR", "exceeds_payment"),
            (0, "EUR", "exceeds_payment"),
            (-1, "EUR", "exceeds_payment"),
            (1, "USD", "exceeds_payment"),
        ],
    )
    def test_an_amount_that_is_not_of_the_payment_is_refused(self, teller, minor, currency, code):
        teller.pay()
        assert teller.refund(minor, currency=currency).code == code
        assert teller.refund(499).status is Status.SUCCEEDED

    def test_several_partial_refunds_end_at_the_payment(self, teller):
        teller.pay()
        statuses = [teller.refund(200, f"refund-{number}").status for number in range(3)]
        assert statuses == [Status.SUCCEEDED, Status.SUCCEEDED, Status.FAILED]
        assert teller.status().amount == AMOUNT

    @pytest.mark.parametrize("card", ["pending", "challenge", "declined"])
    def test_what_is_not_paid_is_not_refunded(self, teller, card):
        teller.pay(card)
        assert teller.refund(1).code == "not_paid"

    def test_a_closed_account_takes_nothing_back(self, teller):
        teller.pay("refund_refused")
        assert teller.refund(1).code == "account_closed"
        assert teller.status("refund-1").status is Status.NOT_ATTEMPTED

    def test_a_refund_may_take_its_time(self, teller):
        teller.pay("refund_pending")
        assert teller.refund(499).status is teller.status("refund-1").status is Status.PENDING
        teller.clock.advance(dt.timedelta(seconds=10))
        assert teller.refund(499) == teller.status("refund-1")
        assert teller.status("refund-1").amount == AMOUNT

    def test_a_refund_that_is_booked_may_go_without_an_answer(self, teller):
        teller.pay("refund_silent")
        for _ in range(2):
            with pytest.raises(OutcomeUnknown):
                teller.refund(499)
        assert teller.status("refund-1").status is Status.UNKNOWN
        teller.clock.advance(dt.timedelta(seconds=10))
        assert teller.refund(499).amount == AMOUNT


class TestWhoMayUseIt:
    def test_a_publisher_that_sells_in_earnest_is_a_fault_of_its_ini(self, teller):
        assert teller.gateway.check_publisher(teller.publisher()) is None
        assert "sandbox = true" in teller.gateway.check_publisher(teller.publisher(sandbox=False))

    def test_even_if_asked_it_takes_nothing_from_such_a_publisher(self, teller):
        with pytest.raises(NotAttempted):
            teller.pay(ctx=teller.ctx("pay-1", publisher=teller.publisher(sandbox=False)))

    def test_a_payment_without_a_key_is_not_attempted(self, teller):
        with pytest.raises(NotAttempted):
            teller.pay(ctx=teller.ctx(""))

    def test_only_cards_are_set_up_for_later(self, teller):
        with pytest.raises(NotSupported):
            teller.gateway.setup_method(teller.ctx("keep-1"), teller.intent(method="wallet"), "https://shop.example/")
