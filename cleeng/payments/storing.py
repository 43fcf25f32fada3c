"""Storing a gateway's answer, whatever other transactions do meanwhile."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable

    import transaction

    from cleeng.api import Status

log = logging.getLogger(__name__)

#: How often a lost race of transactions is run again before the reconciler takes over.
TRIES = 5


def store(tm: transaction.TransactionManager, write: Callable[[], Status], what: str) -> Status | None:
    """Run `write` in as many fresh transactions as it takes: the answer in hand is not asked for again.

    Leaves the transaction.  Returns what `write` returned, or None after TRIES lost races: then the row stays as it
    is, and the reconciler asks the gateway.
    """
    for attempt in range(1, TRIES + 1):
        try:
            status = write()
            tm.commit()
        except sa.exc.OperationalError:
            log.warning("storing an outcome lost a race", extra={"payment": what, "attempt": attempt})
            tm.abort()
            tm.begin()
        else:
            tm.begin()
            return status
    return None
