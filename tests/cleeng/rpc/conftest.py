"""A publisher's server, and people who buy what it asks about."""

import pytest


@pytest.fixture
def buys(till):
    """Let people buy, each a minute after the last, with cards that are kept."""
    visitors = {}

    def buy(offer, email="lena@example.com", query=""):
        visitor = visitors.setdefault(email, till.browser())
        page = visitor.open(offer, query)
        if "email" in page.forms["checkout"].fields:
            page = visitor.sign_up(offer, email, query)
        visitor.pay(page, keep=True)
        till.later(minutes=1)

    return buy


@pytest.fixture
def server(till, api):
    return api
