"""What can go wrong with prices."""

from cleeng.api import CleengError


class WrongTax(CleengError):
    """A tax rule's answer does not add up."""

    code = "wrong_tax"
