"""Loads the plugins that the settings name, and keeps the provider classes by kind and name."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any

import pluggy

from cleeng import api, hookspecs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cleeng.settings import Faults, Settings

log = logging.getLogger(__name__)

GROUP = "cleeng.plugins"
#: Names stand in inis, addresses and rows.
_NAME = re.compile(r"[a-z][a-z0-9_]*")

#: Kind (section of a publisher's ini) -> hook and base class.
REGISTERING: dict[str, tuple[str, type[api.Provider]]] = {
    "checkout": ("cleeng_checkout_displays", api.CheckoutDisplay),
    "pages": ("cleeng_account_pages", api.AccountPage),
    "identity": ("cleeng_identity_providers", api.IdentityProvider),
    "gateways": ("cleeng_payment_gateways", api.PaymentGateway),
    "tax": ("cleeng_tax_rules", api.TaxRule),
    "playback": ("cleeng_playback_token_providers", api.PlaybackTokenProvider),
    "notifiers": ("cleeng_notifiers", api.Notifier),
    "geoip": ("cleeng_geoip_providers", api.GeoIpProvider),
    "rates": ("cleeng_exchange_rate_providers", api.ExchangeRateProvider),
}


@dataclass(frozen=True, slots=True)
class Registered:
    """A provider class and the plugin that brought it."""

    plugin: str
    provider: type[Any]


@dataclass
class Plugins:
    """The loaded plugins.  Only those that `cleeng.plugins` lists: installed is not enabled."""

    manager: pluggy.PluginManager
    kinds: dict[str, dict[str, Registered]] = field(default_factory=dict)

    @classmethod
    def load(cls, settings: Settings, faults: Faults) -> Plugins:
        """Import the plugins and collect their classes; whatever is wrong with one becomes a fault."""
        manager = pluggy.PluginManager(api.PROJECT)
        manager.add_hookspecs(hookspecs)
        known = {point.name: point for point in entry_points(group=GROUP)}

        def fault(text: str) -> None:
            faults.add(settings.path, settings.plugins_line, f"cleeng.plugins: {text}")

        for name in settings.plugins:
            _register(manager, name, known, fault)
        plugins = cls(manager)
        for kind, (hook, base) in REGISTERING.items():
            plugins.kinds[kind] = plugins._collect(hook, base, fault)
        return plugins

    def each(self, hook: str) -> Iterator[tuple[str, Callable[..., Any]]]:
        """Yield (plugin name, caller) of all that implement `hook`: a failing one silences no other."""
        caller = getattr(self.manager.hook, hook)
        everyone = [impl.plugin for impl in caller.get_hookimpls()]
        for impl in caller.get_hookimpls():
            others = [plugin for plugin in everyone if plugin is not impl.plugin]
            yield impl.plugin_name, self.manager.subset_hook_caller(hook, others)

    def _collect(self, hook: str, base: type[api.Provider], fault: Callable[[str], None]) -> dict[str, Registered]:
        found: dict[str, Registered] = {}
        for plugin, call in self.each(hook):
            try:
                classes = [provider for answer in call() for provider in answer]
            except Exception as error:  # noqa: BLE001 - somebody else's code, reported with its name
                fault(f"{plugin}: {hook} failed: {error!r}")
                continue
            for provider in classes:
                problem = _problem(provider, base, found)
                if problem:
                    fault(f"{plugin}: {problem}")
                else:
                    found[provider.name] = Registered(plugin, provider)
        return found


def _register(
    manager: pluggy.PluginManager, name: str, known: dict[str, EntryPoint], fault: Callable[[str], None]
) -> None:
    if name not in known:
        fault(f"{name} is not installed (known: {', '.join(sorted(known)) or 'none'})")
        return
    if manager.has_plugin(name):
        fault(f"{name} is listed twice")
        return
    try:
        plugin = known[name].load()
        manager.register(plugin, name)
        manager.check_pending()
    except Exception as error:  # noqa: BLE001 - somebody else's code, reported with its name
        fault(f"{name} cannot be loaded: {error!r}")
        if manager.has_plugin(name):
            manager.unregister(name=name)  # what it implements wrongly would fail the plugins after it


def _problem(provider: object, base: type[api.Provider], found: dict[str, Registered]) -> str | None:
    if not isinstance(provider, type) or not issubclass(provider, base):
        return f"{provider!r} is no {base.__name__}"
    missing = [name for name in ("name", "title") if not getattr(provider, name, "")]
    if missing:
        return f"{provider.__name__} has no {' and no '.join(missing)}"
    if not _NAME.fullmatch(provider.name):
        return f"{provider.__name__}: the name {provider.name!r} has more than a-z, 0-9 and _"
    if abstract := getattr(provider, "__abstractmethods__", None):
        return f"{provider.__name__} lacks {', '.join(sorted(abstract))}"
    if provider.name in found:
        return f"the name {provider.name!r} is taken by {found[provider.name].plugin}"
    return None
