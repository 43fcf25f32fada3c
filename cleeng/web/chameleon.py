"""The renderer of `.pt` templates for pages.

Templates are found through asset specs, so a publisher's theme can replace one page, the layout alone or a
stylesheet with `config.override_asset("cleeng_templates:", ...)`, and the mails in the same way.  A page says
`metal:use-macro="layout"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.path import AssetResolver
from pyramid.threadlocal import manager

from cleeng.rendering import template_at
from cleeng.web.page import page_globals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chameleon import PageTemplateFile

LAYOUT = "cleeng_templates:layout.pt"
MACROS = "cleeng_templates:macros.pt"


def template(spec: str) -> PageTemplateFile:
    """Return the compiled template that an asset spec names."""
    return template_at(AssetResolver().resolve(spec).abspath())


def paths_in(registry: Any) -> Callable[[str], str]:
    """Return where a core template stands by the overrides of a registry, in whatever thread it is asked."""

    def path_of(name: str) -> str:
        manager.push({"registry": registry, "request": None})
        try:
            return str(AssetResolver().resolve(f"cleeng_templates:{name}").abspath())
        finally:
            manager.pop()

    return path_of


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
