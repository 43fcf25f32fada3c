"""The API's words for ways to pay (JSON-RPC reference, 2.3): `visa`, `mc`, `amex`, `paypal` ..."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleeng.api import MethodSnapshot

#: What gateways print on a page -> the API's word, where that is not the same in lower case.
_WORDS = {"americanexpress": "amex", "mastercard": "mc", "dinersclub": "diners"}


def payment_word(shown: MethodSnapshot, otherwise: str = "") -> str:
    """Return the word for a way to pay: its brand, else its type, else `otherwise`, the gateway's own name for it."""
    word = re.sub("[^a-z0-9]", "", (shown.brand or shown.type or otherwise).lower())
    return _WORDS.get(word, word)
