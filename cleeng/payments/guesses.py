"""A brake on guessing the numbers of purchases (docs/adr/0008-tokens-from-transactions.md)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from limits import parse

from cleeng.customers.errors import TooManyTries
from cleeng.customers.throttle import line

if TYPE_CHECKING:
    from cleeng.customers.throttle import Throttle

#: A purchase lets its buyer in for so long.
RECENT = dt.timedelta(days=7)
#: Numbers that let nobody in, tried from one address, and by everybody: of an unknown number nobody can say at which
#: publisher it was meant.
MISSES_PER_ADDRESS = parse("5 per 1 hour")
MISSES = parse("50 per 1 hour")
#: Tokens for one purchase.
USES = parse("10 per 1 day")

_EVERYBODY = ("transaction-misses",)


class TransactionGuesses:
    """What one address, and everybody, has tried."""

    def __init__(self, throttle: Throttle, ip: str) -> None:
        self._throttle = throttle
        self._address = ("transaction-address", line(ip))

    def check(self, number: int) -> None:
        """Refuse to look a number up, also a good one: a guesser must not learn which it is.

        :raises TooManyTries: its argument is how many seconds to wait.
        """
        waits = (
            self._throttle.wait(MISSES_PER_ADDRESS, *self._address),
            self._throttle.wait(MISSES, *_EVERYBODY),
            self._throttle.wait(USES, "transaction-uses", str(number)),
        )
        if any(waits):
            raise TooManyTries(max(waits))

    def missed(self) -> None:
        """Count a number that lets nobody in."""
        self._throttle.count(MISSES_PER_ADDRESS, *self._address)
        self._throttle.count(MISSES, *_EVERYBODY)

    def used(self, number: int) -> None:
        """Count a number that let somebody in."""
        self._throttle.count(USES, "transaction-uses", str(number))
