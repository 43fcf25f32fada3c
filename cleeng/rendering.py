"""Templates, compiled once; with or without a web request around."""

from __future__ import annotations

import threading
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from chameleon import PageTemplateFile

if TYPE_CHECKING:
    from collections.abc import Callable

BOOLEAN = frozenset(
    {"checked", "selected", "disabled", "hidden", "required", "open", "readonly", "novalidate", "formnovalidate"}
)

_templates: dict[str, PageTemplateFile] = {}
_lock = threading.Lock()


def template_at(path: str) -> PageTemplateFile:
    """Return the compiled template of a file; one that was edited is compiled anew.

    One at a time: Python 3.11 fails where two threads build syntax trees at once (python/cpython#106905).
    """
    found = _templates.get(path)
    if found is None:
        with _lock:
            found = _templates.get(path)
            if found is None:
                found = PageTemplateFile(path, auto_reload=True, boolean_attributes=BOOLEAN)
                found.cook_check()
                _templates[path] = found
    return found


def own_path(name: str) -> str:
    """Return where one of the core's own templates stands: "email/letter.pt"."""
    return str(Path(str(files("cleeng_templates"))) / name)


class Templates:
    """The core's templates by name.  `path_of` says where each stands: the web application knows of overrides."""

    def __init__(self) -> None:
        self.path_of: Callable[[str], str] = own_path

    def named(self, name: str) -> PageTemplateFile:
        """Return a compiled template, the core's own or what a plugin put in its place."""
        return template_at(self.path_of(name))
