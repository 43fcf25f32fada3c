"""The `cleeng` command, run in a process of its own like an operator runs it, or in this one."""

import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleeng.cli.main import main
from harness.process import script

CONFIG = Path(str(files("cleeng_config")))


@dataclass
class Place:
    """A folder with the sample configuration, and the environment that it needs."""

    folder: Path
    env: dict

    @property
    def ini(self):
        return self.folder / "testing.ini"

    @property
    def home(self):
        return self.folder / "home"

    def cleeng(self, *words):
        """Run the command in this process; give click's result."""
        return CliRunner(env=self.env).invoke(main, ["-c", str(self.ini), *words], prog_name="cleeng")

    def done(self, *words):
        """Run the command and give what it printed; it has to succeed and to be quiet otherwise."""
        result = self.cleeng(*words)
        assert result.exit_code == 0, result.output
        assert result.stderr == ""
        return result.stdout

    def program(self, *words, **env):
        """Run the installed command in a process of its own."""
        return self.shell(shlex.join([script("cleeng"), *words]), **env)

    def shell(self, command, **env):
        """Run a line of a shell."""
        environment = {"PATH": os.environ["PATH"], **self.env, **env}
        return subprocess.run(
            command, shell=True, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def publisher(self, old, new):
        """Change the demo publisher's ini."""
        path = self.folder / "publishers" / "demo-sports.ini"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))


@pytest.fixture
def bare(tmp_path):
    """The files alone: no home folder, no database."""
    folder = tmp_path / "place"
    shutil.copytree(CONFIG, folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    return Place(folder, {"CLEENG_HOME": str(folder / "home")})


@pytest.fixture
def place(bare, db_url):
    """The same, with a database that is up to date."""
    bare.env["CLEENG_DATABASE_URL"] = db_url
    return bare
