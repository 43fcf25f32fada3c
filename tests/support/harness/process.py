"""Programs that really run, in processes of their own, and can be ended in any way."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

#: Seconds that a process gets to start or to stop; a healthy one needs a fraction.  A server that is stopped while one
#: of its processes is just being forked waits for that one as long as for requests under way: 30 seconds.
PATIENCE = 60
INHERITED = ("HOME", "LANG", "PATH", "TMPDIR", "CLEENG_TEST_RUN")


def script(name):
    """Give the path of a command that is installed beside this Python, such as `cleeng` or `pserve`."""
    return str(Path(sys.executable).with_name(name))


class Process:
    """A running program, its process group, and what it wrote.

    Its output goes to files, so that it never waits for a reader.
    """

    def __init__(self, command, *, folder, env, cwd=None):
        self.stdout_file, self.stderr_file = folder / "stdout", folder / "stderr"
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        with self.stdout_file.open("wb") as stdout, self.stderr_file.open("wb") as stderr:
            self.popen = subprocess.Popen(
                command,
                cwd=cwd or folder,
                env={**inherited, "PYTHONUNBUFFERED": "1", **env},
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )

    @property
    def pid(self):
        return self.popen.pid

    @property
    def returncode(self):
        """The exit status, minus a signal's number, or None while the program runs."""
        return self.popen.poll()

    @property
    def stdout(self):
        return self.stdout_file.read_text()

    @property
    def stderr(self):
        return self.stderr_file.read_text()

    def wait(self):
        """Wait until the program has ended by itself; give its exit status."""
        return self.popen.wait(PATIENCE)

    def wait_until_ready(self, url):
        """Wait until `url` answers 200; a program that ends instead shows its errors."""
        deadline = time.monotonic() + PATIENCE
        while not answers(url):
            assert self.returncode is None, f"ended with {self.returncode}:\n{self.stderr}"
            assert time.monotonic() < deadline, f"no answer from {url}:\n{self.stderr}"
            time.sleep(0.05)

    def stop(self):
        """Ask the program to end, as an operator does; give its exit status."""
        self.signal(signal.SIGTERM)
        return self.wait()

    def kill(self):
        """End the program and its children without asking."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.popen.wait()

    def signal(self, number):
        """Send a signal to the program alone, not to its children."""
        self.popen.send_signal(number)


def answers(url):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture
def start_process(tmp_path_factory):
    """Start programs that end with the test: `start_process(command, env={...}, ready=url)`.

    They inherit a bare environment.  With `ready` the call returns once that address answers 200.
    """
    started = []

    def start(command, *, env=None, cwd=None, ready=None):
        process = Process(command, folder=tmp_path_factory.mktemp("process"), env=env or {}, cwd=cwd)
        started.append(process)
        if ready:
            process.wait_until_ready(ready)
        return process

    yield start
    for process in started:
        process.kill()
