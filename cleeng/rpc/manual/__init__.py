"""What is made from the registry and committed: pages of the manual, and the methods of the Python client.

`python -m cleeng.rpc.manual docs/wire/json-rpc.md` makes all of it anew; with `--check` it only tells what is stale.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cleeng.rpc.examples import Examples
from cleeng.rpc.manual.client import data_module, methods_module
from cleeng.rpc.manual.page import page_of
from cleeng.rpc.manual.tables import with_tables
from cleeng.rpc.schema import Shapes

if TYPE_CHECKING:
    from cleeng.rpc.registry import Registry

CLIENT = Path(__file__).parents[2] / "client"


def made(overview: Path, methods: Registry) -> dict[Path, str]:
    """Return every file that is made, with its text; `overview` is the page that lists the methods."""
    shapes = Shapes.of(methods)
    examples = Examples(shapes)
    files = {
        overview: with_tables(overview.read_text(encoding="utf-8"), methods),
        CLIENT / "data.py": data_module(shapes),
        CLIENT / "methods.py": methods_module("Methods", methods, shapes),
        CLIENT / "queued.py": methods_module("QueuedMethods", methods, shapes),
    }
    for method in methods:
        files[overview.parent / "methods" / f"{method.name}.md"] = page_of(method, shapes, examples)
    return files


def stale(overview: Path, methods: Registry) -> list[Path]:
    """Return the files that are not as they would be made now, and the pages of methods that are no more."""
    files = made(overview, methods)
    changed = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    return changed + [known for known in (overview.parent / "methods").glob("*.md") if known not in files]


def write(overview: Path, methods: Registry) -> None:
    """Bring all of it up to date."""
    files = made(overview, methods)
    for path in stale(overview, methods):
        if path in files:
            path.parent.mkdir(exist_ok=True)
            path.write_text(files[path], encoding="utf-8")
        else:
            path.unlink()
