"""The test cards: which number makes the bank do what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cleeng.api import Advice, FailureKind

AMEX = "American Express"


class Answer(StrEnum):
    """What the bank says to a payment at first."""

    DECIDED = "decided"  #: approved, or refused if the card has a code
    CHALLENGE = "challenge"  #: the buyer has to confirm at the bank (3-D Secure)
    PENDING = "pending"
    SILENCE = "silence"  #: no answer within the time limit
    UNREACHABLE = "unreachable"


class Webhook(StrEnum):
    """When the bank tells of its own accord how a payment ended."""

    NEVER = "never"
    AT_ONCE = "at_once"
    TWICE = "twice"
    LATE = "late"


class Refunding(StrEnum):
    """What the bank says to a refund."""

    AT_ONCE = "at_once"
    PENDING = "pending"
    SILENCE = "silence"  #: booked, and the answer is lost
    REFUSED = "refused"


#: Why a payment failed: the bank's code -> what the core is told.
REFUSALS: dict[str, tuple[FailureKind, Advice]] = {
    "card_declined": (FailureKind.HARD, Advice.NEVER),
    "try_again_later": (FailureKind.SOFT, Advice.LATER),
    "insufficient_funds": (FailureKind.INSUFFICIENT_FUNDS, Advice.LATER),
    "expired_card": (FailureKind.EXPIRED_CARD, Advice.AFTER_UPDATE),
    "lost_card": (FailureKind.LOST_STOLEN, Advice.NEVER),
    "stolen_card": (FailureKind.LOST_STOLEN, Advice.NEVER),
    "suspected_fraud": (FailureKind.FRAUD, Advice.NEVER),
    "authentication_required": (FailureKind.SCA_REQUIRED, Advice.NEEDS_CUSTOMER),
    "authentication_refused": (FailureKind.SOFT, Advice.NEEDS_CUSTOMER),
    "wallet_refused": (FailureKind.SOFT, Advice.NEEDS_CUSTOMER),
    "pin_wrong": (FailureKind.SOFT, Advice.NEEDS_CUSTOMER),
    "bank_timed_out": (FailureKind.GATEWAY_DOWN, Advice.LATER),
    "method_removed": (FailureKind.METHOD_REMOVED, Advice.NEVER),
    "not_a_test_number": (FailureKind.HARD, Advice.AFTER_UPDATE),
    "unknown_method": (FailureKind.CONFIG, Advice.NEVER),
    "not_paid": (FailureKind.HARD, Advice.NEVER),
    "exceeds_payment": (FailureKind.LIMIT, Advice.NEVER),
    "account_closed": (FailureKind.HARD, Advice.NEVER),
}


@dataclass(frozen=True, slots=True)
class SandboxCard:
    """A number and what it does.  `name` is stored with kept cards: never renamed."""

    name: str
    number: str
    does: str  #: for the documentation
    answer: Answer = Answer.DECIDED
    code: str = ""  #: why the bank refuses in the end; "": it approves
    away_code: str = ""  #: why it refuses while the buyer is away
    webhook: Webhook = Webhook.NEVER
    slow: bool = False
    refunds: Refunding = Refunding.AT_ONCE
    country: str = ""  #: of the bank that issued it; "" says nothing of where its holder lives

    @property
    def brand(self) -> str:
        """The brand that the number begins with."""
        return brand_of(self.number)


CARDS = (
    SandboxCard("approved", "4242424242424242", "approves"),
    SandboxCard("approved_mastercard", "5555555555554444", "approves (Mastercard)"),
    SandboxCard("approved_mastercard_2", "5555444433331111", "approves (Mastercard)"),
    SandboxCard("approved_amex", "378282246310005", "approves (American Express, 4 digits on the front)"),
    SandboxCard("approved_germany", "4000002760000016", "approves; from Germany", country="DE"),
    SandboxCard("approved_spain", "4000007240000007", "approves; from Spain", country="ES"),
    SandboxCard("approved_canada", "4000001240000000", "approves; from Canada", country="CA"),
    SandboxCard("declined", "4000000000000002", "declines for good", code="card_declined"),
    SandboxCard("declined_soft", "4000000000000119", "declines, later it may work", code="try_again_later"),
    SandboxCard("insufficient_funds", "4000000000009995", "has too little money", code="insufficient_funds"),
    SandboxCard("expired", "4000000000000069", "has expired, says the bank", code="expired_card"),
    SandboxCard("lost", "4000000000009987", "was reported lost", code="lost_card"),
    SandboxCard("stolen", "4000000000009979", "was reported stolen", code="stolen_card"),
    SandboxCard("fraud", "4100000000000019", "looks like fraud", code="suspected_fraud"),
    SandboxCard(
        "declined_away",
        "4000000000000341",
        "approves, but has too little money for every later charge while the buyer is away",
        away_code="insufficient_funds",
    ),
    SandboxCard(
        "challenge",
        "4000002500003155",
        "asks for 3-D Secure; once kept, it pays while the buyer is away",
        Answer.CHALLENGE,
        country="FR",
    ),
    SandboxCard(
        "challenge_always",
        "4000002760003184",
        "asks for 3-D Secure every time; while the buyer is away it refuses",
        Answer.CHALLENGE,
        away_code="authentication_required",
        country="DE",
    ),
    SandboxCard(
        "challenge_webhook",
        "4000000001009002",
        "asks for 3-D Secure, and the webhook is there before the buyer is back, or instead",
        Answer.CHALLENGE,
        webhook=Webhook.AT_ONCE,
    ),
    SandboxCard("slow", "4000000001001009", "approves after `slow_seconds`", slow=True),
    SandboxCard(
        "silent_paid", "4000000001002007", "times out; after `settle_seconds` it turns out paid", Answer.SILENCE
    ),
    SandboxCard(
        "silent_unpaid",
        "4000000001003005",
        "times out; after `settle_seconds` it turns out not paid",
        Answer.SILENCE,
        code="bank_timed_out",
    ),
    SandboxCard("unreachable", "4000000001004003", "never reaches the bank: nothing was attempted", Answer.UNREACHABLE),
    SandboxCard(
        "webhook_first", "4000000001005000", "approves; the webhook comes before the answer", webhook=Webhook.AT_ONCE
    ),
    SandboxCard(
        "webhook_twice",
        "4000000001006008",
        "approves; the webhook comes twice before the answer",
        webhook=Webhook.TWICE,
    ),
    SandboxCard(
        "webhook_late", "4000000001007006", "approves; the webhook comes `late_seconds` later", webhook=Webhook.LATE
    ),
    SandboxCard(
        "pending",
        "4000000001008004",
        "is pending; after `settle_seconds` it is paid, and a webhook says so",
        Answer.PENDING,
        webhook=Webhook.AT_ONCE,
    ),
    SandboxCard(
        "refund_pending",
        "4000000001011008",
        "approves; its refunds are pending and done after `settle_seconds`",
        refunds=Refunding.PENDING,
    ),
    SandboxCard(
        "refund_silent",
        "4000000001012006",
        "approves; its refunds are booked, and for `settle_seconds` nobody says so",
        refunds=Refunding.SILENCE,
    ),
    SandboxCard(
        "refund_refused",
        "4000000001013004",
        "approves; its refunds are refused, because the account was closed",
        refunds=Refunding.REFUSED,
    ),
)
BY_NUMBER = {card.number: card for card in CARDS}
BY_NAME = {card.name: card for card in CARDS}


def brand_of(number: str) -> str:
    """Return the brand of a number in digits, "" if it is none that shops take here."""
    if number.startswith(("34", "37")):
        return AMEX
    if number.startswith("4"):
        return "Visa"
    if "51" <= number[:2] <= "55" or "2221" <= number[:4] <= "2720":
        return "Mastercard"
    return ""
