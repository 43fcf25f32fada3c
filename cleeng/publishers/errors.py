"""What can be refused about publishers."""

from __future__ import annotations

from cleeng.api import CleengError


class NotASandbox(CleengError):
    """Only a sandbox publisher's time can be moved."""

    code = "not_a_sandbox"


class TokenNameTaken(CleengError):
    """A token of this name is in use."""

    code = "token_name_taken"


class UnknownToken(CleengError):
    """There is no token of this name."""

    code = "unknown_token"
