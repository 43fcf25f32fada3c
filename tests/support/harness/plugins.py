"""Plugins of others, installed for a test as pip would: an entry point, and a module beside this package."""

import pytest


@pytest.fixture
def fields_plugin(tmp_path_factory, monkeypatch):
    """Install `payment_fields`; return its name."""
    folder = tmp_path_factory.mktemp("site-packages")
    info = folder / "payment_fields-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: payment_fields\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[cleeng.plugins]\npayment_fields = payment_fields\n")
    monkeypatch.syspath_prepend(folder)
    return "payment_fields"
