"""Throttling of guesses, in real time and per process (docs/operators/limits.md)."""

from __future__ import annotations

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from cleeng.clock import SystemClock
from cleeng.customers.errors import TooManyTries

#: Tries at one account, and from one address, by purpose.
PER_ACCOUNT = parse("10 per 5 minutes")
PER_ADDRESS = parse("100 per 5 minutes")
MAILS = parse("3 per 15 minutes")


class Throttle:
    """Counts tries.  Shared by all threads of a process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def sign_in(self, publisher_id: int, account: str, ip: str) -> None:
        """Count a try to sign in.

        :raises TooManyTries: its argument is how many seconds to wait.
        """
        self._hit(PER_ACCOUNT, "account", str(publisher_id), account)
        if ip:
            self._hit(PER_ADDRESS, "address", ip)

    def mail(self, publisher_id: int, account: str) -> None:
        """Count a mail that somebody else could ask for in a customer's name.

        :raises TooManyTries: its argument is how many seconds to wait.
        """
        self._hit(MAILS, "mail", str(publisher_id), account)

    def _hit(self, limit: RateLimitItem, *key: str) -> None:
        if not self._limiter.hit(limit, *key):
            reset = self._limiter.get_window_stats(limit, *key).reset_time
            raise TooManyTries(max(1, round(reset - SystemClock().now().timestamp())))
