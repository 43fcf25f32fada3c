"""The signature of a stored quote: nobody but this program made it, for this order."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def seal(key: bytes, publisher_id: int, order_id: int, quote: Mapping[str, Any]) -> str:
    """Return the HMAC-SHA256 of an order's stored quote, in hex.

    The order is part of it, so that a cheap order's quote cannot stand on another.
    """
    text = json.dumps([publisher_id, order_id, quote], sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def unbroken(key: bytes, publisher_id: int, order_id: int, quote: Mapping[str, Any], signature: str) -> bool:
    """Say whether the quote is as it was signed."""
    return hmac.compare_digest(seal(key, publisher_id, order_id, quote), signature)
