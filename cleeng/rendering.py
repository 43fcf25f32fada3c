"""Templates, compiled once; with or without a web request around."""

from __future__ import annotations

import threading
from importlib.resources import files
from pathlib import Path

from chameleon import PageTemplateFile

BOOLEAN = frozenset(
    {"checked", "selected", "disabled", "hidden", "required", "open", "readonly", "novalidate", "formnovalidate"}
)

_templates: dict[str, PageTemplateFile] = {}
_lock = threading.Lock()


def template_at(path: str) -> PageTemplateFile:
    """Return the compiled template of a file; one that was edited is compiled anew."""
    found = _templates.get(path)
    if found is None:
        with _lock:
            found = _templates.setdefault(path, PageTemplateFile(path, auto_reload=True, boolean_attributes=BOOLEAN))
    return found


def core_template(name: str) -> PageTemplateFile:
    """Return one of the core's own templates: "email/letter.pt"."""
    return template_at(str(Path(str(files("cleeng_templates"))) / name))
