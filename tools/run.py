"""Migrate, load the demo and serve, in one process: what `make run` starts.

The three commands apart would do the same, but each would load the libraries again, and a second start is to
take less than five seconds.
"""

import sys

from pyramid.scripts import pserve

from cleeng.cli.main import main as cleeng

INI = "development.ini"


def command(*words: str) -> None:
    """Run one command of `cleeng`; leave with its status if it failed."""
    try:
        cleeng(["-c", INI, *words], prog_name="cleeng")
    except SystemExit as end:
        if end.code:
            raise


if __name__ == "__main__":
    command("db", "upgrade")
    command("demo")
    sys.stdout.flush()
    sys.exit(pserve.main(["pserve", INI]))
