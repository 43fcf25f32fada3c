"""What holds for identity providers."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

import pytest

from cleeng.api import Credential, Identity, IdentityProvider, SignInFailed
from cleeng.testing.providers import ProviderContract

if TYPE_CHECKING:
    from cleeng.api import Context

#: Capability -> what a provider that declares it implements.
_METHODS = {
    "password": ("enrol", "authenticate"),
    "redirect": ("begin", "finish"),
    "remote": ("verify_remote_token",),
}


class IdentityProviderContract(ProviderContract):
    """For every identity provider."""

    @abstractmethod
    def provider(self) -> IdentityProvider:
        """Build the provider under test."""

    def test_says_how_it_proves_an_identity(self) -> None:
        assert self.provider().capabilities & _METHODS.keys()

    def test_implements_exactly_what_it_declares(self) -> None:
        provider = type(self.provider())
        for capability, methods in _METHODS.items():
            own = [getattr(provider, name) is not getattr(IdentityProvider, name) for name in methods]
            assert own == [capability in provider.capabilities] * len(methods), capability


class PasswordContract(IdentityProviderContract):
    """For those with the capability "password"."""

    secret = "correct horse 1"  #: one that the provider accepts
    refused = "short"  #: one that it does not

    identity = Identity(provider="any", subject="200000001", email="viewer@example.com")

    def _known(self, provider: IdentityProvider, secret: str) -> Credential:
        return Credential(self.identity, provider.enrol(self.context(), secret))

    def test_proves_the_identity_that_knows_the_secret(self) -> None:
        provider = self.provider()
        known = self._known(provider, self.secret)
        assert provider.authenticate(self.context(), self.identity.email, self.secret, known) == self.identity

    def test_proves_nothing_with_another_secret(self) -> None:
        provider = self.provider()
        known = self._known(provider, self.secret)
        for wrong in ("", self.secret + " ", self.secret.upper(), known.secret, "\ud800"):
            with pytest.raises(SignInFailed):
                provider.authenticate(self.context(), self.identity.email, wrong, known)

    def test_does_not_tell_why_it_refuses(self) -> None:
        provider, ctx = self.provider(), self.context()
        known = self._known(provider, self.secret)
        without_secret = Credential(self.identity, "")
        damaged = Credential(self.identity, known.secret[: len(known.secret) // 2])
        refusals = {
            self._refusal(provider, ctx, "wrong", known),
            self._refusal(provider, ctx, self.secret, None),
            self._refusal(provider, ctx, self.secret, without_secret),
            self._refusal(provider, ctx, self.secret, damaged),
        }
        assert len(refusals) == 1

    def _refusal(self, provider: IdentityProvider, ctx: Context, secret: str, known: Credential | None) -> str:
        with pytest.raises(SignInFailed) as caught:
            provider.authenticate(ctx, self.identity.email, secret, known)
        return repr(caught.value)

    def test_keeps_no_secret_readable_and_none_twice_alike(self) -> None:
        provider, ctx = self.provider(), self.context()
        first, second = provider.enrol(ctx, self.secret), provider.enrol(ctx, self.secret)
        assert self.secret not in first
        assert first != second

    def test_says_in_words_what_is_wrong_with_a_secret(self) -> None:
        provider, ctx = self.provider(), self.context()
        assert provider.check_secret(ctx, self.secret) is None
        assert provider.check_secret(ctx, self.refused)

    def test_does_not_update_what_it_has_just_made(self) -> None:
        provider = self.provider()
        assert not provider.needs_update(self._known(provider, self.secret))
