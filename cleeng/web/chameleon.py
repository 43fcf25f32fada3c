"""The renderer of `.pt` templates.

Templates are found through asset specs, so a publisher's theme can replace one page, the layout alone or a
stylesheet with `config.override_asset("cleeng_templates:", ...)`.  A page says
`metal:use-macro="layout"`.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from chameleon import PageTemplateFile
from pyramid.path import AssetResolver

from cleeng.web.page import page_globals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LAYOUT = "cleeng_templates:layout.pt"
MACROS = "cleeng_templates:macros.pt"

_templates: dict[str, PageTemplateFile] = {}
_lock = threading.Lock()


def template(spec: str) -> PageTemplateFile:
    """Return the compiled template that an asset spec names."""
    path = AssetResolver().resolve(spec).abspath()
    found = _templates.get(path)
    if found is None:
        with _lock:
            found = _templates.setdefault(path, PageTemplateFile(path, auto_reload=True, boolean_attributes=BOOLEAN))
    return found


BOOLEAN = frozenset(
    {"checked", "selected", "disabled", "hidden", "required", "open", "readonly", "novalidate", "formnovalidate"}
)


def render(spec: str, values: Mapping[str, Any], request: Any) -> str:
    """Render a template with what every page knows."""
    layout = template(values.get("layout_spec", LAYOUT))
    names = {**page_globals(request), **values, "layout": layout, "macros": template(MACROS).macros}
    return template(spec).render(**names)


def renderer_factory(info: Any) -> Callable[[Mapping[str, Any], Mapping[str, Any]], str]:
    """Return the renderer of one template, as Pyramid wants it."""
    spec = info.name if ":" in info.name else f"cleeng_templates:{info.name}"

    def renderer(value: Mapping[str, Any], system: Mapping[str, Any]) -> str:
        request = system["request"]
        request.response.content_type = "text/html"
        return render(spec, value, request)

    return renderer
