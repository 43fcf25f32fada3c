"""What both runners do before they serve, and how they end."""

import json
import os
import signal
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import sqlalchemy as sa

RUNNERS = ("embedded", "granian")


@pytest.fixture(params=RUNNERS)
def runner(request, server):
    """The server, with either runner."""
    if request.param == "granian":
        server.change("#embedded", "#granian")
    return server


def wait_until(condition, process):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, process.stderr
        time.sleep(0.05)


def publishers(db_url):
    engine = sa.create_engine(db_url)
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT id, name FROM publisher")).all()
    engine.dispose()
    return [tuple(row) for row in found]


@pytest.mark.db
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_a_server_brings_the_publishers_in_line_serves_and_ends_cleanly(runner, db_url, number):
    process = runner.start(ready="/readyz")
    assert publishers(db_url) == [(100000001, "Demo Sports")]
    assert f"Serving on {runner.url}\n" in process.stdout
    process.signal(number)
    assert process.wait() == 0
    assert "Traceback" not in process.stderr


def test_background_work_is_done_beside_the_server(runner):
    runner.cleeng("demo")
    assert runner.undelivered() > 0
    process = runner.start()
    wait_until(lambda: runner.undelivered() == 0, process)
    assert process.stop() == 0


def test_background_work_is_left_to_others_where_the_ini_says_so(runner):
    runner.change("[server:main]", "[server:main]\nworker = separate")
    runner.cleeng("demo")
    before = runner.undelivered()
    process = runner.start()
    assert "worker started" not in process.stderr
    assert process.stop() == 0
    assert "worker started" not in process.stderr
    assert runner.undelivered() == before


def test_a_database_that_is_not_migrated_stops_the_start_with_one_message(runner, tmp_path):
    runner.env["CLEENG_DATABASE_URL"] = f"sqlite:///{tmp_path}/empty.db"
    assert "run `cleeng db upgrade`" in runner.fails()


def test_a_database_out_of_reach_stops_the_start_with_one_message(server, free_port):
    server.env["CLEENG_DATABASE_URL"] = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/nothing"
    assert "the database cannot be used: " in server.fails()


def test_faults_of_the_configuration_stop_the_start_with_one_message(server):
    server.change("cleeng.publishers =", "cleeng.publisher =")
    server.change("    tax_flat", "    tax_flatter")
    message = server.fails()
    assert "cleeng.publisher is not a setting here" in message
    assert "tax_flatter is not installed" in message


def test_faults_of_the_servers_section_stop_the_start_with_one_message(server):
    server.change("port = ${PORT:-6543}", "port = eighty")
    assert "[server:main] port: " in server.fails()


def test_a_port_that_is_taken_is_said(server):
    server.start()
    assert f"port {server.env['PORT']} of 127.0.0.1 is taken" in server.fails()


def test_localhost_and_its_address_are_both_served(server):
    server.start()
    for host in ("127.0.0.1", "localhost"):
        with urlopen(f"http://{host}:{server.env['PORT']}/healthz") as answer:
            assert answer.status == 200


def test_a_worker_that_died_is_started_again(server):
    server.change("#embedded", "#granian")
    process = server.start()
    wait_until(lambda: worker_of(process) is not None, process)
    os.kill(worker_of(process), signal.SIGKILL)
    wait_until(lambda: process.stderr.count("worker started") == 2, process)
    assert "the worker ended; it is started again" in process.stderr
    assert process.stop() == 0


def worker_of(process):
    """Find the child of the server that does the background work."""
    for children in Path(f"/proc/{process.pid}/task").glob("*/children"):
        for pid in children.read_text().split():
            if "worker" in Path(f"/proc/{pid}/cmdline").read_text().split("\0") and "worker started" in process.stderr:
                return int(pid)
    return None


@pytest.mark.db
def test_readiness_tells_of_the_database(runner, db_url):
    runner.start()
    engine = sa.create_engine(db_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'older'"))
    engine.dispose()
    with pytest.raises(HTTPError) as caught:
        urlopen(f"{runner.url}/readyz")
    with caught.value as answer:
        assert answer.status == 503
        assert b"run `cleeng db upgrade`" in answer.read()
    with urlopen(f"{runner.url}/healthz") as answer:
        assert answer.read() == b"ok"


def test_what_the_servers_themselves_say_is_logged_as_the_ini_says(server):
    server.change("#embedded", "#granian")
    server.change("level = WARNING", "level = INFO")
    process = server.start()
    process.stop()
    lines = [line for line in process.stderr.splitlines() if not line.startswith("Starting server in PID")]
    assert {"_granian", "cleeng.publishers.service"} <= {json.loads(line)["logger"] for line in lines}
