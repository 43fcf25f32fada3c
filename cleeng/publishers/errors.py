"""What can be refused about publishers."""

from __future__ import annotations

from cleeng.api import CleengError


class NotSynced(CleengError):
    """The publisher's ini has not been brought into the database yet."""

    code = "publisher_not_synced"

    def __init__(self, publisher_id: int) -> None:
        super().__init__(f"publisher {publisher_id} is not in the database yet: run `cleeng publishers sync`")


class NotASandbox(CleengError):
    """Only a sandbox publisher's time can be moved."""

    code = "not_a_sandbox"


class TokenNameTaken(CleengError):
    """A token of this name is in use."""

    code = "token_name_taken"


class UnknownToken(CleengError):
    """There is no token of this name."""

    code = "unknown_token"


class UnknownAssociate(CleengError):
    """The distributor has no associate with this address."""

    code = "unknown_associate"


class AssociateExists(CleengError):
    """The distributor has an associate with this address."""

    code = "associate_exists"


class CurrencyFixed(CleengError):
    """Something was sold: the books stay in their currency."""

    code = "currency_fixed"
