"""Servers, and load on them."""

import contextlib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

SECONDS = int(os.environ.get("CLEENG_BENCH_SECONDS", "4"))
REPEATS = 3
PATIENCE = 60


@dataclass(frozen=True)
class Load:
    """What one run of wrk saw."""

    per_second: float
    p99: float  #: milliseconds


def bring_wrk():
    if shutil.which("wrk") is None:
        if os.geteuid() != 0:
            sys.exit("The benchmarks need wrk; this brings it: sudo apt-get install -y wrk")
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "wrk"], check=True, stdout=sys.stderr)


@contextlib.contextmanager
def serving(factory, path, env=None):
    """Serve `benchmarks.apps:<factory>` with one process of granian; give the address of `path`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(
            str(Path(sys.executable).with_name("granian")),
            "--interface",
            "wsgi",
            "--factory",
            f"benchmarks.apps:{factory}",
        ),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--log-level", "error"),
        *("--blocking-threads", os.environ.get("CLEENG_BENCH_THREADS", "1")),
    ]
    server = subprocess.Popen(command, env={**os.environ, **(env or {})})
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}{path}"
    finally:
        server.terminate()
        server.wait(PATIENCE)


def wait_for(port, server):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    sys.exit(f"the server on port {port} did not start")


def wrk(url, connections, script=None, seconds=SECONDS, env=None):
    """Load `url` over kept connections; anything but 200 ends the benchmark."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    command += ["-s", str(script)] if script else []
    done = subprocess.run(
        [*command, url], check=True, capture_output=True, text=True, env={**os.environ, **(env or {})}
    )
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        sys.exit(done.stdout)
    per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])
    amount, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", done.stdout).groups()
    return Load(per_second, float(amount) * {"us": 0.001, "ms": 1, "s": 1000}[unit])


def median(loads):
    return Load(statistics.median(x.per_second for x in loads), statistics.median(x.p99 for x in loads))


def post(url, body):
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return answer.read()
