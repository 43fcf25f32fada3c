"""One folder for one run of the tests, shared by its workers and removed at its end.

It is named for the process that leads the run, so that the next run can tidy up after one that was killed.
"""

import contextlib
import fcntl
import os
import shutil
import signal
from pathlib import Path

import pytest

VARIABLE = "CLEENG_TEST_RUN"  # the workers of pytest-xdist inherit it
POSTGRES = "pg"  # short: the path of a socket has room for 107 characters


def folder():
    return Path(os.environ[VARIABLE])


@contextlib.contextmanager
def lock(name):
    """Let one process of this run at a time into the block."""
    with (folder() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_worker(config):
    return hasattr(config, "workerinput")


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def end(run):
    """End the database server of a run at once, nobody needs its data, and remove what the run left."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int((run / POSTGRES / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
    shutil.rmtree(run, ignore_errors=True)  # the server may be removing files just now


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    if is_worker(config):
        return
    here = config.rootpath / "var" / "tests" / str(os.getpid())
    here.mkdir(parents=True, exist_ok=True)
    for run in here.parent.iterdir():
        if not is_alive(int(run.name)):
            end(run)
    os.environ[VARIABLE] = str(here)


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config):
    if not is_worker(config):
        end(folder())
