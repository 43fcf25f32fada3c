"""What holds for playback token providers."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleeng.api import Asset, PlaybackTokenProvider, Policy, Unsupported
from cleeng.testing.context import FrozenClock
from cleeng.testing.providers import ProviderContract

if TYPE_CHECKING:
    from collections.abc import Mapping

#: One demand per item of a policy that a scheme may be unable to meet.
DEMANDS = (
    Policy(ip="2001:db8::/48"),
    Policy(countries=("NO",)),
    Policy(domains=("www.demo-sports.example",)),
    Policy(max_sessions=0),
    Policy(session_id="session-1"),
    Policy(watermark_id="mark-1"),
    Policy(drm="widevine"),
)


class PlaybackTokenContract(ProviderContract):
    """For every playback token provider."""

    asset = Asset("race-one", "races/one/master.m3u8")
    other_asset = Asset("race-two", "races/two/master.m3u8")
    subject = "200000001"
    policy = Policy(ttl=600, nonce="nonce-1")
    enforced: frozenset[str] = frozenset()  #: items of `DEMANDS` that the scheme enforces
    knows_beginning = True  #: whether a token says from when on it opens

    @abstractmethod
    def provider(self) -> PlaybackTokenProvider:
        """Build the provider under test."""

    @abstractmethod
    def stranger(self) -> PlaybackTokenProvider:
        """Build one with another secret, whose tokens must open nothing."""

    def _values(self, clock: FrozenClock, provider: PlaybackTokenProvider | None = None) -> Mapping[str, str]:
        provider = provider or self.provider()
        return provider.sign(self.context(clock), self.asset, self.subject, self.policy).values

    def _opens(self, values: Mapping[str, str], clock: FrozenClock, asset: Asset | None = None) -> bool:
        return self.provider().verify(self.context(clock), asset or self.asset, values)

    def test_opens_what_it_was_made_for_and_nothing_else(self) -> None:
        clock = FrozenClock()
        values = self._values(clock)
        assert self._opens(values, clock)
        assert not self._opens(values, clock, self.other_asset)
        assert not self._opens({}, clock)

    def test_is_over_when_it_says(self) -> None:
        clock = FrozenClock()
        playback = self.provider().sign(self.context(clock), self.asset, self.subject, self.policy)
        assert playback.expires_at == clock.now() + dt.timedelta(seconds=self.policy.ttl)
        assert clock.now() < playback.refresh_after < playback.expires_at
        clock.advance(dt.timedelta(seconds=self.policy.ttl - 1))
        assert self._opens(playback.values, clock)
        clock.advance(dt.timedelta(seconds=1))
        assert not self._opens(playback.values, clock)

    def test_opens_for_a_server_whose_clock_is_a_little_behind_and_no_more(self) -> None:
        clock = FrozenClock()
        values = self._values(clock)
        clock.advance(-dt.timedelta(seconds=self.policy.skew))
        assert self._opens(values, clock)
        clock.advance(-dt.timedelta(seconds=1))
        assert self._opens(values, clock) is not self.knows_beginning

    def test_the_same_question_has_the_same_answer(self) -> None:
        assert self._values(FrozenClock()) == self._values(FrozenClock())

    def test_opens_nothing_with_a_stranger_s_signature(self) -> None:
        clock = FrozenClock()
        assert not self._opens(self._values(clock, self.stranger()), clock)

    def test_opens_nothing_once_a_single_character_is_changed(self) -> None:
        clock = FrozenClock()
        values = self._values(clock)
        for name, value in values.items():
            for place, character in enumerate(value):
                changed = value[:place] + ("A" if character != "A" else "B") + value[place + 1 :]
                assert not self._opens({**values, name: changed}, clock), f"{name}, character {place}"

    @settings(suppress_health_check=[HealthCheck.differing_executors], deadline=None)
    @given(value=st.text(max_size=200))
    def test_answers_no_to_anything_made_up(self, value: str) -> None:
        clock = FrozenClock()
        assert not self._opens(dict.fromkeys(self._values(clock), value), clock)

    def test_refuses_a_policy_that_nobody_would_enforce(self) -> None:
        for policy in DEMANDS:
            (item,) = (name for name in Policy.__slots__ if getattr(policy, name) != getattr(Policy(), name))
            if item not in self.enforced:
                with pytest.raises(Unsupported, match=item):
                    self.provider().sign(self.context(), self.asset, self.subject, policy)

    def test_enforces_the_address_or_refuses_to(self) -> None:
        if "ip" not in self.enforced:
            return
        ctx, provider = self.context(), self.provider()
        policy = replace(self.policy, ip="2001:db8::/48")
        values = provider.sign(ctx, self.asset, self.subject, policy).values
        answers = [provider.verify(ctx, self.asset, values, ip) for ip in ("2001:db8::1", "2001:db9::1", "", "x")]
        assert answers == [True, False, False, False]

    def test_gives_its_known_answers(self) -> None:
        provider = type(self.provider())
        assert provider.vectors(), "a scheme has at least one answer that was computed elsewhere"
        for vector in provider.vectors():
            built = provider(provider.Settings.model_validate(vector.settings))
            ctx = self.context(FrozenClock(vector.now))
            assert built.sign(ctx, vector.asset, vector.subject, vector.policy).values == vector.expected
