"""Several processes: granian serves, `cleeng worker` beside it does the background work."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import plaster
from granian import Granian
from granian.constants import Interfaces

from cleeng.web.server.options import GranianOptions, read_options
from cleeng.web.server.start import application_of, get_ready, one_message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

#: Seconds that requests under way get to end after SIGINT or SIGTERM.
DRAIN = 30
#: Seconds before a worker that ended by itself is started again.
RESTART = 5.0
#: granian's own messages go where the ini sends everything.
LOGGING: dict[str, Any] = {
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"propagate": True}, "granian.access": {"propagate": True}},
}


def granian(app: Callable[..., Any], global_conf: Mapping[str, str], **given: str) -> None:
    """Serve until SIGINT or SIGTERM; requests under way and the work in hand are finished first.

    `app` proves in the parent that the ini is right; each process loads its own.
    """
    with one_message():
        options = read_options(GranianOptions, global_conf, given)
        application = application_of(app)
        get_ready(application)
    application.database.dispose()  # no connection is open when the processes fork
    server = Granian(
        "cleeng.web.app",  # shown; `load` is what loads
        address=options.listen,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.blocking_threads,
        backlog=options.backlog,
        workers_kill_timeout=DRAIN,
        respawn_failed_workers=True,
        log_dictconfig=LOGGING,
    )
    ini = global_conf["__file__"]
    if options.worker == "embedded":
        companion = Companion(ini)
        server.on_startup(companion.start)
        server.on_shutdown(companion.stop)
    print(f"Serving on http://{options.listen}:{options.port}", flush=True)  # noqa: T201 - for who started it
    server.serve(target_loader=partial(load, ini), wrap_loader=False)


def load(ini: str) -> Callable[..., Any]:
    """Load the application in a process of its own.

    A process that was forked has granian's handlers of the parent until granian sets its own, after this: a
    signal to stop would be lost in them.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    plaster.setup_logging(ini)
    app: Callable[..., Any] = plaster.get_loader(ini, protocols=["wsgi"]).get_wsgi_app()
    return app


class Companion:
    """`cleeng worker` as a child of the server, started again when it ends by itself."""

    def __init__(self, ini: str) -> None:
        self._command = [sys.executable, "-m", "cleeng.cli", "-c", ini, "worker"]
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name="cleeng-companion")

    def start(self) -> None:
        """Begin to work.  The caller's thread makes the child, so that it forks nothing else meanwhile.

        A process that is forked while another thread makes a child keeps that thread's pipe open for ever, and
        the thread waits for its end.
        """
        self._process = subprocess.Popen(self._command)  # noqa: S603 - our own program
        self._thread.start()

    def stop(self) -> None:
        """Let it finish the row in hand."""
        self._stop.set()
        with self._lock:
            if self._process is not None:
                self._process.terminate()
        self._thread.join()

    def _watch(self) -> None:
        process = self._process
        while process is not None:
            status = process.wait()
            if self._stop.wait(RESTART):
                return
            log.error("the worker ended; it is started again", extra={"status": status})
            with self._lock:
                process = None if self._stop.is_set() else subprocess.Popen(self._command)  # noqa: S603 - our own program
                self._process = process or self._process
