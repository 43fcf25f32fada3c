"""What can go wrong with payments, short of a refusal, which is a result."""

from cleeng.api import CleengError


class PaymentNotFound(CleengError):
    """This publisher has no such payment."""

    code = "payment_not_found"


class PaymentUnderWay(CleengError):
    """Another attempt at this order is not settled yet; the argument is its id."""

    code = "payment_under_way"


class PriceChanged(CleengError):
    """The total that the viewer saw is no longer the order's."""

    code = "price_changed"


class UnknownMethod(CleengError):
    """The chosen way to pay is not offered for this order."""

    code = "unknown_method"


class FieldsInvalid(CleengError):
    """The gateway's form was not filled in as it must be; the argument is a list of `FieldError`."""

    code = "fields_invalid"


class InsecureConnection(CleengError):
    """Real money is not taken over plain HTTP."""

    code = "insecure_connection"


class TransactionNotFound(CleengError):
    """There is no such transaction; only payments that moved money are one."""

    code = "transaction_not_found"


class RefundNotPossible(CleengError):
    """The gateway cannot give this money back, or not any more; the argument says why and what to do."""

    code = "refund_not_possible"


class RefundExceedsPayment(CleengError):
    """More is asked for than is left of the payment; the argument names what was paid and what is left."""

    code = "refund_exceeds_payment"


class RefundKeyTaken(CleengError):
    """The key names another refund already; nothing was sent."""

    code = "refund_key_taken"


class PlaceUnclear(CleengError):
    """Nothing is charged before the buyer has told where he is; the arguments are what to ask ("card" ...)."""

    code = "place_unclear"
