"""The web application: the composition root of the hosted pages and the API."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pyramid_tm
from pyramid.config import Configurator
from pyramid.exceptions import URLDecodeError
from pyramid.interfaces import IRoutesMapper

from cleeng.api import GatewayDirectory
from cleeng.application import Application
from cleeng.payments.directory import Directory
from cleeng.settings import ConfigurationError
from cleeng.web import headers, requests
from cleeng.web.chameleon import paths_in, renderer_factory
from cleeng.web.csrf import StoragePolicy
from cleeng.web.hosts import KnownHosts
from cleeng.web.page import negotiate_locale
from cleeng.web.proxy import TrustedProxies
from cleeng.web.routes import LEAVES_TRANSACTION, WITHOUT_TRANSACTION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyramid.request import Request

log = logging.getLogger(__name__)

#: Tries of a page whose transaction lost a race.  A page that leaves its transaction is never run again.
ATTEMPTS = 3


def main(global_config: Mapping[str, str], **settings: str) -> Callable[..., Any]:
    """Build the WSGI application for PasteDeploy: no thread, no connection, nothing written.

    :raises SystemExit: the configuration has faults; its one message names them all.
    """
    try:
        application = Application.load(global_config["__file__"], settings)
    except ConfigurationError as error:
        raise SystemExit(str(error)) from error
    return make_app(application)


def make_app(application: Application) -> Callable[..., Any]:
    """Build the WSGI application of an installation."""
    config = configure(application)
    lane = config.registry["cleeng.lane"]
    app = lane(config.make_wsgi_app(), headers=headers.fixed)
    hosts = [host for publisher in application.publishers for host in publisher.settings.hosts]
    app = KnownHosts(app, application.settings.base_url, hosts)
    return TrustedProxies(app, application.settings.trusted_proxies)


def configure(application: Application) -> Configurator:
    """Return the configurator with everything in it, plugins last: they see what they may build on."""
    config = Configurator(
        settings={
            "tm.manager_hook": pyramid_tm.explicit_manager,
            "tm.activate_hook": wants_transaction,
            "retry.attempts": ATTEMPTS,
            "retry.activate_hook": attempts,
            "pyramid.csrf_trusted_origins": [],
        }
    )
    config.registry["cleeng.application"] = application
    config.include("pyramid_tm")
    config.include("pyramid_retry")
    config.registry[GatewayDirectory] = Directory(application.publishers)
    config.add_request_method(find_service)
    config.add_renderer(".pt", renderer_factory)
    config.set_locale_negotiator(negotiate_locale)
    config.set_csrf_storage_policy(StoragePolicy())
    config.set_default_csrf_options(require_csrf=True, check_origin=False)  # the policy checks the origin itself
    config.include(requests)
    config.include("cleeng.web.routes")
    config.include("cleeng.web.fields")
    config.include("cleeng.web.headers")
    config.include("cleeng.web.logs")
    config.scan("cleeng.web.views")
    config.include("cleeng.web.demo")
    config.include("cleeng.rpc")
    config.include("cleeng.rest")
    for name, configure_plugin in application.plugins.each("cleeng_configure"):
        configure_plugin(config=config)
        log.debug("plugin configured", extra={"plugin": name})
    application.templates.path_of = paths_in(config.registry)
    return config


def find_service(request: Request, kind: type[Any]) -> Any:
    """Return what the core offers to the pages of plugins, by its class in `cleeng.api`."""
    return request.registry[kind]


def _route_name(request: Request) -> str:
    """Return the route's name before the router has run: pyramid_tm and pyramid_retry ask that early."""
    try:
        info = request.registry.getUtility(IRoutesMapper)(request)
    except URLDecodeError:
        return ""  # the router stumbles over it too, where it becomes a page
    return info["route"].name if info["route"] is not None else ""


def wants_transaction(request: Request) -> bool:
    """Say whether pyramid_tm manages this request: static files, health and the RPC manage themselves."""
    name = _route_name(request)
    return bool(name) and name not in WITHOUT_TRANSACTION and not name.startswith(("__", "rpc."))


def attempts(request: Request) -> int:
    """Return how often pyramid_retry may run this request.  More than once means that it copies the body first."""
    return ATTEMPTS if wants_transaction(request) and _route_name(request) not in LEAVES_TRANSACTION else 1
