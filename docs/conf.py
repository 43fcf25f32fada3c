"""How Sphinx builds the manual: `make docs`."""

project = "Cleeng"
author = "The Cleeng platform authors"
copyright = "2026, The Cleeng platform authors"  # noqa: A001 - Sphinx asks for this name

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.doctest"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build", "adr/template.md"]
nitpicky = False

html_theme = "furo"
html_title = "Cleeng"
html_show_copyright = False

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "description"
