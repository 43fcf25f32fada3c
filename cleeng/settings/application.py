"""The application's own settings, `[app:main]`, and the publisher inis that it names."""

from __future__ import annotations

import configparser
import ipaddress
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import plaster
import pydantic
import sqlalchemy as sa

from cleeng.settings.faults import ConfigurationError, Fault, Faults
from cleeng.settings.ini import Section, given_section, read_ini
from cleeng.settings.publisher import PublisherSettings, Words, read_publisher

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_OURS = ("cleeng.", "sqlalchemy.")
#: The one publisher for whom `cleeng.demo.*` says tokens and passwords that everybody can read.
DEMO_PUBLISHER = 100000001
LEAST_SECRET = 32


def _networks(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        ipaddress.ip_network(value)
    return values


def _database_url(text: str) -> str:
    try:
        url = sa.make_url(text)
        backend = url.get_backend_name()
        url.get_dialect()
    except sa.exc.ArgumentError as error:
        msg = "is no database address such as sqlite:///cleeng.db or postgresql+psycopg://user@host/name"
        raise ValueError(msg) from error
    if backend not in {"sqlite", "postgresql"} or (backend == "sqlite" and url.database == ":memory:"):
        msg = "the database is a file of SQLite or PostgreSQL"
        raise ValueError(msg)
    return text


def _long_enough(secret: pydantic.SecretStr) -> pydantic.SecretStr:
    if 0 < len(secret) < LEAST_SECRET:
        msg = f"has {len(secret)} characters; {LEAST_SECRET} random ones are the least"
        raise ValueError(msg)
    return secret


_Secret = Annotated[pydantic.SecretStr, pydantic.AfterValidator(_long_enough)]
_DemoToken = Annotated[str, pydantic.Field(pattern=r"^([0-9A-Za-z_-]{48})?$")]


class _App(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    database_url: Annotated[str, pydantic.AfterValidator(_database_url), pydantic.Field(alias="sqlalchemy.url")] = (
        "sqlite:///cleeng.db"
    )
    home: Annotated[str, pydantic.Field(alias="cleeng.home")] = "var"
    plugins: Annotated[Words, pydantic.Field(alias="cleeng.plugins")] = ()
    publishers: Annotated[Words, pydantic.Field(alias="cleeng.publishers")] = ()
    trusted_proxies: Annotated[
        Words, pydantic.AfterValidator(_networks), pydantic.Field(alias="cleeng.trusted_proxies")
    ] = ()
    secret: Annotated[_Secret, pydantic.Field(alias="cleeng.secret")] = pydantic.SecretStr("")
    private_webhooks: Annotated[bool, pydantic.Field(alias="cleeng.private_webhooks")] = False
    base_url: Annotated[str, pydantic.Field(alias="cleeng.base_url", pattern=r"^(https?://[^/]+)?$")] = ""
    demo_publisher_token: Annotated[_DemoToken, pydantic.Field(alias="cleeng.demo.publisher_token")] = ""
    demo_distributor_token: Annotated[_DemoToken, pydantic.Field(alias="cleeng.demo.distributor_token")] = ""
    demo_customer_password: Annotated[str, pydantic.Field(alias="cleeng.demo.customer_password")] = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything configured.  `home` is the folder of the database, the mail outbox and the keys."""

    path: Path
    home: Path
    database_url: str
    plugins: tuple[str, ...]
    publishers: Mapping[int, PublisherSettings]
    trusted_proxies: tuple[str, ...] = ()
    base_url: str = ""
    private_webhooks: bool = False
    secret: str = field(default="", repr=False)
    demo: Mapping[str, str] = field(default_factory=dict)
    plugins_line: int = 0

    @classmethod
    def load(cls, ini: Path, faults: Faults, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read an ini that PasteDeploy has not read yet.

        :raises ConfigurationError: there is no such file, or PasteDeploy cannot read it.
        """
        path = ini.resolve()
        try:
            app = plaster.get_settings(str(path), "app:main")
        except (OSError, configparser.Error, plaster.PlasterError, ValueError, LookupError) as error:
            text = "there is no such file" if not path.is_file() else f"cannot be read: {error}"
            raise ConfigurationError([Fault(path, 0, text)]) from error
        if not app:
            raise ConfigurationError([Fault(path, 0, "has no [app:main]")])
        return cls.read(path, app, faults, environ)

    @classmethod
    def read(
        cls, path: Path, app: Mapping[str, str], faults: Faults, environ: Mapping[str, str] = os.environ
    ) -> Settings:
        """Read `[app:main]` as PasteDeploy gave it (`app`) and the publisher inis that it names.

        The ini is read once more for the lines; keys of other parties (`pyramid.*`, ...) are left alone.
        """
        path = path.resolve()
        own = {key: text for key, text in app.items() if key.startswith(_OURS)}
        section = given_section(path, "app:main", own, environ, faults)
        read = faults.validate(_App, section) or _lists_only(section)
        publishers = _publishers(path, section, read.publishers, environ, faults)
        _check_demo(section, publishers, faults)
        _check_base_url(section, read.base_url, publishers, faults)
        return cls(
            path=path,
            home=path.parent / read.home,
            database_url=read.database_url,
            plugins=read.plugins,
            publishers=publishers,
            trusted_proxies=read.trusted_proxies,
            base_url=read.base_url,
            private_webhooks=read.private_webhooks,
            secret=read.secret.get_secret_value(),
            demo={
                "publisher_token": read.demo_publisher_token,
                "distributor_token": read.demo_distributor_token,
                "customer_password": read.demo_customer_password,
            },
            plugins_line=section.line_of("cleeng.plugins"),
        )


def _lists_only(section: Section) -> _App:
    """Return what names other files and plugins, so that faults here do not hide those there."""
    lists = ("cleeng.plugins", "cleeng.publishers")
    return _App.model_validate({key: section.values[key].text for key in lists if key in section.values})


def _check_demo(section: Section, publishers: Mapping[int, PublisherSettings], faults: Faults) -> None:
    """Refuse published tokens and passwords where money is real."""
    publisher = publishers.get(DEMO_PUBLISHER)
    if publisher is None or publisher.info.sandbox:
        return
    for key, value in section.values.items():
        if key.startswith("cleeng.demo.") and value.text:
            faults.add(section.path, value.line, f"{key} is refused: publisher {DEMO_PUBLISHER} is no sandbox")


def _check_base_url(
    section: Section, base_url: str, publishers: Mapping[int, PublisherSettings], faults: Faults
) -> None:
    """Demand an HTTPS address where money is real: mails link to it, and gateways lead buyers back to it."""
    real = [publisher.path.name for publisher in publishers.values() if not publisher.info.sandbox]
    if real and not base_url.startswith("https://"):
        line = section.line_of("cleeng.base_url")
        text = f"cleeng.base_url must be an https address: {', '.join(real)} is no sandbox"
        faults.add(section.path, line, text)


def _publishers(
    path: Path, section: Section, globs: tuple[str, ...], environ: Mapping[str, str], faults: Faults
) -> dict[int, PublisherSettings]:
    files = sorted({file for pattern in globs for file in path.parent.glob(pattern)})
    if globs and not files:
        faults.add(path, section.line_of("cleeng.publishers"), f"cleeng.publishers: no file matches {' '.join(globs)}")
    publishers: dict[int, PublisherSettings] = {}
    hosts: dict[str, Path] = {}
    for number, file in enumerate(files):
        publisher = read_publisher(file, read_ini(file, environ, faults), faults)
        id_ = publisher.info.id or -number  # one with faults has no id; it is kept to find more of them
        if id_ in publishers:
            line = publisher.lines["publisher.id"]
            faults.add(file, line, f"[publisher] id: is that of {publishers[id_].path.name} too")
            continue
        for host in publisher.hosts:
            if host in hosts:
                line = publisher.lines["publisher.hosts"]
                faults.add(file, line, f"[publisher] hosts: {host} is claimed by {hosts[host].name} too")
            hosts[host] = file
        publishers[id_] = publisher
    return publishers
