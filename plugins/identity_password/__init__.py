"""E-mail address and password: viewers sign in with what they chose, kept as an argon2id hash."""

from cleeng.api import IdentityProvider, hookimpl

from .provider import PasswordIdentity

__all__ = ["PasswordIdentity", "cleeng_identity_providers"]


@hookimpl
def cleeng_identity_providers() -> list[type[IdentityProvider]]:
    """Offer `password`."""
    return [PasswordIdentity]
