"""What holds for all built-in plugins together."""

import importlib
from pathlib import Path
from types import SimpleNamespace

import pytest

from cleeng.pluginmanager import REGISTERING, Plugins
from cleeng.settings import Faults

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(init.parent for init in (ROOT / "plugins").glob("*/__init__.py"))

#: Inis name these and rows hold them: they are there for good.
NAMES = {
    "checkout": {"inline", "overlay", "popup", "redirect"},
    "pages": {"my_account"},
    "identity": {"password"},
    "gateways": {"sandbox"},
    "tax": {"countries", "eu_vat", "flat", "remote", "us"},
    "playback": {"hmac"},
    "notifiers": {"email", "log"},
    "geoip": {"mmdb"},
    "rates": {"ecb"},
}


def providers(plugin):
    hooks = [hook for hook, _ in REGISTERING.values() if hasattr(plugin, hook)]
    return [provider for hook in hooks for provider in getattr(plugin, hook)()]


def test_all_load_together_under_the_names_that_inis_use():
    faults = Faults()
    settings = SimpleNamespace(path="x.ini", plugins=[folder.name for folder in FOLDERS], plugins_line=1)
    plugins = Plugins.load(settings, faults)
    faults.check()
    for kind, names in NAMES.items():
        assert names <= plugins.kinds[kind].keys()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_readme_names_the_plugin_its_providers_and_their_settings(folder):
    plugin = importlib.import_module(f"cleeng_plugins.{folder.name}")
    text = (folder / "README.md").read_text()
    assert text.startswith(f"# {folder.name}\n")
    for provider in providers(plugin):
        assert f"`{provider.name}`" in text
        for setting in provider.Settings.model_fields:
            assert f"`{setting}`" in text, f"{provider.name}: {setting}"
