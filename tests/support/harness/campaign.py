"""Campaigns: the same at random, a little of it in every run, and all of it with `CLEENG_CAMPAIGN=full`."""

import os


def size(small, full):
    """Give how often something is done in this run."""
    return full if os.environ.get("CLEENG_CAMPAIGN") == "full" else small
