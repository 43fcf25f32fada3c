"""`python -m benchmarks [--only a]`."""

import argparse
import importlib

import benchmarks

#: As the goals are lettered in docs/performance.md.
PATHS = {"a": "benchmarks.access", "b": "benchmarks.orders", "e": "benchmarks.page"}

parser = argparse.ArgumentParser(prog="benchmarks", description=benchmarks.__doc__)
parser.add_argument("--only", choices=PATHS, help="measure this path alone")
chosen = parser.parse_args().only
for letter, module in PATHS.items():
    if chosen in (None, letter):
        importlib.import_module(module).main()
