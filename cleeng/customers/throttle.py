"""Throttling of guesses, sign-ups and mails, in real time and per process (docs/operators/limits.md)."""

from __future__ import annotations

import ipaddress

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from cleeng.clock import SystemClock
from cleeng.customers.addresses import LONGEST
from cleeng.customers.errors import TooManyAsked, TooManyTries

#: Tries at one account, and from one address, by purpose.  Many viewers of one mobile carrier share an address, and
#: on an event's night they come at once.
PER_ACCOUNT = parse("10 per 5 minutes")
PER_ADDRESS = parse("300 per 5 minutes")
MAILS = parse("3 per 15 minutes")
MAILS_PER_ADDRESS = parse("100 per 15 minutes")
SIGN_UPS_PER_ADDRESS = parse("300 per 10 minutes")
#: Bits of an IPv6 address that say whose line it is; the rest every line chooses as it likes (RFC 6177).
IPV6_LINE = 64


class Throttle:
    """Counts tries.  Shared by all threads of a process.

    An `ip` of "" is nobody's: publishers' servers act for viewers whose addresses they need not tell.
    """

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def sign_in(self, publisher_id: int, account: str, ip: str) -> None:
        """Count a try to sign in.  Who is stopped at his address locks no more accounts.

        :raises TooManyTries: its argument is how many seconds to wait.
        """
        self._hit(TooManyTries, PER_ADDRESS, "address", line(ip))
        self._hit(TooManyTries, PER_ACCOUNT, "account", account, publisher_id)

    def sign_up(self, ip: str) -> None:
        """Count a new account.

        :raises TooManyAsked: its argument is how many seconds to wait.
        """
        self._hit(TooManyAsked, SIGN_UPS_PER_ADDRESS, "sign-up", line(ip))

    def mail(self, publisher_id: int, account: str, ip: str) -> None:
        """Count a mail that somebody else could ask for in a customer's name.

        :raises TooManyAsked: its argument is how many seconds to wait.
        """
        self._hit(TooManyAsked, MAILS_PER_ADDRESS, "mails", line(ip))
        self._hit(TooManyAsked, MAILS, "mail", account, publisher_id)

    def wait(self, limit: RateLimitItem, *key: str) -> int:
        """Return how many seconds it takes until a limit has room again; 0 if it has."""
        return 0 if self._limiter.test(limit, *key) else self._seconds(limit, *key)

    def count(self, limit: RateLimitItem, *key: str) -> None:
        """Count something that has happened."""
        self._limiter.hit(limit, *key)

    def _hit(
        self, error: type[TooManyTries], limit: RateLimitItem, purpose: str, whose: str, publisher_id: int = 0
    ) -> None:
        if not whose:
            return
        key = purpose, str(publisher_id), whose[:LONGEST]  # what is longer is no e-mail address, and fills the memory
        if not self._limiter.hit(limit, *key):
            raise error(self._seconds(limit, *key))

    def _seconds(self, limit: RateLimitItem, *key: str) -> int:
        reset = self._limiter.get_window_stats(limit, *key).reset_time
        return max(1, round(reset - SystemClock().now().timestamp()))


def line(ip: str) -> str:
    """Return what an address is counted as: IPv4 itself, IPv6 its network; "" and what is no address stay."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address), IPV6_LINE), strict=False))
