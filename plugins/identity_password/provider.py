"""The provider: hashes with argon2id (RFC 9106) through pwdlib."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Annotated

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import Field, model_validator

from cleeng.api import Credential, Identity, IdentityProvider, ProviderSettings, SignInFailed

if TYPE_CHECKING:
    from cleeng.api import Context

LEAST_LENGTH = 8
#: Salt and digest of the hash that nobody's password has: 16 and 32 bytes of zero, in PHC's base64.
_NOBODY = f"{'A' * 22}${'A' * 43}"


class PasswordSettings(ProviderSettings):
    """What a hash costs.  The defaults are OWASP's second choice: 19 MiB, two passes, one lane."""

    memory_kib: Annotated[int, Field(ge=8, le=1_048_576)] = 19_456
    passes: Annotated[int, Field(ge=1, le=100)] = 2
    lanes: Annotated[int, Field(ge=1, le=16)] = 1

    @model_validator(mode="after")
    def _enough_memory(self) -> PasswordSettings:
        if self.memory_kib < 8 * self.lanes:  # RFC 9106, 3.1
            raise ValueError("memory_kib must be at least eight times lanes")
        return self


class PasswordIdentity(IdentityProvider):
    """Proves that somebody knows the password that belongs to an address."""

    name = "password"
    title = "E-mail and password"
    capabilities = frozenset({"password"})
    Settings = PasswordSettings

    def __init__(self, settings: PasswordSettings) -> None:
        super().__init__(settings)
        self.hasher = Argon2Hasher(settings.passes, settings.memory_kib, settings.lanes)
        self._hashes = PasswordHash([self.hasher])
        # Costs as much to check as a real one, and no password fits it.
        self._decoy = f"$argon2id$v=19$m={settings.memory_kib},t={settings.passes},p={settings.lanes}${_NOBODY}"

    def check_secret(self, ctx: Context, secret: str) -> str | None:
        """Ask for length and one digit; whatever else a viewer types is welcome."""
        if len(secret) < LEAST_LENGTH or not any(character.isdecimal() for character in secret):
            return "Use at least 8 characters with one digit."
        return None

    def enrol(self, ctx: Context, secret: str) -> str:
        """Return the hash, with its salt and costs."""
        return self._hashes.hash(_octets(secret))

    def authenticate(self, ctx: Context, identifier: str, secret: str, known: Credential | None) -> Identity:
        """Check the password.  Every call hashes exactly once, whoever is known."""
        kept = known.secret if known else ""
        readable = self.hasher.identify(kept)
        fits = self._hashes.verify(_octets(secret), kept if readable else self._decoy)
        if known is None or not readable or not fits:
            raise SignInFailed(self.name)
        return known.identity

    def needs_update(self, known: Credential) -> bool:
        """Say whether the hash was made with other costs than are set now."""
        return self.hasher.check_needs_rehash(known.secret)


def _octets(secret: str) -> bytes:
    """Write a password as bytes, alike on every keyboard (NIST SP 800-63B, 5.1.1.2: NFKC).

    A lone surrogate, which JSON can bring, is a character like any other.
    """
    return unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass")
