"""Fixtures for every test; the code stands in `support/harness/`."""

pytest_plugins = ["harness.network"]
