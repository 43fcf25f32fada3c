import os
import signal
import sys

import pytest

from harness.process import script

SERVER = """
import http.server, os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(int(os.environ["STATUS"])))
print("going up", file=sys.stderr)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""


def test_a_server_is_ready_when_started_and_ends_when_told(start_process, free_port):
    port = free_port()
    server = start_process(
        [sys.executable, "-c", SERVER, str(port)], env={"STATUS": "3"}, ready=f"http://127.0.0.1:{port}/"
    )
    assert server.returncode is None
    assert server.stderr.startswith("going up")
    assert server.stop() == 3


def test_a_server_that_ends_instead_of_answering_shows_why(start_process, free_port):
    command = [sys.executable, "-c", "raise SystemExit('no database')"]
    with pytest.raises(AssertionError, match="no database"):
        start_process(command, ready=f"http://127.0.0.1:{free_port()}/")


def test_a_process_that_ends_itself_gives_its_status(start_process):
    process = start_process([sys.executable, "-c", "import os; print('bye', flush=True); os._exit(77)"])
    assert process.wait() == 77
    assert process.stdout == "bye\n"


def test_killing_a_process_ends_its_children_too(start_process):
    parent = start_process(["sh", "-c", "sleep 1000 & echo $!; wait"])
    while not (child := parent.stdout):
        assert parent.returncode is None
    parent.kill()
    assert parent.returncode == -signal.SIGKILL
    with pytest.raises(ChildProcessError):
        os.waitpid(int(child), 0)


def test_a_process_inherits_nothing_that_changes_its_meaning(start_process, monkeypatch):
    monkeypatch.setenv("CLEENG_HOME", "/elsewhere")
    process = start_process(["env"])
    assert process.wait() == 0
    assert "CLEENG_HOME" not in process.stdout


def test_our_commands_are_found_beside_the_interpreter(start_process):
    assert start_process([script("pserve"), "--help"]).wait() == 0
