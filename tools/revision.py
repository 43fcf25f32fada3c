"""Compare the models with a new database that all revisions so far have been through; started by `tools/revision`."""

import re
import sys
import tempfile
from pathlib import Path

from alembic import command

from cleeng import schema
from cleeng.db import Database


def main(message: str) -> None:
    """Write the next revision, numbered."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database("sqlite:///scratch.db", Path(folder))
        schema.upgrade(database)
        number = int(schema.head() or 0) + 1
        with database.engine.begin() as connection:
            config = schema.alembic_config(connection)
            script = command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
        database.dispose()
    path = Path(script.path)
    path.write_text(re.sub(r" *# ###.*###\n", "", path.read_text()))
    print(path)


if __name__ == "__main__":
    main(sys.argv[1])
