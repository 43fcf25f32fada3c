"""One process for everything: waitress serves, a thread does the background work."""

from __future__ import annotations

import contextlib
import errno
import logging
import signal
import socket
import time
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server

from cleeng.web.server.options import EmbeddedOptions, read_options
from cleeng.web.server.start import application_of, get_ready, one_message
from cleeng.worker import WorkerThread, build_worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

log = logging.getLogger(__name__)

#: Seconds that requests under way get to end after SIGINT or SIGTERM.
DRAIN = 30.0
#: Bytes that a request's body may have; the API's own limit is 1 MB, and the body is read before it is asked.
LARGEST_BODY = 5_000_000


def embedded(app: Callable[..., Any], global_conf: Mapping[str, str], **given: str) -> None:
    """Serve until SIGINT or SIGTERM; requests under way and the work in hand are finished first."""
    with one_message():
        options = read_options(EmbeddedOptions, global_conf, given)
        application = application_of(app)
        get_ready(application)
        server = Server(app, bind(options.listen, options.port), options.threads)
    worker = WorkerThread(build_worker(application)) if options.worker == "embedded" else None
    with server.stopping_on_signals():
        if worker:
            worker.start()
        for url in server.urls:
            print(f"Serving on {url}", flush=True)  # noqa: T201 - for who started it
        server.run()
    if worker:
        worker.stop()
    application.close()


def bind(hosts: Sequence[str], port: int) -> list[socket.socket]:
    """Bind every address of `hosts` that this machine has.

    :raises OSError: a port is taken, or there is no such address at all.
    """
    sockets: dict[tuple[Any, ...], socket.socket] = {}
    for host in hosts:
        for family, kind, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            if address in sockets:
                continue
            try:
                sockets[address] = _bound(family, kind, address)
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    text = f"port {port} of {address[0]} is taken: end what listens there, or set another port"
                    raise OSError(text) from error
                log.debug("no such address here", extra={"address": address[0]})
    if not sockets:
        raise OSError(f"none of these addresses is one of this machine: {', '.join(hosts)}")
    return list(sockets.values())


def _bound(family: int, kind: int, address: tuple[Any, ...]) -> socket.socket:
    made = socket.socket(family, kind)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made


class Server:
    """Waitress, with a stop that lets requests end: its own cancels what waits and drops what is not yet sent."""

    def __init__(self, app: Callable[..., Any], sockets: Sequence[socket.socket], threads: int) -> None:
        self._map: dict[int, Any] = {}
        self._stop = False
        server = create_server(
            app,
            map=self._map,
            sockets=list(sockets),
            threads=threads,
            ident="",
            max_request_body_size=LARGEST_BODY,
            clear_untrusted_proxy_headers=False,  # cleeng.web.proxy does
        )
        self._dispatcher = server.task_dispatcher
        self._servers = [item for item in self._map.values() if isinstance(item, BaseWSGIServer)]

    @property
    def urls(self) -> list[str]:
        """Where it listens."""
        hosts = [(str(s.effective_host), s.effective_port) for s in self._servers]
        return [f"http://{f'[{host}]' if ':' in host else host}:{port}" for host, port in hosts]

    @contextlib.contextmanager
    def stopping_on_signals(self) -> Iterator[None]:
        """Stop on the first SIGINT or SIGTERM; a second one ends the process at once."""
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

        def stop(*_: object) -> None:
            self.stop()
            for number in before:
                signal.signal(number, signal.SIG_DFL)

        for number in before:
            signal.signal(number, stop)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """Have `run` end; may be called from a signal handler and from any thread."""
        if not self._stop:
            self._stop = True
            self._servers[0].trigger.pull_trigger()  # writes to a pipe: wakes the loop

    def run(self) -> None:
        """Serve until stopped, then finish what is under way and close."""
        while not self._stop:
            self._poll()
        for server in self._servers:
            wasyncore.dispatcher.close(server)  # the listening socket only: threads still pull the trigger
        patience = time.monotonic() + DRAIN
        while self._under_way() and time.monotonic() < patience:
            self._poll()
        self._dispatcher.shutdown()
        for channel in self._channels():
            channel.handle_close()
        wasyncore.close_all(self._map)

    def _poll(self) -> None:
        wasyncore.loop(timeout=0.2, use_poll=True, map=self._map, count=1)

    def _under_way(self) -> bool:
        return any(channel.requests or channel.total_outbufs_len for channel in self._channels())

    def _channels(self) -> list[Any]:
        return [channel for server in self._servers for channel in list(server.active_channels.values())]
