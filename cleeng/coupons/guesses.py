"""A brake on guessing codes: misses are counted by customer, by session and by address (docs/operators/limits.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from limits import parse

from cleeng.coupons.errors import TooManyGuesses
from cleeng.customers.throttle import line

if TYPE_CHECKING:
    from limits import RateLimitItem

    from cleeng.customers.throttle import Throttle

#: Codes that nobody has, tried by one customer or in one session, and from one address, which a crowd may share.
PER_PERSON = parse("10 per 15 minutes")
PER_ADDRESS = parse("60 per 15 minutes")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who types a code: a customer, a viewer's session and address; what is not known is None or ""."""

    customer_id: int | None = None
    session: str = ""
    ip: str = ""


class Guesses:
    """The misses of one asker at one publisher."""

    def __init__(self, throttle: Throttle, publisher_id: int, asker: Asker) -> None:
        self._throttle = throttle
        customer = str(asker.customer_id) if asker.customer_id is not None else ""
        counted = (
            (PER_PERSON, "coupon-customer", customer),
            (PER_PERSON, "coupon-session", asker.session),
            (PER_ADDRESS, "coupon-address", line(asker.ip)),
        )
        self._limits: list[tuple[RateLimitItem, tuple[str, ...]]] = [
            (limit, (purpose, str(publisher_id), whose)) for limit, purpose, whose in counted if whose
        ]

    def check(self, code: str) -> None:
        """Refuse to look a code up, also a good one: a guesser must not learn which it is.

        :raises TooManyGuesses: its arguments are the code and how many seconds to wait.
        """
        waits = [self._throttle.wait(limit, *key) for limit, key in self._limits]
        if any(waits):
            raise TooManyGuesses(code, max(waits))

    def missed(self) -> None:
        """Count a code that nobody has."""
        for limit, key in self._limits:
            self._throttle.count(limit, *key)
