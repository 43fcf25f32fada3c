"""`python -m benchmarks [--only a]`."""

import argparse
import importlib

import benchmarks

#: As the goals are lettered in docs/performance.md.
PATHS = {"a": ("access",), "b": ("orders", "accounts"), "e": ("page",)}

parser = argparse.ArgumentParser(prog="benchmarks", description=benchmarks.__doc__)
parser.add_argument("--only", choices=PATHS, help="measure this path alone")
chosen = parser.parse_args().only
for letter, modules in PATHS.items():
    for module in modules if chosen in (None, letter) else ():
        importlib.import_module(f"benchmarks.{module}").main()
        print()
