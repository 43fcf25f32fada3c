"""`cleeng publishers`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
import sqlalchemy as sa

from cleeng.cli.installation import Installation, json_option, pass_installation, publisher_option
from cleeng.cli.output import show
from cleeng.publishers.models import Associate, PublisherRecord, TokenKind
from cleeng.publishers.service import PublisherService
from cleeng.publishers.tokens import ApiTokenService

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.group("publishers")
def group() -> None:
    """See to the accounts that sell."""


@group.command("list")
@json_option
@pass_installation
def list_(installation: Installation, as_json: bool) -> None:
    """List the publishers of the database, disabled ones too, and whose associates are among them."""
    with installation.database.unit(writes=False) as unit:
        records = unit.db.execute(
            sa.select(PublisherRecord, Associate.distributor_id)
            .outerjoin(Associate, Associate.publisher_id == PublisherRecord.id)
            .order_by(PublisherRecord.id)
        ).all()
        rows = [
            {
                "id": record.id,
                "name": record.name,
                "country": record.country,
                "currency": record.currency,
                "sandbox": record.sandbox,
                "enabled": record.enabled,
                "distributor": distributor_id,
            }
            for record, distributor_id in records
        ]
    show(rows, map(_publisher_line, rows), as_json=as_json, nothing="no publisher yet: cleeng publishers sync")


@group.command()
@json_option
@pass_installation
def sync(installation: Installation, as_json: bool) -> None:
    """Bring the database in line with the publisher inis, and print what changed."""
    application = installation.application
    with installation.database.unit() as unit:
        changes = PublisherService(unit.db, application.clocks.base).sync(application.settings.publishers)
    items = [{"publisher": c.publisher_id, "name": c.name, "change": c.text} for c in changes]
    show(items, map(str, changes), as_json=as_json)


@group.group()
def token() -> None:
    """Make, list and revoke API tokens."""


@token.command()
@publisher_option
@click.option("--kind", type=click.Choice([kind.value for kind in TokenKind]), default="publisher", show_default=True)
@click.argument("name")
@pass_installation
def make(installation: Installation, publisher_id: int, kind: str, name: str) -> None:
    """Make a token called NAME and print it: this once, only its hash is stored."""
    with installation.database.unit() as unit:
        text = _service(installation, unit.db, publisher_id).make(name, TokenKind(kind))
    click.echo(text)


@token.command("list")
@publisher_option
@json_option
@pass_installation
def list_tokens(installation: Installation, publisher_id: int, as_json: bool) -> None:
    """List the names of a publisher's tokens, revoked ones too."""
    with installation.database.unit(writes=False) as unit:
        rows = [
            {
                "name": token.name,
                "kind": token.kind.value,
                "created": token.created_at.isoformat(timespec="seconds"),
                "revoked": token.revoked_at.isoformat(timespec="seconds") if token.revoked_at else None,
            }
            for token in _service(installation, unit.db, publisher_id).tokens()
        ]
    show(rows, map(_token_line, rows), as_json=as_json, nothing="no token yet: cleeng publishers token make")


@token.command()
@publisher_option
@click.argument("name")
@pass_installation
def revoke(installation: Installation, publisher_id: int, name: str) -> None:
    """End the token called NAME: it is refused from now on."""
    with installation.database.unit() as unit:
        _service(installation, unit.db, publisher_id).revoke(name)


def _publisher_line(row: Mapping[str, Any]) -> str:
    marks = [word for word, shown in (("sandbox", row["sandbox"]), ("disabled", not row["enabled"])) if shown]
    marks += [f"associate of {row['distributor']}"] if row["distributor"] else []
    return f"{row['id']}  {row['name']:30} {row['country']} {row['currency']}  {' '.join(marks)}".rstrip()


def _token_line(row: Mapping[str, Any]) -> str:
    revoked = f"  revoked {row['revoked']}" if row["revoked"] else ""
    return f"{row['name']:30} {row['kind']:12} made {row['created']}{revoked}"


def _service(installation: Installation, db: sa.orm.Session, publisher_id: int) -> ApiTokenService:
    return ApiTokenService(db, installation.publisher(publisher_id).id, installation.application.clocks.base)
