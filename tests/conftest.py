"""Fixtures for every test; the code stands in `support/harness/`."""

import os

from hypothesis import settings

pytest_plugins = [
    "harness.run",
    "harness.network",
    "harness.ports",
    "harness.postgres",
    "harness.database",
    "harness.process",
    "harness.mail",
    "harness.browser",
    "harness.site",
    "harness.shop",
    "harness.coupons",
    "harness.till",
    "harness.crash",
    "harness.eu",
    "harness.sweep",
    "harness.api",
    "harness.client",
    "harness.golden",
    "harness.examples",
    "harness.plugins",
    "harness.rates",
]

# A busy machine is no fault of ours, and CI tries the same examples each time.
settings.register_profile("ours", deadline=None, print_blob=True)
settings.register_profile("ci", parent=settings.get_profile("ours"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "ours")
