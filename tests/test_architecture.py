"""Rules that hold for the whole tree, whoever wrote the file."""

import ast
from importlib.metadata import entry_points
from pathlib import Path

from chameleon import PageTemplateFile
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[1]
PLUGINS = sorted(init.parent for init in (ROOT / "plugins").glob("*/__init__.py"))
BARE_NAMES = {"plugins", "templates", "static", "config"}
CLOCKS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns", "time.gmtime", "time.localtime"),
}


def files(pattern, *folders):
    return sorted(path for folder in folders for path in (ROOT / folder).rglob(pattern))


def nodes(path, *kinds):
    """Give every node of these kinds in a source file."""
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds)]


def where(path, node):
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def imported_packages(node):
    if isinstance(node, ast.ImportFrom):
        return set() if node.level else {node.module.partition(".")[0]}
    return {alias.name.partition(".")[0] for alias in node.names}


def asks_the_time(node):
    """Tell whether an import or a dotted name reaches for one of `CLOCKS`, however the module was imported."""
    if isinstance(node, ast.ImportFrom):
        return any(f"{node.module}.{alias.name}" in CLOCKS for alias in node.names)
    owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    return f"{owner}.{node.attr}" in CLOCKS


def test_imports_respect_every_contract(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("logging.config.dictConfig", lambda config: None)  # would switch off every logger there is
    status = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_renamed_folders_are_imported_by_their_installed_name():
    found = [
        where(path, node)
        for path in files("*.py", "cleeng", "plugins", "tests", "tools", "benchmarks")
        for node in nodes(path, ast.Import, ast.ImportFrom)
        if BARE_NAMES & imported_packages(node)
    ]
    assert not found


def test_only_the_clock_asks_the_system_for_the_time():
    found = [
        where(path, node)
        for path in files("*.py", "cleeng", "plugins")
        if path != ROOT / "cleeng/clock.py"
        for node in nodes(path, ast.Attribute, ast.ImportFrom)
        if asks_the_time(node)
    ]
    assert not found


def test_every_plugin_folder_is_an_entry_point_and_explains_itself():
    installed = {point.name: point.value for point in entry_points(group="cleeng.plugins")}
    for folder in PLUGINS:
        assert installed.get(folder.name) == f"cleeng_plugins.{folder.name}", "run `make test` or `pip install -e .`"
        assert (folder / "README.md").read_text().strip()


def test_every_template_compiles():
    for path in files("*.pt", "cleeng", "plugins", "templates"):
        PageTemplateFile(str(path), eager_loading=True)
