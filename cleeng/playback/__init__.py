"""Playback: from an entitlement to a token that a CDN accepts."""
