"""Identity providers: who a viewer is."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cleeng.api.errors import NotSupported, SignInFailed
from cleeng.api.provider import Provider

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleeng.api.context import Context


@dataclass(frozen=True, slots=True)
class Identity:
    """A proven identity.  `subject` never changes at its provider; the e-mail address may."""

    provider: str
    subject: str
    email: str = ""
    email_verified: bool = False
    first_name: str = ""
    last_name: str = ""
    locale: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Credential:
    """What the core keeps for a provider: the account it belongs to and the provider's own opaque secret."""

    identity: Identity
    secret: str


class IdentityProvider(Provider, ABC):
    """One way to prove who a viewer is.

    A provider with the capability "redirect" implements `begin` and `finish`; the core makes and checks
    state and nonce (single use, ten minutes).  One with "password" implements `enrol` and
    `authenticate`; the core keeps what `enrol` returned and throttles attempts.  One with "remote"
    implements `verify_remote_token`.  None is called within a transaction.
    """

    frameable: bool = True  #: whether its pages may stand in a frame

    def begin(self, ctx: Context, next_url: str, state: str, nonce: str) -> str:
        """Return the address to send the viewer to."""
        raise NotSupported(self.name)

    def finish(self, ctx: Context, params: Mapping[str, str], state: str, nonce: str) -> Identity:
        """Turn what the provider sent back into an identity.

        :raises SignInFailed: it proves nothing.
        """
        raise NotSupported(self.name)

    def enrol(self, ctx: Context, secret: str) -> str:
        """Return the opaque text that the core keeps for `authenticate` (an argon2id hash, say)."""
        raise NotSupported(self.name)

    def check_secret(self, ctx: Context, secret: str) -> str | None:
        """Return what is wrong with a new secret, in words for the viewer, or None; asked before `enrol`."""
        return None

    def authenticate(self, ctx: Context, identifier: str, secret: str, known: Credential | None) -> Identity:
        """Check `secret`; `known` is what the core keeps for `identifier`, None if it knows nobody.

        Must take as long for an unknown identifier as for a wrong secret.

        :raises SignInFailed: whatever the cause.
        """
        raise NotSupported(self.name)

    def needs_update(self, known: Credential) -> bool:
        """Say whether `known` was made in a way that is no longer good enough.

        Asked after `authenticate` succeeded, while the secret is at hand: the core then keeps a new `enrol`.
        """
        return False

    def verify_remote_token(self, ctx: Context, token: str) -> Identity:
        """Check a token of the publisher's own: audience, issuer, expiry, used once.

        :raises SignInFailed: whatever the cause.
        """
        raise NotSupported(self.name)

    def profile_changed(self, ctx: Context, identity: Identity) -> None:
        """Hear that the customer changed the profile."""

    def logout_url(self, ctx: Context, next_url: str) -> str:
        """Return where to send the viewer to sign out there too, or ""."""
        return ""

    def export(self, ctx: Context, subject: str) -> Mapping[str, Any]:
        """Return what the provider holds of this person."""
        return {}

    def erase(self, ctx: Context, subject: str) -> None:
        """Forget this person."""


__all__ = ["Credential", "Identity", "IdentityProvider", "SignInFailed"]
