"""With what a customer pays (JSON-RPC reference, 2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.payments.errors import UnknownMethod
from cleeng.payments.snapshot import read_snapshot
from cleeng.rpc.errors import Code, Refused
from cleeng.rpc.payment_words import payment_word
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.wire import NineDigits, Params, Result, ResultList, Short, Success, Text

if TYPE_CHECKING:
    from cleeng.payments.models import PaymentMethod
    from cleeng.rpc.call import Call


class ByUserEmail(Params):
    """Which customer of the publisher's."""

    publisher_token: Text
    user_email: Short


class ByPaymentDetails(Params):
    """Which way to pay that one of the publisher's customers keeps."""

    publisher_token: Text
    payment_details_id: NineDigits


class PaymentDetails(Result):
    """A way to pay that a customer keeps; the card's fields are "" for what is no card."""

    payment_details_id: str
    payment_gateway: str
    payment_method: str
    card_expiration_date: str
    card_last_four_digits: str


class PaymentDetailsList(ResultList[PaymentDetails]):
    """Ways to pay, newest first."""


@rpc_method(
    "listPaymentDetails",
    params=ByUserEmail,
    result=PaymentDetailsList,
    caller=Caller.PUBLISHER,
    raises=(Code.EMAIL, Code.INACTIVE),
)
def list_payment_details(call: Call, params: ByUserEmail) -> PaymentDetailsList:
    """Return the ways to pay that a customer keeps, as an array."""
    customer = call.services.customers.by_email(params.user_email)
    return PaymentDetailsList([_details(method) for method in call.services.methods.of(customer.id)])


@rpc_method(
    "deletePaymentDetails", params=ByPaymentDetails, result=Success, caller=Caller.PUBLISHER, writes=True, leaves=True
)
def delete_payment_details(call: Call, params: ByPaymentDetails) -> Success:
    """Forget a way to pay, here and at its gateway."""
    try:
        call.services.payments.forget(int(params.payment_details_id))
    except UnknownMethod as error:
        raise Refused(Code.ARGUMENTS, "paymentDetailsId: is none of this publisher's") from error
    return Success()


def _details(method: PaymentMethod) -> PaymentDetails:
    shown = read_snapshot(method.snapshot)
    month, year = shown.expiry_month, shown.expiry_year
    return PaymentDetails(
        payment_details_id=str(method.id),
        payment_gateway=method.gateway,
        payment_method=payment_word(shown, method.method),
        card_expiration_date=f"{month:02}/{year % 100:02}" if month and year else "",
        card_last_four_digits=shown.last_four,
    )
