"""What the core is told of a payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleeng.api import Money, Redirect, Result, Status, Wait

from .cards import REFUSALS

if TYPE_CHECKING:
    from .rows import Payment, Refund

#: Seconds after which it makes sense to ask again.
POLL_AFTER = 5


def result_of(payment: Payment, page: str) -> Result:
    """Turn a row into the answer; `page` is the address where a buyer who has to act goes on."""
    more: dict[str, Any] = {
        "network_reference": network_reference(payment.reference),
        "method": payment.shown,
        "saved_token": payment.saved_token,
        "raw": {"reference": payment.reference, "status": payment.status, "code": payment.code, "card": payment.card},
    }
    if payment.state is Status.REQUIRES_ACTION:
        redirect = Redirect(page, frameable=payment.method != "wallet")
        return Result.requires_action(redirect, payment.reference, **more)
    if payment.state is Status.PENDING:
        return Result.pending(payment.reference, next_action=Wait(POLL_AFTER), **more)
    if payment.state is Status.UNKNOWN:
        return Result.unknown("no_answer_yet", reference=payment.reference, **more)
    return ending(payment.state, payment.code, payment.money, reference=payment.reference, **more)


def ending(status: Status, code: str, amount: Money, **more: Any) -> Result:
    """Return the result of a payment that is succeeded, failed or canceled."""
    if status is Status.SUCCEEDED:
        return Result.succeeded(amount, **more)
    if status is Status.FAILED:
        return refused(code, **more)
    return Result.canceled(code=code, **more)


def refused(code: str, **more: Any) -> Result:
    """Return a failed result for one of the bank's codes."""
    kind, advice = REFUSALS[code]
    return Result.failed(kind, code, advice, **more)


def refund_result(refund: Refund, status: Status) -> Result:
    """Turn a refund and how far it came into the answer."""
    if status is Status.PENDING:
        return Result.pending(refund.reference, next_action=Wait(POLL_AFTER))
    if status is Status.UNKNOWN:
        return Result.unknown("no_answer_yet")
    return Result.succeeded(refund.money, refund.reference)


def network_reference(reference: str) -> str:
    """Return what the card network calls the payment; later charges of a kept card refer to it."""
    return reference.replace("-payment-", "-network-")
