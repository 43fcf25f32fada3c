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

import psutil

SECONDS = int(os.environ.get("CLEENG_BENCH_SECONDS", "3"))
REPEATS = 3
PATIENCE = 60


@dataclass(frozen=True)
class Load:
    """What one run of wrk saw."""

    per_second: float
    p99: float  #: milliseconds
    answers: int
    cpu: float  #: microseconds that the server's processes worked per answer, whoever else wanted the processor


@dataclass(frozen=True)
class Server:
    """A server that runs, and its origin."""

    process: psutil.Process
    origin: str

    def cpu(self):
        """Seconds that its processes have worked so far."""
        processes = [self.process, *self.process.children(recursive=True)]
        return sum(times.user + times.system for times in (process.cpu_times() for process in processes))

    def load(self, path, connections, script=None, seconds=SECONDS, **variables):
        """Ask over kept connections, by a script of wrk that may read `variables`; an error ends the benchmark."""
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
        command += ["-s", str(script)] if script else []
        before, env = self.cpu(), {**os.environ, **{name: str(value) for name, value in variables.items()}}
        output = subprocess.run([*command, self.origin + path], check=True, capture_output=True, text=True, env=env)
        worked, seen = self.cpu() - before, output.stdout
        if "Non-2xx" in seen or "Socket errors" in seen:
            sys.exit(seen)
        answers = int(re.search(r"(\d+) requests in", seen)[1])
        amount, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", seen).groups()
        return Load(
            per_second=float(re.search(r"Requests/sec:\s+([\d.]+)", seen)[1]),
            p99=float(amount) * {"us": 0.001, "ms": 1, "s": 1000}[unit],
            answers=answers,
            cpu=worked / answers * 1e6,
        )

    def get(self, path):
        with urllib.request.urlopen(self.origin + path, timeout=PATIENCE) as answer:
            return answer.read()

    def post(self, path, body):
        request = urllib.request.Request(self.origin + path, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.read()


def bring_wrk():
    if shutil.which("wrk") is None:
        if os.geteuid() != 0:
            sys.exit("The benchmarks need wrk; this brings it: sudo apt-get install -y wrk")
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "wrk"], check=True, stdout=sys.stderr)


@contextlib.contextmanager
def serving(factory, env=None, threads=1):
    """Serve `benchmarks.apps:<factory>` with one process of granian that has so many threads."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--workers", "1"]
    command += ["--blocking-threads", str(threads), "--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    process = psutil.Popen(
        [*command, "--factory", f"benchmarks.apps:{factory}"],
        env={**os.environ, **(env or {}), "PORT": str(port)},
    )
    try:
        wait_for(port, process)
        yield Server(process, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(port, process):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    sys.exit(f"the server on port {port} did not start")


def in_turn(*runs):
    """Run each in turn, REPEATS times; return the medians, in the order of `runs`."""
    seen = [[run() for run in runs] for _ in range(REPEATS)]
    return [median(loads) for loads in zip(*seen, strict=True)]


def median(loads):
    return Load(
        *(
            statistics.median(values)
            for values in zip(*((x.per_second, x.p99, x.answers, x.cpu) for x in loads), strict=True)
        )
    )
