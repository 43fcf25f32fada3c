"""`python -m cleeng.rpc.manual [--check] docs/wire/json-rpc.md`."""

import sys
from pathlib import Path

from cleeng.rpc import all_methods
from cleeng.rpc.manual import stale, write

if __name__ == "__main__":
    *options, page = sys.argv[1:]
    if options == ["--check"]:
        found = stale(Path(page), all_methods())
        sys.exit("\n".join(["Stale; run python -m cleeng.rpc.manual:", *map(str, found)]) if found else 0)
    write(Path(page), all_methods())
