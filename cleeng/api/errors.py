"""Errors that the core and its plugins raise.  None of them knows anything of HTTP."""

from typing import ClassVar


class CleengError(Exception):
    """Base of all; `code` is stable and may be relied on."""

    code: ClassVar[str] = "error"


class NotAttempted(CleengError):
    """A gateway sent nothing: no money can have moved, another gateway may be tried."""

    code = "not_attempted"


class OutcomeUnknown(CleengError):
    """Nobody knows whether money moved; the core asks `get_status` until somebody does."""

    code = "outcome_unknown"


class NotSupported(CleengError):
    """The provider cannot do this; its capabilities say so too."""

    code = "not_supported"


class Unsupported(CleengError):
    """A playback policy asks for something that the scheme cannot enforce; the argument names it."""

    code = "policy_unsupported"


class SignInFailed(CleengError):
    """The identity is not proven.  One class for every cause, so that a page cannot tell them apart."""

    code = "sign_in_failed"


class InvalidWebhook(CleengError):
    """A call to a webhook address does not come from the gateway, or cannot be read."""

    code = "invalid_webhook"
