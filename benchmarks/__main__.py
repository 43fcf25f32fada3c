"""`python -m benchmarks [--only access]`."""

import argparse
import importlib

import benchmarks

PATHS = ("access", "batch", "orders", "accounts", "page", "quote", "scale")

parser = argparse.ArgumentParser(prog="benchmarks", description=benchmarks.__doc__)
parser.add_argument("--only", choices=PATHS, help="measure this path alone")
chosen = parser.parse_args().only
for path in PATHS if chosen is None else (chosen,):
    importlib.import_module(f"benchmarks.{path}").main()
    print()
