"""Plugins of others, installed for a test as pip would: an entry point and a module."""

import pytest


@pytest.fixture
def install_plugin(tmp_path_factory, monkeypatch):
    """Install a plugin: `install_plugin("theme_x", source)`, or without source a module beside this package."""
    folder = tmp_path_factory.mktemp("site-packages")
    monkeypatch.syspath_prepend(folder)

    def install(name, source=""):
        info = folder / f"{name}-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        (info / "entry_points.txt").write_text(f"[cleeng.plugins]\n{name} = {name}\n")
        if source:
            (folder / f"{name}.py").write_text(source)
        return name

    return install
