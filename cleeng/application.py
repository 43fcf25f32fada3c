"""The composition of everything that does not depend on a surface: settings, plugins, publishers, database.

The web application, the commands and the worker each start from one of these.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from cleeng.clock import Clocks, SystemClock
from cleeng.customers.throttle import Throttle
from cleeng.db import Database
from cleeng.entitlements.check import AccessCheck
from cleeng.pluginmanager import Plugins
from cleeng.publishers.publisher import AssociateInfo, Publisher, Publishers, build_publishers, playback_key
from cleeng.publishers.queries import associate_row, offsets
from cleeng.rates.book import RateBook
from cleeng.rendering import Templates
from cleeng.secrets import read_secret
from cleeng.services import Services
from cleeng.settings import Faults, Settings

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from cleeng.api import Clock
    from cleeng.db import Unit


@dataclass(frozen=True)
class Application:
    """A configured installation.  Building one opens no connection, starts no thread and writes nothing."""

    settings: Settings
    plugins: Plugins
    publishers: Publishers
    database: Database
    clocks: Clocks
    secret: bytes
    throttle: Throttle = field(default_factory=Throttle)
    templates: Templates = field(default_factory=Templates)

    @classmethod
    def load(cls, ini: Path | str, app: Mapping[str, str] | None = None, clock: Clock | None = None) -> Application:
        """Build from an ini file; `app` is its `[app:main]` where PasteDeploy has read it already.

        :raises ConfigurationError: naming every fault of every file.
        """
        path = Path(ini)
        faults = Faults()
        settings = Settings.load(path, faults) if app is None else Settings.read(path, app, faults)
        plugins = Plugins.load(settings, faults)
        secret = read_secret(settings, faults)
        database = Database(settings.database_url, settings.home)
        sandboxes = frozenset(id_ for id_, p in settings.publishers.items() if p.info.sandbox)
        clocks = Clocks(clock or SystemClock(), lambda: _offsets(database, sandboxes), any_moves=bool(sandboxes))
        associates = partial(_associate, database, clocks, secret)
        publishers = build_publishers(settings, plugins, clocks, secret, faults, associates)
        faults.check()
        return cls(settings, plugins, publishers, database, clocks, secret)

    @cached_property
    def access_check(self) -> AccessCheck:
        """The fast way to ask who may watch."""
        return AccessCheck(self.database, self.publishers, self.clocks.base)

    @cached_property
    def rates(self) -> RateBook:
        """The newest exchange rates."""
        return RateBook(self.database, self.clocks.base)

    def close(self) -> None:
        """Close all connections of the database."""
        self.access_check.close()
        self.database.dispose()

    def services(self, publisher: Publisher, unit: Unit) -> Services:
        """Return the services of one publisher within one unit of work."""
        observers = [name for name, _ in self.plugins.each("cleeng_event") if name in publisher.plugins]
        return Services(publisher, unit, observers, self.throttle, self.rates)


def _offsets(database: Database, sandboxes: Collection[int]) -> Mapping[int, dt.timedelta]:
    with database.reader.connect() as connection:
        return offsets(connection, sandboxes)


def _associate(database: Database, clocks: Clocks, secret: bytes, publisher_id: int) -> AssociateInfo | None:
    with database.reader.connect() as connection:
        row = associate_row(connection, publisher_id)
    if row is None:
        return None
    own = {name: getattr(row, name) for name in ("id", "name", "email", "country", "currency", "locale")}
    return AssociateInfo(
        distributor_id=row.distributor_id,
        clock=clocks.of(row.id),
        playback_key=playback_key(secret, row.id),
        **own,
    )
