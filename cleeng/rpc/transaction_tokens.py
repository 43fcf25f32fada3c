"""Customer tokens for the number of a purchase (JSON-RPC reference, 2.1; docs/adr/0008-tokens-from-transactions.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pydantic

from cleeng.payments.guesses import RECENT, TransactionGuesses
from cleeng.rpc.errors import Code, Refused
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.shared import Token
from cleeng.rpc.wire import Params

if TYPE_CHECKING:
    from cleeng.rpc.call import Call


class ByTransaction(Params):
    """Which purchase: `T` and nine digits, as receipts and reports have it."""

    transaction_id: Annotated[str, pydantic.Field(pattern="^T?[0-9]{9}$")]


@rpc_method(
    "generateCustomerTokenFromTransactionId",
    params=ByTransaction,
    result=Token,
    caller=Caller.ANYONE,
    writes=True,
    raises=(Code.DENIED, Code.INACTIVE, Code.CREDENTIALS),
)
def generate_customer_token_from_transaction_id(call: Call, params: ByTransaction) -> Token:
    """Return a token for whoever made a purchase in the last days, for apps without a keyboard.

    Only at publishers whose ini says `transaction_tokens = true`: nine digits are no secret.  Whoever misses a few
    times is refused for an hour, and after some misses of whomever everybody is.
    """
    number = int(params.transaction_id.removeprefix("T"))
    guesses = TransactionGuesses(call.application.throttle, call.origin.peer)
    guesses.check(number)
    if not call.at_transaction(number):
        guesses.missed()
        raise Refused(Code.CREDENTIALS, "transactionId: is no purchase of the last days")
    if not call.publisher.settings.transaction_tokens:
        guesses.missed()
        raise Refused(Code.DENIED, "The publisher does not let customers in by the number of a purchase.")
    buyer = call.services.purchases.buyer(number, since=call.publisher.clock.now() - RECENT)
    if buyer is None:
        guesses.missed()
        raise Refused(Code.CREDENTIALS, "transactionId: is no purchase of the last days")
    guesses.used(number)
    customer = call.services.customers.active(buyer)
    return Token(token=call.services.tokens.issue(customer.id))
