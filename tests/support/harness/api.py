"""A publisher's server that speaks JSON-RPC, and a page that speaks JSONP."""

import itertools
import json

import pytest

from cleeng.publishers.models import TokenKind
from cleeng.publishers.tokens import ApiTokenService

ADDRESS = "/3.0/json-rpc"
names = itertools.count(1)


class Api:
    """Calls methods as one publisher; every call carries the publisher's token, as the Node client's do."""

    def __init__(self, visitor, token):
        self.visitor = visitor
        self.token = token

    def send(self, body, content_type="application/json", address=ADDRESS):
        """Send bytes; give what the answer's JSON holds."""
        answer = self.visitor.post(address, body, headers={"Content-Type": content_type}, status=200)
        assert answer.content_type == "application/json"
        return json.loads(answer.body)

    def __call__(self, method, **params):
        """Call a method; give the whole envelope."""
        call = {"method": method, "params": {"publisherToken": self.token, **params}, "jsonrpc": "2.0", "id": 1}
        return self.send(json.dumps(call).encode())

    def result(self, method, **params):
        """Call a method that must succeed; give its result."""
        answer = self(method, **params)
        assert answer["error"] is None, answer["error"]
        return answer["result"]

    def code(self, method, **params):
        """Call a method that must fail; give the code of its error."""
        answer = self(method, **params)
        assert answer["result"] is None
        return answer["error"]["code"]

    def jsonp(self, method, params, callback="cb", **query):
        """Call a method as a page does; give what its function is called with."""
        query |= {"callback": callback, "method": method, "params": json.dumps(params)}
        answer = self.visitor.get("/api/3.0/jsonp", query, status=200)
        before, after = f"/**/{callback}(", ");"
        assert answer.text.startswith(before)
        assert answer.text.endswith(after)
        return json.loads(answer.text.removeprefix(before).removesuffix(after))


def publisher_token(installation, publisher_id, kind=TokenKind.PUBLISHER):
    with installation.services(publisher_id) as services:
        tokens = ApiTokenService(services.unit.db, publisher_id, services.publisher.clock)
        return tokens.make(f"test {next(names)}", kind)


@pytest.fixture
def api_of(installation):
    """Give a publisher's server by the publisher's id, or a distributor's: `api_of(id_, TokenKind.DISTRIBUTOR)`."""
    return lambda id_, *kind: Api(installation.visitor(), publisher_token(installation, id_, *kind))


@pytest.fixture
def api(api_of, publisher):
    """The server of the installation's publisher."""
    return api_of(publisher.id)
