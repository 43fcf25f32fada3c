"""What `make run` starts, as a newcomer starts it."""

import re
import signal
import sys
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(start_process, free_port, tmp_path):
    """Start it on a port of its own, always with the same home; give the process."""

    def start():
        port = free_port()
        environment = {"PORT": str(port), "CLEENG_HOME": str(tmp_path / "home")}
        command = [sys.executable, "tools/run.py"]
        return start_process(command, env=environment, cwd=ROOT, ready=f"http://localhost:{port}/healthz")

    return start


def addresses(process):
    return re.findall(r"http://\S+", process.stdout)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_a_signal_ends_it_cleanly(run, number):
    process = run()
    process.signal(number)
    assert process.wait() == 0
    assert "Traceback" not in process.stderr


def test_every_page_that_it_prints_can_be_opened(run):
    pages = [page for page in addresses(run()) if urlsplit(page).path]
    assert len(pages) >= 8
    for page in pages:
        with urlopen(page) as answer:
            assert answer.status == 200


def test_a_second_start_keeps_all_data(run):
    first = run()
    offers = [page.partition("/o/")[2] for page in addresses(first)]
    first.stop()
    assert [page.partition("/o/")[2] for page in addresses(run())] == offers
