"""The provider: signs a path, and carries the token in the path so that relative playlist addresses keep it."""

from __future__ import annotations

import datetime as dt
import ipaddress
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from pydantic import BeforeValidator, Field, SecretStr

from cleeng.api import Asset, Carrier, Playback, PlaybackTokenProvider, Policy, ProviderSettings, Unsupported, Vector

from . import grant as grants

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleeng.api import Context

#: A path that ends so names a playlist; its segments lie beside it or below.
MANIFESTS = (".m3u8", ".mpd")


def _words(text: Any) -> Any:
    return text.split() if isinstance(text, str) else text


Secret = Annotated[SecretStr, Field(min_length=32)]


class HmacSettings(ProviderSettings):
    """`secret` signs and verifies, `old_secrets` (separated by blanks) only verify; `prefix` is where media lies.

    Without a secret, the key is the one that the installation keeps for the publisher.
    """

    secret: Secret | None = None
    old_secrets: Annotated[tuple[Secret, ...], BeforeValidator(_words)] = ()
    prefix: Annotated[str, Field(pattern=r"^(https?://[^/?#\s]+)?(/[^?#\s]*)?$")] = "/media/t"


class HmacPlayback(PlaybackTokenProvider):
    """Opens a folder of media for one viewer, for a while."""

    name = "hmac"
    title = "Signed paths"
    Settings = HmacSettings

    def sign(self, ctx: Context, asset: Asset, subject: str, policy: Policy) -> Playback:
        """Return the address of the asset with the token in it, and the token by itself."""
        policy.require_only("ip")
        key = self._keys(ctx)[0]
        now = int(ctx.clock.now().timestamp())
        grant = grants.Grant(
            path=_opened_by(asset),
            not_before=now - policy.skew,
            expires=now + policy.ttl,
            subject=grants.hash_subject(subject, key),
            nonce=policy.nonce,
            network=_network(policy.ip),
        )
        signed = grants.write(grant, key)
        return Playback(
            kind=Carrier.URL,
            values={"token": signed},
            expires_at=_moment(grant.expires),
            refresh_after=_moment(now + policy.ttl * 3 // 4),
            url=f"{self._base(ctx)}/{signed}/{quote(asset.path)}" if asset.path else "",
        )

    def verify(self, ctx: Context, asset: Asset, values: Mapping[str, str], ip: str = "") -> bool:
        """Say whether the token opens the path (or, without one, the video) for a player at `ip`."""
        grant = grants.read(values.get("token", ""), self._keys(ctx))
        return grant is not None and grant.opens(asset.path or asset.video_id, ctx.clock.now().timestamp(), ip)

    @classmethod
    def vectors(cls) -> Sequence[Vector]:
        """Return answers that were computed with OpenSSL, not with this module."""
        from .vectors import VECTORS  # noqa: PLC0415 - for tests only

        return VECTORS

    def _keys(self, ctx: Context) -> list[bytes]:
        secret = self.settings.secret
        first = secret.get_secret_value().encode() if secret else ctx.extra["playback_key"]
        return [first, *(old.get_secret_value().encode() for old in self.settings.old_secrets)]

    def _base(self, ctx: Context) -> str:
        prefix: str = self.settings.prefix.rstrip("/")
        return prefix if prefix.startswith("http") else ctx.base_url + prefix


def _opened_by(asset: Asset) -> str:
    """Return the path that a token for the asset opens: its folder, where the asset is a playlist."""
    path = asset.path or asset.video_id
    if not grants.is_plain(path):
        raise Unsupported("path")
    folder = path.rpartition("/")[0]
    return folder if folder and path.endswith(MANIFESTS) else path


def _network(ip: str) -> str:
    if not ip:
        return ""
    try:
        return str(ipaddress.ip_network(ip.removeprefix("::ffff:"), strict=False))
    except ValueError:
        raise Unsupported("ip") from None


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
