"""Playback tokens: what lets a CDN or video platform deliver."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cleeng.api.errors import NotSupported, Unsupported
from cleeng.api.provider import Provider

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from cleeng.api.context import Context


class Carrier(StrEnum):
    """Where the token travels."""

    URL = "url"
    QUERY = "query"
    COOKIE = "cookie"
    HEADER = "header"
    PLAYER_CONFIG = "player_config"
    JWT = "jwt"


@dataclass(frozen=True, slots=True)
class Asset:
    """What is to be played: the platform's `video_id` and the `path` that a token opens (with all below it)."""

    video_id: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the token must enforce.  Times in seconds."""

    ttl: int = 3600
    skew: int = 60
    nonce: str = ""
    ip: str = ""  #: address or prefix
    countries: Sequence[str] = ()
    domains: Sequence[str] = ()
    max_sessions: int | None = None
    session_id: str = ""
    watermark_id: str = ""
    drm: str = ""

    def require_only(self, *items: str) -> None:
        """Refuse what this policy asks for beyond time, nonce and the `items` that a scheme enforces.

        :raises Unsupported: its argument names the item.
        """
        for item in fields(self):
            asked = getattr(self, item.name) not in (None, "", (), [])
            if asked and item.name not in {"ttl", "skew", "nonce", *items}:
                raise Unsupported(item.name)


@dataclass(frozen=True, slots=True)
class Playback:
    """How to start the player: `values` go where `kind` says."""

    kind: Carrier
    values: Mapping[str, str]
    expires_at: dt.datetime
    refresh_after: dt.datetime
    url: str = ""  #: the manifest, token included, where the scheme has one
    embed: str = ""


@dataclass(frozen=True, slots=True)
class Vector:
    """A known answer of the scheme, for the tests: `expected` are the values."""

    settings: Mapping[str, Any]
    asset: Asset
    subject: str
    policy: Policy
    now: dt.datetime
    expected: Mapping[str, str] = field(default_factory=dict)


class PlaybackTokenProvider(Provider, ABC):
    """One scheme of playback tokens.

    `sign` is pure and deterministic given clock, settings, policy and nonce; no network where the
    scheme is local.

    :raises Unsupported: the policy asks for what the scheme cannot enforce; its argument names it.
    """

    @abstractmethod
    def sign(self, ctx: Context, asset: Asset, subject: str, policy: Policy) -> Playback:
        """Let `subject` (a customer, opaque) play `asset` under `policy`."""

    @abstractmethod
    def verify(self, ctx: Context, asset: Asset, values: Mapping[str, str], ip: str = "") -> bool:
        """Say whether `values` open `asset` now, as the CDN would."""

    @classmethod
    def vectors(cls) -> Sequence[Vector]:
        """Return known answers of the scheme."""
        return ()

    def list_assets(self, ctx: Context, query: str = "") -> Sequence[Asset]:
        """List what the platform holds."""
        raise NotSupported(self.name)

    def set_domain_restriction(self, ctx: Context, domains: Sequence[str]) -> None:
        """Tell the platform on which sites its player may play."""
        raise NotSupported(self.name)

    def revoke(self, ctx: Context, asset: Asset, subject: str) -> None:
        """End what was signed."""
        raise NotSupported(self.name)
