"""Every hook, each with its contract.

A hook registers; a provider class behaves.  The hooks that collect provider classes are called once, at
startup, before the first request, with no transaction open.  They do no I/O.  The core builds one
instance of a class for each publisher whose ini uses it, from the section `[plugin:<plugin name>]` read
into the class's `Settings`; all threads share it.  Two classes of one kind and `name` stop the startup.
"""
# mypy: disable-error-code="empty-body"

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

from cleeng.api import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyramid.config import Configurator

    from cleeng.api import (
        AccountPage,
        CheckoutDisplay,
        Context,
        Event,
        ExchangeRateProvider,
        GeoIpProvider,
        IdentityProvider,
        Notifier,
        PaymentGateway,
        PlaybackTokenProvider,
        TaxRule,
    )

hookspec = pluggy.HookspecMarker(PROJECT)


@hookspec
def cleeng_payment_gateways() -> Iterable[type[PaymentGateway]]:
    """Offer ways to pay; a publisher lists them under `[gateways] use`."""


@hookspec
def cleeng_identity_providers() -> Iterable[type[IdentityProvider]]:
    """Offer ways to sign in; a publisher lists them under `[identity] use`."""


@hookspec
def cleeng_playback_token_providers() -> Iterable[type[PlaybackTokenProvider]]:
    """Offer schemes of playback tokens; a publisher names one under `[playback] use`."""


@hookspec
def cleeng_tax_rules() -> Iterable[type[TaxRule]]:
    """Offer tax rules; a publisher lists them under `[tax] use`, the first answer wins."""


@hookspec
def cleeng_notifiers() -> Iterable[type[Notifier]]:
    """Offer ways to bring messages to people; a publisher lists them under `[notifiers] use`."""


@hookspec
def cleeng_checkout_displays() -> Iterable[type[CheckoutDisplay]]:
    """Offer ways to show the checkout; a publisher lists them under `[checkout] use`."""


@hookspec
def cleeng_account_pages() -> Iterable[type[AccountPage]]:
    """Offer pages where customers see to things; a publisher lists them under `[pages] use`."""


@hookspec
def cleeng_geoip_providers() -> Iterable[type[GeoIpProvider]]:
    """Offer sources of where an address is; `[geoip] use` of a publisher names one, "mmdb" by default."""


@hookspec
def cleeng_exchange_rate_providers() -> Iterable[type[ExchangeRateProvider]]:
    """Offer sources of exchange rates; `[rates] use` of a publisher names one, "ecb" by default."""


@hookspec
def cleeng_event(ctx: Context, event: Event) -> None:
    """Observe an event that was committed.

    Called by the worker, outside any transaction, at least once per event and plugin, for publishers
    whose ini uses the plugin (any `use =` list).  An exception means: try again later.  Take no longer
    than `ctx.timeout`.
    """


@hookspec
def cleeng_configure(config: Configurator) -> None:
    """Add routes, views and static files under `/plugins/<plugin name>/`.

    Called once per process while the application is built.  An exception stops the startup.
    """
