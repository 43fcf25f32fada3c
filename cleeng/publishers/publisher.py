"""A configured publisher at run time: its settings, its providers, its clock."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cleeng.api import Context
from cleeng.secrets import derive
from cleeng.settings.ini import Section
from cleeng.settings.publisher import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cleeng.api import Clock, Notifier, Provider, PublisherInfo
    from cleeng.clock import Clocks
    from cleeng.pluginmanager import Plugins, Registered
    from cleeng.settings import Faults, PublisherSettings, Settings

log = logging.getLogger("cleeng.plugin")


@dataclass(frozen=True)
class Publisher:
    """Everything that a service needs to know of the publisher it works for."""

    settings: PublisherSettings
    providers: Mapping[str, Mapping[str, Any]]  #: kind -> provider name -> instance, in the order of the ini
    plugins: frozenset[str]  #: names of the plugins that its ini uses
    clock: Clock
    base_url: str
    quote_key: bytes = field(default=b"", repr=False)  #: signs quotes; plugins never see it
    private_webhooks: bool = False  #: whether the operator lets webhooks go to plain http and into its own network
    webhook_key: bytes = field(default=b"", repr=False)  #: what endpoints check is derived from it
    extra: Mapping[str, Any] = field(default_factory=dict)
    distributor_id: int | None = None  #: of an associate: whose it is

    @property
    def id(self) -> int:
        """The nine-digit id."""
        return self.settings.info.id

    @property
    def info(self) -> PublisherInfo:
        """What providers may know of it."""
        return self.settings.info

    def provider(self, kind: str, name: str) -> Any:
        """Return one provider.

        :raises KeyError: the ini does not use it.
        """
        return self.providers[kind][name]

    def first(self, kind: str) -> Any | None:
        """Return the first provider of a kind, or None."""
        return next(iter(self.providers[kind].values()), None)

    def context(self, key: str = "", *, attempt: int = 1, timeout: float = 30.0, subject: str = "") -> Context:
        """Build the context of one call to a provider; `key` names its effect."""
        facts = {"publisher": self.id, "subject": subject or key}
        return Context(
            publisher=self.info,
            clock=self.clock,
            log=logging.LoggerAdapter(log, facts),
            base_url=self.base_url,
            idempotency_key=key,
            attempt=attempt,
            timeout=timeout,
            extra=dict(self.extra),
        )


class Publishers:
    """All configured publishers, by id and by host, and by id the associates of those who are distributors."""

    def __init__(
        self, publishers: Mapping[int, Publisher], associate: Callable[[int], AssociateInfo | None] = lambda _: None
    ) -> None:
        self._by_id = dict(publishers)
        self._associate = associate
        self._by_host = {host: p for p in publishers.values() for host in p.settings.hosts}

    def get(self, publisher_id: int) -> Publisher | None:
        """Return a publisher, or None.  An associate is as the database has it at this moment."""
        return self._by_id.get(publisher_id) or self._find_associate(publisher_id)

    def at_host(self, host: str) -> Publisher | None:
        """Return the publisher whose ini claims `host` (without port), or None."""
        return self._by_host.get(host)

    def only(self) -> Publisher | None:
        """Return the publisher if there is exactly one."""
        return next(iter(self._by_id.values())) if len(self._by_id) == 1 else None

    def __iter__(self) -> Iterator[Publisher]:
        """Give the configured ones."""
        return iter(self._by_id.values())

    def _find_associate(self, publisher_id: int) -> Publisher | None:
        found = self._associate(publisher_id)
        distributor = self._by_id.get(found.distributor_id) if found else None
        return _for_associate(distributor, found) if found and distributor else None


@dataclass(frozen=True, slots=True)
class AssociateInfo:
    """What an associate says itself, and the clock and the key that are its own."""

    id: int
    distributor_id: int
    name: str
    email: str
    country: str
    currency: str
    locale: str
    clock: Clock
    playback_key: bytes


def _for_associate(distributor: Publisher, own: AssociateInfo) -> Publisher:
    """Return an associate as its distributor with what it says itself; where it sits nobody said."""
    names = ("id", "name", "email", "country", "currency", "locale")
    info = replace(distributor.info, address="", vat_number="", **{name: getattr(own, name) for name in names})
    return replace(
        distributor,
        settings=replace(
            distributor.settings, info=info, hosts=(), invoices=distributor.settings.invoices.for_associate()
        ),
        clock=own.clock,
        extra={**distributor.extra, "playback_key": own.playback_key},
        distributor_id=distributor.id,
    )


def build_publishers(
    settings: Settings,
    plugins: Plugins,
    clocks: Clocks,
    secret: bytes,
    faults: Faults,
    associate: Callable[[int], AssociateInfo | None],
) -> Publishers:
    """Build the providers that each publisher's ini uses; every misspelt name or setting becomes a fault.

    `secret` is the installation's own; each publisher's playback key is derived from it.  `associate` finds what
    the database has of an associate.
    """
    configured = {
        publisher.info.id: _build(publisher, settings, plugins, clocks.of(publisher.info.id), secret, faults)
        for publisher in settings.publishers.values()
    }
    return Publishers(configured, associate)


def playback_key(secret: bytes, publisher_id: int) -> bytes:
    """Return the key with which a publisher's playback tokens are signed."""
    return derive(secret, f"playback:{publisher_id}")


