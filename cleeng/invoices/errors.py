"""Why an invoice cannot be found or credited."""

from cleeng.api import CleengError


class InvoiceNotFound(CleengError):
    """This publisher has no such invoice, or it is another customer's."""

    code = "invoice_not_found"


class TooMuchCredited(CleengError):
    """More would go back than an invoice bills."""

    code = "too_much_credited"
