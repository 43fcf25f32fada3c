"""`cleeng refund`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import click

from cleeng.api import Money, Status
from cleeng.cli.installation import Installation, json_option, pass_installation
from cleeng.ids import Kind, new_uuid, owner
from cleeng.payments.errors import TransactionNotFound

if TYPE_CHECKING:
    from cleeng.publishers.publisher import Publisher
    from cleeng.services import Services

_NUMBER = re.compile(r"T?([0-9]{9})\Z")
_KEY = re.compile(r"[A-Za-z0-9._-]{1,50}\Z")


def _transaction(_ctx: click.Context, _param: click.Parameter, value: str) -> int:
    """Read a transaction as it is shown, `T123456789`, or only its nine digits."""
    found = _NUMBER.match(value)
    if found is None:
        raise click.BadParameter(f"{value!r} is no transaction: write it as T123456789")
    return int(found[1])


def _key(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    """Return the id of the refund; gateways know payments by ids of ours too, so that the two must not meet."""
    if not value:
        return new_uuid()
    if not _KEY.match(value):
        raise click.BadParameter("up to 50 letters, digits and . _ -")
    return f"refund-{value}"


@click.command("refund")
@click.argument("transaction", callback=_transaction)
@click.option("--amount", metavar="4.99", help="A part, in the transaction's currency; without it all that is left.")
@click.option(
    "--reason", default="", help="Why: stands on the credit note, which the customer reads; up to 200 characters."
)
@click.option(
    "--key", default="", callback=_key, help="A name of your own: the same key again gives nothing back a second time."
)
@click.option("--by-hand", is_flag=True, help="It went back on the gateway's own pages: write it down, and ask nobody.")
@json_option
@pass_installation
def command(
    installation: Installation,
    transaction: int,
    amount: str | None,
    reason: str,
    key: str,
    by_hand: bool,
    as_json: bool,
) -> None:
    """Give the money of TRANSACTION back.  Once all of it went back, what it bought ends.

    The sum of all refunds never exceeds the payment.  An answer that does not come is asked for by the worker.

    Before --by-hand of a refund that is on its way, stop the worker and look at the gateway's pages: what is being
    sent there at this moment goes back as well, and the customer gets it twice.
    """
    publisher = _publisher(installation, transaction)
    with installation.database.unit() as unit:
        services = installation.application.services(publisher, unit)
        currency = services.refunds.transaction(transaction).currency
        asked = None if amount is None else Money.parse(amount, currency)
        if by_hand:
            key = services.refunds.record(transaction, key=key, amount=asked, reason=reason)
        else:
            services.refunds.refund(transaction, key=key, amount=asked, reason=reason)
        told = _told(services, transaction, key)
    click.echo(json.dumps(told) if as_json else _line(told))
    if told["status"] == Status.FAILED:
        raise click.ClickException(f"the gateway refused it ({told['code']}); its amount may be asked for again")


def _publisher(installation: Installation, transaction: int) -> Publisher:
    """Return whose transaction it is; logs as the ini says, as all that moves money does."""
    application = installation.do_business()
    with installation.database.unit(writes=False) as unit:
        publisher_id = owner(unit.db, transaction, Kind.TRANSACTION)
    if publisher_id is None:
        raise TransactionNotFound(f"there is no transaction T{transaction}")
    publisher = application.publishers.get(publisher_id)
    if publisher is None:
        raise click.ClickException(f"T{transaction} is of publisher {publisher_id}, which no ini describes any more")
    return publisher


def _told(services: Services, transaction: int, refund_id: str) -> dict[str, Any]:
    refund, payment = services.refunds.get(refund_id), services.refunds.transaction(transaction)
    order = services.orders.get(payment.order_id)
    credit_note = services.invoices.of_refund(refund.id)
    granted = services.entitlements.of_order(order.id)
    return {
        "refund": refund.id,
        "transaction": f"T{transaction}",
        "publisher": payment.publisher_id,
        "order": order.id,
        "customer": order.customer_id,
        "status": refund.status.value,
        "code": refund.failure_code,
        "amount": str(refund.amount.decimal),
        "left": str(services.refunds.left(payment).decimal),
        "currency": refund.currency,
        "creditNote": credit_note.number if credit_note else None,
        "access": "revoked" if granted is not None and granted.revoked_at is not None else "kept",
    }


def _line(told: dict[str, Any]) -> str:
    """Say it to a person."""
    money = f"{told['amount']} {told['currency']}"
    what = f"{told['transaction']} (order {told['order']} of customer {told['customer']})"
    if told["status"] == Status.SUCCEEDED:
        rest = f"{told['left']} {told['currency']} is left, access is {told['access']}"
        note = f", credit note {told['creditNote']}" if told["creditNote"] else ""
        return f"{money} of {what} went back{note}; {rest}"
    if told["status"] == Status.PENDING:
        return f"{money} of {what} is on its way: the gateway has not settled it yet, and the worker asks again"
    return f"{money} of {what} did not go back"
