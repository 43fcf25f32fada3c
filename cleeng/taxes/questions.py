"""A brake on what buyers make this program ask registers and tax services (docs/operators/limits.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from limits import parse

from cleeng.customers.errors import TooManyAsked
from cleeng.customers.throttle import line

if TYPE_CHECKING:
    from cleeng.customers.throttle import Throttle

#: Questions of one kind that one customer causes, and that one address does, which a crowd may share.
PER_CUSTOMER = parse("10 per 10 minutes")
PER_ADDRESS = parse("300 per 10 minutes")


@dataclass(frozen=True, slots=True)
class Cause:
    """For whom somebody is asked: a customer and a viewer's address.  None and "" are not counted: the operator."""

    customer_id: int | None = None
    ip: str = ""


OPERATOR = Cause()


class Questions:
    """The questions of one kind ("number", "place") that were asked for a publisher's buyers."""

    def __init__(self, throttle: Throttle, publisher_id: int, kind: str) -> None:
        self._throttle = throttle
        self._key = (f"tax-{kind}", str(publisher_id))

    def count(self, cause: Cause) -> None:
        """Count one that is about to be asked.

        :raises TooManyAsked: it must not be; the argument is how many seconds to wait.
        """
        customer = str(cause.customer_id) if cause.customer_id is not None else ""
        counted = ((PER_CUSTOMER, "customer", customer), (PER_ADDRESS, "address", line(cause.ip)))
        limits = [(limit, (*self._key, whose, who)) for limit, whose, who in counted if who]
        waits = [self._throttle.wait(limit, *key) for limit, key in limits]
        if any(waits):
            raise TooManyAsked(max(waits))
        for limit, key in limits:
            self._throttle.count(limit, *key)
