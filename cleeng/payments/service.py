"""Payments: take money once, and know what became of it.

The row of an attempt is committed before the gateway is called; the answer is stored in a new
transaction; whatever happens in between, `get_status` finds it.  `apply` is the one place where an
outcome becomes state: the browser's return, a webhook and the reconciler all end there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cleeng.api import PaymentIntent, PaymentRef, SavedMethod, Status
from cleeng.customers.service import info
from cleeng.db import outside_transaction
from cleeng.orders.models import OrderStatus
from cleeng.payments.errors import (
    FieldsInvalid,
    PaymentNotFound,
    PaymentUnderWay,
    PlaceUnclear,
    PriceChanged,
    UnknownMethod,
)
from cleeng.payments.models import UNSETTLED, Payment
from cleeng.payments.snapshot import read_snapshot
from cleeng.payments.storing import store
from cleeng.pricing.quote import Quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import transaction
    from sqlalchemy.orm import Session

    from cleeng.api import FieldError, Result
    from cleeng.catalog.offer import LocalOffer
    from cleeng.customers.service import CustomerService
    from cleeng.orders.buyer import Buyer
    from cleeng.orders.models import Order
    from cleeng.orders.service import OrderService
    from cleeng.payments.gateways import Gateways
    from cleeng.payments.methods import MethodService
    from cleeng.payments.outcome import Outcomes
    from cleeng.publishers.publisher import Publisher

#: When a payment that waits for the buyer is given up.
ABANDONED = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Choice:
    """How the viewer wants to pay: a gateway's method with its fields, or a stored method's id."""

    gateway: str = ""
    method: str = ""
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    stored: int | None = None
    keep: bool = False


class PaymentService:
    """The payments of one publisher."""

    def __init__(
        self,
        db: Session,
        tm: transaction.TransactionManager,
        publisher: Publisher,
        gateways: Gateways,
        methods: MethodService,
        customers: CustomerService,
        orders: OrderService,
        outcomes: Outcomes,
    ) -> None:
        self.db = db
        self.tm = tm
        self.publisher = publisher
        self.gateways = gateways
        self.methods = methods
        self.customers = customers
        self.orders = orders
        self.outcomes = outcomes

    def pay(
        self, *, payment_id: str, order_id: int, seen: str, choice: Choice, return_url: str, cancel_url: str
    ) -> Status:
        """Pay once per `payment_id`, which the page minted: a double click or a second send finds the first.

        `seen` is what stood on the page (`Quote.agreed`).  Leaves the transaction; objects of the session are gone
        afterwards.  Returns what became of this attempt.

        :raises PriceChanged: today's price, or that of a later period, is another one by now.
        :raises PlaceUnclear: what is known of where the buyer is contradicts itself.
        :raises PaymentUnderWay: an earlier attempt is not settled; nothing was sent.
        :raises UnknownMethod: this way to pay is not offered.
        :raises FieldsInvalid: the gateway's form needs a change.
        """
        self.give_up_unfinished(order_id, payment_id)
        order = self.orders.lock(order_id)
        known = self.db.get(Payment, (self.publisher.id, payment_id))
        if known is not None:
            return known.status
        if order.status is OrderStatus.PAID:
            return Status.SUCCEEDED
        under_way = self.unsettled(order_id)
        if under_way is not None:
            raise PaymentUnderWay(under_way.id)
        priced = self._priced(order, seen)
        if not priced.settled:
            raise PlaceUnclear(*priced.ask)
        gateway, intent, stored = self._intent(order, choice)
        later = priced.needs_method and not order.total
        self.db.add(
            Payment(
                publisher_id=self.publisher.id,
                id=payment_id,
                order_id=order_id,
                gateway=gateway,
                method=intent.method,
                amount_minor=order.total_minor,
                currency=order.currency,
                snapshot={},
                next_action={},
                agreed=self.orders.prices.agreed(order),
                keep_method=intent.keep_method,
                method_id=stored,
                created_at=self.publisher.clock.now(),
                due_at=self.outcomes.first_look(),
            )
        )
        with outside_transaction(self.tm):
            if later:
                result = self.gateways.set_up(gateway, payment_id, intent, return_url)
            else:
                result = self.gateways.start(gateway, payment_id, intent, return_url, cancel_url)
        return self.settle(payment_id, result, answer=True)

    def check(self, choice: Choice) -> Sequence[FieldError]:
        """Return what is wrong with the fields of the gateway's form; sends and stores nothing."""
        gateway = self.gateways.named(choice.gateway)
        return self.gateways.check(gateway, choice.method, choice.fields) if gateway else ()

    def card_country(self, choice: Choice, customer_id: int) -> str:
        """Return where the chosen way to pay was issued, "" where nobody knows.

        Leaves the transaction where the gateway is asked: call it before anything is locked.

        :raises UnknownMethod: the stored method is removed, or another's.
        """
        if choice.stored is not None:
            return read_snapshot(self.methods.get(choice.stored, customer_id).snapshot).country
        with outside_transaction(self.tm):
            known = self.gateways.preview(choice.gateway, choice.method, choice.fields)
        return known.country if known else ""

    def reprice(self, order_id: int, offer: LocalOffer, buyer: Buyer) -> None:
        """Price an open order for this buyer; what was shown him is kept while it holds, unless nothing came of it.

        One that is paid or being paid keeps what was shown in any case.
        """
        order = self.orders.lock(order_id)
        if order.status is not OrderStatus.OPEN or self.unsettled(order_id) is not None:
            return
        same = order.who() == buyer and order.offer_country == offer.country
        settled = Quote.from_json(order.quote).settled
        if not same or not settled or not self.orders.prices.holds(order):
            self.orders.requote(order, offer, buyer)

    def complete_free(self, order_id: int, seen: str) -> None:
        """Complete an order that costs nothing, today and later.

        :raises PriceChanged: it costs something by now.
        """
        order = self.orders.lock(order_id)
        if order.status is OrderStatus.PAID:
            return
        if self._priced(order, seen).needs_method:
            raise UnknownMethod("this order costs money")
        self.orders.complete(order)

    def _priced(self, order: Order, seen: str) -> Quote:
        """Return what an order is to be paid for, if that is what stood on the page."""
        self.orders.refresh(order)
        priced = Quote.from_json(order.quote)
        if priced.agreed != seen:
            raise PriceChanged(str(order.total))
        return priced

    def resume(self, payment_id: str, params: Mapping[str, str]) -> Status:
        """Go on after the buyer came back from the gateway.  Leaves the transaction."""
        payment = self.get(payment_id)
        if payment.status not in UNSETTLED:
            return payment.status
        name, reference = payment.gateway, self._reference(payment)
        with outside_transaction(self.tm):
            result = self.gateways.resume(name, reference, params)
        return self.settle(payment_id, result)

    def look(self, payment_id: str) -> Status:
        """Ask the gateway what became of an unsettled payment.  Leaves the transaction.

        One that has waited for the buyer for longer than ABANDONED is given up.
        """
        payment = self.get(payment_id)
        if payment.status not in UNSETTLED:
            return payment.status
        name, reference = payment.gateway, self._reference(payment)
        waiting = payment.status is Status.REQUIRES_ACTION
        abandoned = waiting and payment.created_at + ABANDONED <= self.publisher.clock.now()
        with outside_transaction(self.tm):
            ask = self.gateways.void if abandoned else self.gateways.status
            result = ask(name, reference)
        return self.settle(payment_id, result)

    def settle(self, payment_id: str, result: Result, *, answer: bool = False) -> Status:
        """Store an outcome, in as many fresh transactions as it takes; the result stays in hand.

        After too many lost races the row stays as it is, and the reconciler asks the gateway.
        """
        status = store(self.tm, lambda: self.outcomes.apply(payment_id, result, answer=answer), payment_id)
        return self.get(payment_id).status if status is None else status

    def forget(self, method_id: int, customer_id: int | None = None) -> None:
        """Forget a stored method, then have its gateway forget it; with `customer_id`, only this customer's.

        Leaves the transaction.

        :raises UnknownMethod: removed, another's, or unknown.
        """
        gateway, token = self.methods.remove(method_id, customer_id)
        with outside_transaction(self.tm):
            self.gateways.forget(gateway, token)

    def get(self, payment_id: str) -> Payment:
        """Return a payment.

        :raises PaymentNotFound: there is none.
        """
        payment = self.db.get(Payment, (self.publisher.id, payment_id))
        if payment is None:
            raise PaymentNotFound(payment_id)
        return payment

    def unsettled(self, order_id: int) -> Payment | None:
        """Return the attempt at an order that is still under way, or None."""
        return self.db.scalars(
            sa.select(Payment).where(
                Payment.publisher_id == self.publisher.id,
                Payment.order_id == order_id,
                Payment.status.in_(UNSETTLED),
            )
        ).first()

    def latest(self, order_id: int) -> Payment | None:
        """Return the latest attempt at an order, or None."""
        return self.db.scalars(
            sa.select(Payment)
            .where(Payment.publisher_id == self.publisher.id, Payment.order_id == order_id)
            .order_by(Payment.created_at.desc(), Payment.id.desc())
        ).first()

    def give_up_unfinished(self, order_id: int, payment_id: str = "") -> None:
        """Void an attempt that waits for the buyer: choosing another way to pay, or another country, ends it.

        The attempt `payment_id` goes on.  Leaves the transaction where there is one to void.

        The gateway says what is true afterwards; if money moved after all, the order is paid.
        """
        unfinished = self.unsettled(order_id)
        if unfinished is None or unfinished.id == payment_id or unfinished.status is not Status.REQUIRES_ACTION:
            return
        key, name, reference = unfinished.id, unfinished.gateway, self._reference(unfinished)
        with outside_transaction(self.tm):
            result = self.gateways.void(name, reference)
        self.settle(key, result)

    def _intent(self, order: Order, choice: Choice) -> tuple[str, PaymentIntent, int | None]:
        """Turn the viewer's choice into what the gateway is told."""
        customer = self.customers.get(order.customer_id)
        priced = Quote.from_json(order.quote)
        saved, stored = None, None
        gateway, method, keep = choice.gateway, choice.method, choice.keep or bool(priced.recurring)
        if choice.stored is not None:
            kept = self.methods.get(choice.stored, order.customer_id)
            gateway, method, keep, stored = kept.gateway, kept.method, False, kept.id
            saved = SavedMethod(kept.token, read_snapshot(kept.snapshot), kept.network_reference)
        offer = self.orders.catalog.by_number(order.offer_number, order.offer_country)
        serving = self.gateways.serving(order.total, order.country, offer.type.word, order.id)
        chosen = next((g for g in serving if g.name == gateway), None)
        if chosen is None:
            raise UnknownMethod(gateway)
        if saved is None:
            forms = self.gateways.forms([chosen], order.total, order.country)
            offered = {form.method for _, form in forms if form.keepable or not priced.recurring}
            if method not in offered:
                raise UnknownMethod(method)
            faults = list(self.gateways.check(chosen, method, choice.fields))
            if faults:
                raise FieldsInvalid(faults)
        intent = PaymentIntent(
            amount=order.total,
            order_id=order.id,
            description=priced.title,
            customer=info(customer),
            method=method,
            fields=choice.fields,
            saved=saved,
            keep_method=keep,
            statement=self.publisher.info.name[:22],
        )
        return gateway, intent, stored

    @staticmethod
    def _reference(payment: Payment) -> PaymentRef:
        return PaymentRef(payment.id, payment.amount, payment.reference)
