"""The Python client, with a publisher's token, in the same process as the server."""

import pytest

from cleeng.client import Client
from harness.api import ADDRESS


class InProcess:
    """Takes bytes to the application without a network."""

    def __init__(self, visitor):
        self.visitor = visitor

    def send(self, body, *, repeatable):
        answer = self.visitor.post(ADDRESS, body, headers={"Content-Type": "application/json"}, status=200)
        return answer.body

    def close(self):
        """Hold nothing open."""


@pytest.fixture
def client(api):
    """The client of the installation's publisher."""
    return Client("http://localhost", publisher_token=api.token, transport=InProcess(api.visitor))
