"""`cleeng publishers`."""

from __future__ import annotations

import json

import click
import sqlalchemy as sa

from cleeng.cli.installation import Installation, json_option, pass_installation, publisher_option
from cleeng.publishers.models import PublisherRecord, TokenKind
from cleeng.publishers.service import PublisherService
from cleeng.publishers.tokens import ApiTokenService


@click.group("publishers")
def group() -> None:
    """See to the accounts that sell."""


@group.command("list")
@json_option
@pass_installation
def list_(installation: Installation, as_json: bool) -> None:
    """List the publishers of the database, disabled ones too."""
    with installation.database.unit(writes=False) as unit:
        records = unit.db.scalars(sa.select(PublisherRecord).order_by(PublisherRecord.id)).all()
        rows = [
            {
                "id": record.id,
                "name": record.name,
                "country": record.country,
                "currency": record.currency,
                "sandbox": record.sandbox,
                "enabled": record.enabled,
            }
            for record in records
        ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        marks = [word for word, shown in (("sandbox", row["sandbox"]), ("disabled", not row["enabled"])) if shown]
        click.echo(f"{row['id']}  {row['name']:30} {row['country']} {row['currency']}  {' '.join(marks)}".rstrip())


@group.command()
@json_option
@pass_installation
def sync(installation: Installation, as_json: bool) -> None:
    """Bring the database in line with the publisher inis, and print what changed."""
    application = installation.application
    with installation.database.unit() as unit:
        changes = PublisherService(unit.db, application.clocks.base).sync(application.settings.publishers)
    if as_json:
        click.echo(json.dumps([{"publisher": c.publisher_id, "name": c.name, "change": c.text} for c in changes]))
        return
    for change in changes:
        click.echo(change)


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
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        revoked = f"  revoked {row['revoked']}" if row["revoked"] else ""
        click.echo(f"{row['name']:30} {row['kind']:12} made {row['created']}{revoked}")


@token.command()
@publisher_option
@click.argument("name")
@pass_installation
def revoke(installation: Installation, publisher_id: int, name: str) -> None:
    """End the token called NAME: it is refused from now on."""
    with installation.database.unit() as unit:
        _service(installation, unit.db, publisher_id).revoke(name)


def _service(installation: Installation, db: sa.orm.Session, publisher_id: int) -> ApiTokenService:
    return ApiTokenService(db, installation.publisher(publisher_id).id, installation.application.clocks.base)
