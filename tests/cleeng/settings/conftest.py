"""An ini and its publishers, changed line by line."""

from pathlib import Path

import pytest

from cleeng.settings import ConfigurationError, Faults, Settings

APP = """[app:main]
use = egg:cleeng-platform
cleeng.secret = nobody-needs-to-guess-this-secret-of-the-tests
cleeng.plugins = identity_password
cleeng.publishers = publishers/*.ini
"""

PUBLISHER = """[publisher]
id = 100000001
name = Demo Sports
email = owner@example.com
country = US
currency = USD
sandbox = true
"""


class Files:
    """The files of one configuration."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ini = folder / "x.ini"
        (folder / "publishers").mkdir()
        self.app()
        self.publisher()

    def app(self, *lines, without="\n"):
        """Write the ini again with more lines, and without those that begin with `without`."""
        self.ini.write_text(_changed(APP, lines, without))

    def publisher(self, *lines, name="one", without="\n"):
        """Write a publisher's ini again, as `app`."""
        (self.folder / "publishers" / f"{name}.ini").write_text(_changed(PUBLISHER, lines, without))

    def faults_of(self, environ=None):
        """Return what is wrong, as `file:line: text`."""
        faults = Faults()
        try:
            Settings.load(self.ini, faults, environ or {})
            faults.check()
        except ConfigurationError as error:
            return [str(fault).removeprefix(f"{self.folder}/").removeprefix("publishers/") for fault in error.faults]
        return []

    def settings(self, environ=None):
        """Return the settings of files without faults."""
        faults = Faults()
        read = Settings.load(self.ini, faults, environ or {})
        faults.check()
        return read


def _changed(text, lines, without):
    kept = [line for line in text.splitlines() if not line.startswith(without)]
    return "\n".join([*kept, *lines]) + "\n"


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)
