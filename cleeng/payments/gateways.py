"""Calling gateways: which one, in which context, and what an exception means."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Any

from cleeng.api import NotAttempted, NotSupported, PaymentRef, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cleeng.api import Context, FieldError, MethodForm, MethodSnapshot, Money, PaymentGateway, PaymentIntent
    from cleeng.publishers.publisher import Publisher
    from cleeng.settings import Route

log = logging.getLogger(__name__)


class Gateways:
    """The gateways of one publisher.  Every method that asks one is to be called with no transaction open."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher

    def named(self, name: str) -> PaymentGateway | None:
        """Return a gateway of the publisher's, or None."""
        gateway: PaymentGateway | None = self.publisher.providers["gateways"].get(name)
        return gateway

    def serving(self, amount: Money, country: str, offer_type: str, order_id: int) -> list[PaymentGateway]:
        """Return the gateways for a payment, best first: the first route that fits, else all in the ini's order."""
        every: Mapping[str, PaymentGateway] = self.publisher.providers["gateways"]
        names: Sequence[str] = tuple(every)
        for route in self.publisher.settings.routes:
            if fits(route, amount, country, offer_type, order_id):
                names = route.use
                break
        return [every[name] for name in names if name in every and _takes(every[name], amount, country)]

    def forms(self, gateways: Sequence[PaymentGateway], amount: Money, country: str) -> list[tuple[str, MethodForm]]:
        """Return (gateway name, row) for every way to pay."""
        context = self.publisher.context()
        return [(gateway.name, form) for gateway in gateways for form in gateway.forms(context, amount, country)]

    def client_config(self, name: str) -> Mapping[str, Any]:
        """Return what a gateway's script in the page may know."""
        gateway = self.named(name)
        return gateway.client_config(self.publisher.context()) if gateway else {}

    def check(self, gateway: PaymentGateway, method: str, fields: Mapping[str, str]) -> Sequence[FieldError]:
        """Return what is wrong with the posted fields."""
        return gateway.check(self.publisher.context(), method, fields)

    def preview(self, name: str, method: str, fields: Mapping[str, str]) -> MethodSnapshot | None:
        """Return what a gateway knows of a way to pay that was filled in; never raises: then nothing is known."""
        gateway = self.named(name)
        if gateway is None:
            return None
        try:
            return gateway.preview(self.publisher.context(), method, fields)
        except Exception:  # somebody else's code, on the way to another machine
            facts = {"publisher": self.publisher.id, "gateway": name, "call": "preview"}
            log.exception("a gateway did not say what it knows of a way to pay", extra=facts)
            return None

    def start(self, name: str, payment_id: str, intent: PaymentIntent, return_url: str, cancel_url: str) -> Result:
        """Take the money of a buyer who is present; never raises."""
        return self._call(name, payment_id, "start", lambda g, ctx: g.start(ctx, intent, return_url, cancel_url))

    def set_up(self, name: str, payment_id: str, intent: PaymentIntent, return_url: str) -> Result:
        """Keep a way to pay for later; never raises."""
        return self._call(name, payment_id, "setup_method", lambda g, ctx: g.setup_method(ctx, intent, return_url))

    def resume(self, name: str, payment: PaymentRef, params: Mapping[str, str]) -> Result:
        """Go on after the buyer came back; never raises."""
        return self._call(name, payment.key, "resume", lambda g, ctx: g.resume(ctx, payment, params))

    def status(self, name: str, payment: PaymentRef) -> Result:
        """Ask what became of a payment; never raises."""
        return self._call(name, payment.key, "get_status", lambda g, ctx: g.get_status(ctx, payment))

    def void(self, name: str, payment: PaymentRef) -> Result:
        """Give a payment up; tells what is true afterwards; never raises."""
        return self._call(name, payment.key, "void", lambda g, ctx: g.void(ctx, payment))

    def refund(self, name: str, payment: PaymentRef, refund_id: str, amount: Money) -> Result:
        """Give money back under the refund's own key; never raises."""
        return self._call(name, refund_id, "refund", lambda g, ctx: g.refund(ctx, payment, amount))

    def forget(self, name: str, token: str) -> None:
        """Have a gateway delete a kept method; never raises: to us it is removed whatever the gateway does."""
        gateway, facts = self.named(name), {"publisher": self.publisher.id, "gateway": name}
        if gateway is None:
            return
        try:
            gateway.delete_method(self.publisher.context(), token)
        except NotSupported:
            log.info("a gateway keeps methods and cannot delete them", extra=facts)
        except Exception:  # somebody else's code, on the way to another machine
            log.exception("a gateway did not delete a kept method", extra=facts)

    def _call(self, name: str, key: str, what: str, call: Callable[[PaymentGateway, Context], Result]) -> Result:
        """Call a gateway; only NotAttempted says that nothing was sent, any other exception that nobody knows."""
        gateway = self.named(name)
        facts = {"publisher": self.publisher.id, "gateway": name, "payment": key, "call": what}
        if gateway is None:
            log.error("the gateway of a payment is not configured any more", extra=facts)
            return Result.unknown("gateway_not_configured")
        log.info("gateway asked", extra=facts)
        try:
            result = call(gateway, self.publisher.context(key))
        except NotAttempted as error:
            log.warning("gateway out of reach, nothing was sent", extra=facts)
            return Result.not_attempted(str(error)[:100])
        except NotSupported:
            return Result.unknown("not_supported")
        except Exception as error:  # money may have moved: whatever happened, the answer is "nobody knows"
            log.exception("gateway call ended without an answer; it will be asked again", extra=facts)
            return Result.unknown(type(error).__name__)
        log.info("gateway answered", extra={**facts, "status": result.status, "code": result.code})
        return result


def _takes(gateway: PaymentGateway, amount: Money, country: str) -> bool:
    return (gateway.currencies is None or amount.currency in gateway.currencies) and (
        gateway.countries is None or country in gateway.countries
    )


def fits(route: Route, amount: Money, country: str, offer_type: str, order_id: int) -> bool:
    """Say whether a route takes a payment.  `share` splits by the order's id, so that a retry goes the same way."""
    low, _, high = route.amount.partition("-")
    drawn = int.from_bytes(hashlib.sha256(str(order_id).encode()).digest()[:4], "big") % 100
    return (
        (not route.country or country in route.country)
        and (not route.currency or amount.currency in route.currency)
        and (not route.offer_type or offer_type in route.offer_type)
        and int(low or 0) <= amount.minor
        and (not high or amount.minor <= int(high))
        and drawn < route.share
    )
