"""Brings the bank's webhooks to the shop, as a real bank would: over HTTP, from a thread of its own."""

from __future__ import annotations

import http.client
import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cleeng.api import Status

from .cards import BY_NAME, Webhook
from .rows import Notice, Payment, timestamp
from .webhooks import HEADER, compose, sign

if TYPE_CHECKING:
    from cleeng.api import Context

    from .bank import Bank
    from .books import Books
    from .settings import SandboxSettings

#: How often a webhook that is not accepted is sent in all.
MOST_SENDS = 5
#: Seconds that the shop has to accept a webhook.
TIMEOUT = 5.0
#: Seconds that a payment waits for its own webhook: a server with one free thread must not stand still.
PATIENCE = 2.0


class Courier:
    """Posts what the bank's books have queued for a publisher."""

    def __init__(self, bank: Bank, books: Books, settings: SandboxSettings) -> None:
        self._bank = bank
        self._books = books
        self._settings = settings

    def attend(self, ctx: Context, payment: Payment) -> None:
        """See to the webhook of a payment that just came in or just ended, if its card has one."""
        card = BY_NAME.get(payment.card)
        if card is None or card.webhook is Webhook.NEVER or not ctx.base_url:
            return
        if payment.state is Status.PENDING:
            self._later(ctx, self._settings.settle_seconds)
        elif payment.settles_at is not None:
            return  # the buyer has to act first
        elif card.webhook is Webhook.LATE:
            self._later(ctx, self._settings.late_seconds)
        else:
            thread = threading.Thread(target=self._run, args=(ctx,), daemon=True)
            thread.start()
            thread.join(PATIENCE)

    def deliver(self, ctx: Context) -> int:
        """Post all webhooks that are due by the publisher's clock and return how many were accepted."""
        self._bank.settle(ctx.publisher.id, ctx.clock.now())
        accepted = 0
        while taken := self._take(ctx):
            if self._post(ctx, *taken):
                accepted += 1
            else:
                self._put_back(ctx, taken[0])
        return accepted

    def _run(self, ctx: Context, rounds: int = MOST_SENDS) -> None:
        """Deliver; while something is left that comes later or was not accepted, come again a few times."""
        try:
            self.deliver(ctx)
            with self._books.reading() as entries:
                left = entries.notices_waiting(ctx.publisher.id)
        except (OSError, sqlite3.Error) as error:  # the folder is gone, the disk is full: nobody waits for us
            ctx.log.warning("sandbox: webhooks were not delivered: %s", error)
            return
        if left and rounds > 1:
            self._later(ctx, self._settings.late_seconds, rounds - 1)

    def _later(self, ctx: Context, seconds: float, rounds: int = MOST_SENDS) -> None:
        timer = threading.Timer(seconds, self._run, (ctx, rounds))
        timer.daemon = True
        timer.start()

    def _take(self, ctx: Context) -> tuple[Notice, Payment] | None:
        """Use up one sending of the first webhook that is due, so that no two threads do it twice."""
        now = timestamp(ctx.clock.now())
        with self._books.writing() as entries:
            notice = entries.notice_due(ctx.publisher.id, now)
            if notice is None:
                return None
            entries.put(replace(notice, sends_left=notice.sends_left - 1))
            payment = entries.one(Payment, publisher_id=notice.publisher_id, key=notice.payment_key)
        return (notice, payment) if payment else None

    def _put_back(self, ctx: Context, taken: Notice) -> None:
        later = timestamp(ctx.clock.now() + timedelta(seconds=self._settings.late_seconds))
        with self._books.writing() as entries:
            notice = entries.one(Notice, publisher_id=taken.publisher_id, id=taken.id)
            if notice and notice.failures + 1 < MOST_SENDS:
                sends, failures = notice.sends_left + 1, notice.failures + 1
                entries.put(replace(notice, due_at=later, sends_left=sends, failures=failures))

    def _post(self, ctx: Context, notice: Notice, payment: Payment) -> bool:
        """Send one webhook; tell whether the shop took it.  Goes to our own server, past any proxy."""
        body = compose(notice, payment)
        signature = sign(self._settings.webhook_secret.get_secret_value(), body, ctx.clock.now())
        headers = {"Content-Type": "application/json", HEADER: signature}
        server = urlsplit(ctx.base_url)
        kind = http.client.HTTPSConnection if server.scheme == "https" else http.client.HTTPConnection
        connection = kind(server.hostname or "", server.port, timeout=TIMEOUT)
        try:
            connection.request("POST", f"/webhooks/{ctx.publisher.id}/sandbox", body, headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            ctx.log.info("sandbox: webhook %s found nobody: %s", notice.id, error)
            return False
        finally:
            connection.close()
        ctx.log.info("sandbox: webhook %s for %s was answered %s", notice.id, payment.reference, status)
        return http.HTTPStatus.OK <= status < http.HTTPStatus.MULTIPLE_CHOICES
