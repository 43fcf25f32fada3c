"""Every built-in plugin explains itself, as a third party's should."""

import importlib
from pathlib import Path

import pytest

from cleeng.pluginmanager import REGISTERING

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(init.parent for init in (ROOT / "plugins").glob("*/__init__.py"))


def providers(plugin):
    hooks = [hook for hook, _ in REGISTERING.values() if hasattr(plugin, hook)]
    return [provider for hook in hooks for provider in getattr(plugin, hook)()]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_readme_names_the_plugin_its_providers_and_their_settings(folder):
    plugin = importlib.import_module(f"cleeng_plugins.{folder.name}")
    text = (folder / "README.md").read_text()
    assert text.startswith(f"# {folder.name}\n")
    for provider in providers(plugin):
        assert f"`{provider.name}`" in text
        for setting in provider.Settings.model_fields:
            assert f"`{setting}`" in text, f"{provider.name}: {setting}"
