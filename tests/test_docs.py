"""The manual for authors of plugins says what the code does."""

import importlib
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pluggy
import pytest

from cleeng import hookspecs
from cleeng.api import PROJECT
from cleeng.pluginmanager import REGISTERING

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/plugins/hooks.rst").read_text()
EXAMPLE = ROOT / "docs/plugins/example"
PLUGINS = sorted(init.parent.name for init in (ROOT / "plugins").glob("*/__init__.py"))
#: The registering hooks, with the class that each collects.
BASES = dict(REGISTERING.values())

#: What is said of each hook; the registering hooks share theirs, on top of the page.
FACTS = ("Called by", "When", "Result", "Repeated", "Time limit", "Errors")

HEADING = re.compile(r"^(cleeng_\w+)\((.*)\)\n-+\n", re.MULTILINE)
TOP, *REST = HEADING.split(PAGE)
HEADINGS = [(name, tuple(re.findall(r"\w+", arguments))) for name, arguments in zip(REST[::3], REST[1::3], strict=True)]
SECTIONS = dict(zip(REST[::3], REST[2::3], strict=True))


def hook_manager():
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    return manager


def specs():
    """Give every hook with its arguments as pluggy knows them, in the order of the code."""
    callers = vars(hook_manager().hook)
    return {name: callers[name].spec.argnames for name in vars(hookspecs) if name in callers}


def example_of(hook):
    """Run the example of a section as the module that it could be."""
    (code,) = re.findall(rf"^\.\. testcode:: {hook}\n\n((?:   .*\n|\n)+)", SECTIONS[hook], flags=re.MULTILINE)
    module = ModuleType(f"example_{hook}")
    exec(re.sub(r"^   ", "", code, flags=re.MULTILINE), vars(module))
    return module


def named(hook, fact):
    """Give what stands in double backquotes in one line of facts."""
    (line,) = re.findall(rf"^:{fact}: (.*)$", SECTIONS[hook], flags=re.MULTILINE)
    return re.findall(r"``(.+?)``", line)


def test_the_page_has_every_hook_with_its_arguments_in_the_order_of_the_code():
    assert list(specs().items()) == HEADINGS


@pytest.mark.parametrize("hook", specs())
def test_a_section_tells_the_whole_contract(hook):
    text = TOP + SECTIONS[hook] if hook in BASES else SECTIONS[hook]
    for fact in FACTS:
        assert re.search(rf"^:{fact}: \S", text, flags=re.MULTILINE), f"{hook} does not say: {fact}"
    assert f".. autofunction:: cleeng.hookspecs.{hook}\n" in text


@pytest.mark.parametrize("hook", specs())
def test_the_example_is_a_plugin_that_implements_the_hook(hook):
    module, manager = example_of(hook), hook_manager()
    manager.register(module)
    manager.check_pending()
    assert getattr(manager.hook, hook).get_hookimpls()
    for provider in getattr(module, hook)() if hook in BASES else ():
        assert issubclass(provider, BASES[hook])
        assert provider(provider.Settings()).title


@pytest.mark.parametrize("hook", specs())
def test_the_plugins_that_implement_the_hook_are_named(hook):
    implementing = [name for name in PLUGINS if hasattr(importlib.import_module(f"cleeng_plugins.{name}"), hook)]
    assert implementing, "a hook without a plugin that uses it has not been tried"
    assert named(hook, "In plugins") == implementing


@pytest.mark.parametrize("hook", specs())
def test_the_test_that_is_named_exists(hook):
    for name in named(hook, "Test"):
        if name.startswith("tests/"):
            assert (ROOT / name).exists()
        elif "." in name:
            module, _, contract = name.rpartition(".")
            assert hasattr(importlib.import_module(module), contract)


def test_the_tutorial_names_the_contract_of_every_kind():
    text = (ROOT / "docs/plugins/writing.md").read_text()
    for hook in BASES:
        contract = named(hook, "Test")[0]
        assert f"`{contract}`" in text or f"`{contract.rpartition('.')[2]}`" in text


@pytest.fixture
def installed(tmp_path):
    """The tutorial's package, installed as its `pyproject.toml` says, in a folder of its own."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    shutil.copytree(EXAMPLE / "tax_norway", tmp_path / "tax_norway")
    metadata = tmp_path / "tax_norway-1.0.dist-info"
    metadata.mkdir()
    heads = {"Metadata-Version": "2.1", "Name": project["name"], "Version": project["version"]}
    (metadata / "METADATA").write_text("".join(f"{name}: {value}\n" for name, value in heads.items()))
    points = [f"{name} = {value}" for name, value in project["entry-points"]["cleeng.plugins"].items()]
    (metadata / "entry_points.txt").write_text("\n".join(["[cleeng.plugins]", *points, ""]))
    return tmp_path


def run(folder, *arguments):
    command, paths = [sys.executable, *arguments], {"PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=paths, text=True, capture_output=True, check=False)


def test_the_tutorial_s_plugin_passes_its_own_tests(installed):
    shutil.copytree(EXAMPLE / "tests", installed / "tests")
    result = run(installed, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "tests")
    assert result.returncode == 0, result.stdout + result.stderr


LOAD = """
from types import SimpleNamespace
from cleeng.pluginmanager import Plugins
from cleeng.settings import Faults

faults = Faults()
plugins = Plugins.load(SimpleNamespace(path="x.ini", plugins=["tax_norway"], plugins_line=1), faults)
faults.check()
registered = plugins.kinds["tax"]["norway"]
print(registered.plugin, registered.provider.__name__)
"""


def test_the_tutorial_s_plugin_is_found_once_it_is_listed(installed):
    result = run(installed, "-c", LOAD)
    assert result.stdout.split() == ["tax_norway", "NorwegianVat"], result.stderr
