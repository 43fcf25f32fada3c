"""What can be refused about watching."""

from __future__ import annotations

from cleeng.api import CleengError


class DeviceLimitReached(CleengError):
    """A customer watches on as many devices as he may already."""

    code = "device_limit_reached"
