"""Servers as `pserve` starts them."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
import sqlalchemy as sa

from harness.process import script

CONFIG = Path(str(files("cleeng_config")))


@dataclass
class Server:
    """The sample configuration in a folder of its own, and how it is served."""

    folder: Path
    env: dict
    start_process: object
    ini: str = "testing.ini"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.env['PORT']}"

    def change(self, old, new):
        path = self.folder / self.ini
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def cleeng(self, *words):
        environment = {"PATH": os.environ["PATH"], **self.env}
        command = [script("cleeng"), "-c", self.ini, *words]
        subprocess.run(command, cwd=self.folder, env=environment, check=True, capture_output=True)

    def start(self, *, ready="/healthz"):
        """Start `pserve`; wait until it answers, unless `ready` is empty."""
        command = [script("pserve"), self.ini]
        return self.start_process(command, cwd=self.folder, env=self.env, ready=ready and self.url + ready)

    def fails(self):
        """Start `pserve`, which has to end by itself with 1; give its standard error."""
        process = self.start(ready="")
        assert process.wait() == 1
        assert "Traceback" not in process.stderr
        return process.stderr

    def undelivered(self):
        """Say how many events of the demo nobody was told of yet."""
        engine = sa.create_engine(self.env["CLEENG_DATABASE_URL"])
        with engine.connect() as connection:
            count = connection.scalar(sa.text("SELECT count(*) FROM outbox WHERE delivered_at IS NULL"))
        engine.dispose()
        return count


@pytest.fixture
def server(tmp_path, db_url, free_port, start_process):
    folder = tmp_path / "place"
    shutil.copytree(CONFIG, folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    env = {"CLEENG_HOME": str(tmp_path / "home"), "CLEENG_DATABASE_URL": db_url, "PORT": str(free_port())}
    return Server(folder, env, start_process)


def logged(process):
    """Give the lines of a JSON log, as far as they are written."""
    return [json.loads(line) for line in process.stderr.splitlines() if line.startswith("{")]
