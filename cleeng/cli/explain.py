"""`cleeng explain`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import click

from cleeng.api import Money
from cleeng.cli.installation import Installation, json_option, pass_installation
from cleeng.ids import Kind, owner
from cleeng.orders.errors import OrderNotFound

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NUMBER = re.compile(r"[0-9]{9}\Z")


@click.group("explain")
def group() -> None:
    """Say why something is as it is."""


@group.command("order")
@click.argument("number", metavar="ID")
@json_option
@pass_installation
def order(installation: Installation, number: str, as_json: bool) -> None:
    """Explain every number of an order: rules, rates, evidence, payments, access.

    ID is the order's nine digits, as logs, mails and my account show them.
    """
    if not _NUMBER.match(number):
        raise click.BadParameter(f"{number!r} is no order: it has nine digits")
    application = installation.application
    with installation.database.unit(writes=False) as unit:
        publisher = application.publishers.get(owner(unit.db, int(number), Kind.ORDER) or 0)
        if publisher is None:
            raise OrderNotFound(f"there is no order {number}")
        told = application.services(publisher, unit).explanations.of(int(number))
    click.echo(json.dumps(told, indent=2) if as_json else "\n".join(_lines(told)))


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    yield f"Order {told['order']}: {told['status']}, {told['offer']['title']} ({told['offer']['id']})"
    yield f"  customer {told['customer']}, ordered {told['createdAt']}, paid {told['paidAt'] or 'not yet'}"
    yield "  buyer: " + ", ".join(f"{name} {value}" for name, value in told["buyer"].items())
    if told["intact"] is False:
        yield "  WARNING: the price in the database is not the one that was stored"
    yield "Price"
    for step in told["steps"]:
        yield f"  {_amount(step):>14}  {step['text']}"
        yield from (f"{'':18}{name}: {value}" for name, value in step["facts"].items() if value)
    yield from _section("Payments", (_payment(payment) for payment in told["payments"]))
    yield from _section("Refunds", (_refund(refund) for refund in told["refunds"]))
    yield from _section("Documents", (_document(document) for document in told["documents"]))
    yield from _section("Tax evidence", _evidence(told["evidence"] or {}))
    yield from _section("Access", (_access(access) for access in told["access"]))


def _section(heading: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield heading
        yield from (f"  {line}" for line in found)


def _amount(told: Mapping[str, Any]) -> str:
    return "" if told["amount"] is None else str(Money(told["amount"], told["currency"]))


def _payment(told: Mapping[str, Any]) -> str:
    line = f"{_amount(told):>14}  {told['status']} by {told['gateway']} {told['transaction'] or told['payment']}"
    if told["failure"]:
        line += f": {told['failure']['kind']} {told['failure']['code']}"
    if told["surplus"]:
        line += "; the order was paid already, it goes back"
    return f"{line}; {told['lastError']}" if told["lastError"] else line


def _refund(told: Mapping[str, Any]) -> str:
    return f"{_amount(told):>14}  {told['status']} of {told['transaction']}: {told['reason'] or 'no reason given'}"


def _document(told: Mapping[str, Any]) -> str:
    kind = told["kind"].replace("_", " ")
    return f"{_amount(told):>14}  {kind} {told['number']} of {told['issuedOn']}"


def _evidence(record: Mapping[str, Any]) -> Iterator[str]:
    """Say what was kept of where the buyer was; the steps of the record stand under the price already."""
    for source, country, region in record.get("evidence", ()):
        yield f"{source}: {'-'.join(filter(None, (country, region)))}"
    if record.get("tax_id"):
        yield f"tax number: {record['tax_id']}"


def _access(told: Mapping[str, Any]) -> str:
    until = told["until"] or "for good"
    revoked = f", revoked {told['revokedAt']}" if told["revokedAt"] else ""
    return f"{told['offer']} from {told['from']} until {until}{revoked}"