def _build(
    publisher: PublisherSettings, settings: Settings, plugins: Plugins, clock: Clock, secret: bytes, faults: Faults
) -> Publisher:
    providers: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    used = set()
    for kind, names in publisher.uses.items():
        for name in names:
            registered = plugins.kinds[kind].get(name)
            if registered is None and kind not in publisher.lines:
                continue  # a default that no loaded plugin provides
            if registered is None:
                known = ", ".join(sorted(plugins.kinds[kind])) or "none"
                line = publisher.lines.get(kind, 0)
                faults.add(publisher.path, line, f"[{kind}] use: there is no {KINDS[kind]} {name!r} (known: {known})")
                continue
            used.add(registered.plugin)
            provider = _instance(publisher, registered, kind, faults)
            if provider is not None:
                providers[kind][name] = provider
    for name, section in publisher.plugins.items():
        if problem := _misdirected(name, settings, plugins):
            faults.add(publisher.path, section.line, f"[plugin:{name}] {problem}")
    if not settings.base_url and not publisher.hosts and _mails(providers["notifiers"].values()):
        text = f"cleeng.base_url is not set, but the mails of {publisher.info.name} link to pages"
        faults.add(settings.path, 0, text)
    extra = {
        "data_dir": str(settings.home / "data"),
        "outbox_dir": str(settings.home / "outbox"),
        "playback_key": playback_key(secret, publisher.info.id),
    }
    return Publisher(
        publisher,
        providers,
        frozenset(used),
        clock,
        settings.base_url,
        quote_key=derive(secret, f"quote:{publisher.info.id}"),
        private_webhooks=settings.private_webhooks,
        webhook_key=derive(secret, f"webhooks:{publisher.info.id}"),
        extra=extra,
    )


def _misdirected(name: str, settings: Settings, plugins: Plugins) -> str | None:
    """Say why nobody reads the section of this name, or return None."""
    plugin, _, provider = name.partition(":")
    if plugin not in settings.plugins:
        return "is for a plugin that cleeng.plugins does not list"
    provided = {n for kind in plugins.kinds.values() for n, known in kind.items() if known.plugin == plugin}
    if provider and provider not in provided:
        return f"is for a provider that {plugin} does not have (it has: {', '.join(sorted(provided)) or 'none'})"
    return None


def _mails(notifiers: Iterable[Notifier]) -> bool:
    return any("email" in notifier.channels for notifier in notifiers)


def _instance(publisher: PublisherSettings, registered: Registered, kind: str, faults: Faults) -> Provider | None:
    cls = registered.provider
    if refusal := cls.check_publisher(publisher.info):
        faults.add(publisher.path, publisher.lines.get(kind, 0), f"[{kind}] use: {cls.name}: {refusal}")
        return None
    section = publisher.plugins.get(f"{registered.plugin}:{cls.name}") or publisher.plugins.get(registered.plugin)
    section = section or Section(publisher.path, f"plugin:{registered.plugin}", publisher.lines.get(kind, 0))
    read = faults.validate(cls.Settings, section)
    if read is None:
        return None
    provider: Provider = cls(read)
    return provider
