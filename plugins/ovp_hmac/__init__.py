"""Playback tokens of our own: HMAC-SHA256 over a path prefix, checked by the server that delivers."""

from cleeng.api import PlaybackTokenProvider, hookimpl

from .provider import HmacPlayback

__all__ = ["HmacPlayback", "cleeng_playback_token_providers"]


@hookimpl
def cleeng_playback_token_providers() -> list[type[PlaybackTokenProvider]]:
    """Offer `hmac`."""
    return [HmacPlayback]
