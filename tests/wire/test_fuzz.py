"""Whatever is sent: an answer in form, no internal error, and nothing stored by a call that fails.

Arguments are drawn by the schemas of the OpenRPC document: mostly the document's own examples and what fits, at times
anything at all.
"""

import json
import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleeng.client import RpcError
from cleeng.models import Base
from cleeng.rpc import all_methods
from cleeng.rpc.errors import Code
from cleeng.rpc.openrpc import openrpc
from cleeng.rpc.registry import Surface
from harness import campaign
from harness.examples import real

pytestmark = pytest.mark.db

DOCUMENT = json.loads(json.dumps(openrpc(all_methods())))
TYPES = DOCUMENT["components"]["schemas"]
METHODS = {
    method["name"]: method for method in DOCUMENT["methods"] if method["servers"][0]["name"] == Surface.JSON_RPC.value
}
PAGES = [method.name for method in all_methods() if Surface.JSONP in method.surfaces]
#: Calls of a run: together 1,000 on each database, 10,000 in a campaign.
KNOWN = campaign.size(small=600, full=6_000)
OTHER = campaign.size(small=200, full=2_000)


def trying(examples):
    return settings(suppress_health_check=list(HealthCheck), max_examples=examples)


texts = st.text(max_size=20) | st.sampled_from(["\x00", "A000000000_DE", "1", "true", "EUR", "DE", "en_US", "month"])
numbers = (
    st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([0, -1, 2**31, 2**63, 1e300, 253402300800, "4.99", "0.001", "48"])
)
leaves = st.none() | st.booleans() | numbers | texts
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4))
#: What is at the edge of a rule, by the name of an argument.
EDGES = {
    "birthDate": ["1984-06-30", "1984-02-30"],
    "currency": ["JPY", "XXX"],
    "geoRestrictionCountries": [{"0": "DE", "2": "AT"}],
    "period": ["week", "2weeks", 0],
    "redirectUri": ["javascript:alert(1)"],
    "timeZone": ["../etc/passwd", "Europe"],
    "title": ["x" * 70, "x" * 71],
    "videoId": ["x" * 255, "x" * 256],
}


def told(node, name=""):
    """Give every value that an example has under a name, at any depth."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from told(value, key)
        if name:
            yield name, node
    elif isinstance(node, list):
        yield name, node
        for item in node:
            yield from told(item, "")
    else:
        yield name, node


def examples():
    """Give the document's examples of each argument's values, by its name."""
    found = {}
    for method in METHODS.values():
        for param in method["examples"][0]["params"]:
            for name, value in told(param["value"], param["name"]):
                if value not in found.setdefault(name, []):
                    found[name].append(value)
    return found


EXAMPLES = examples()


@st.composite
def fields(draw, schemas, required):
    """Draw an object that has most of these fields, most of them of a value that fits."""
    drawn = {}
    for name, schema in schemas.items():
        if (name in required and draw(st.integers(0, 9))) or draw(st.integers(0, 2)) == 0:
            drawn[name] = draw(field(name, schema))
    return drawn


def field(name, schema):
    """Give values of a field: of the examples, of the schema, or any."""
    fitting = fitting_values(schema)
    if name in EXAMPLES:
        fitting = st.sampled_from(EXAMPLES[name] + EDGES.get(name, [])) | fitting
    return st.integers(0, 9).flatmap(lambda die: values if die == 0 else fitting)


def fitting_values(schema):
    """Give values as a schema says."""
    found = TYPES[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if "enum" in found:
        return st.sampled_from(found["enum"])
    if "anyOf" in found:
        return st.one_of([fitting_values(choice) for choice in found["anyOf"]])
    if "properties" in found:
        return fields(found["properties"], found.get("required", ()))
    kinds = found.get("type", "object")
    return st.one_of([OF_TYPE[kind](found) for kind in ([kinds] if isinstance(kinds, str) else kinds)])


def fitting_texts(schema):
    if "pattern" in schema:
        return st.from_regex(schema["pattern"])
    return st.text(max_size=min(schema.get("maxLength", 20), 20))


def fitting_numbers(schema):
    least = schema.get("minimum", schema.get("exclusiveMinimum"))
    return st.integers(least, schema.get("maximum", schema.get("exclusiveMaximum")))


OF_TYPE = {
    "array": lambda schema: st.lists(field("", schema["items"]), max_size=min(schema.get("maxItems", 3), 3)),
    "boolean": lambda _: st.booleans(),
    "integer": fitting_numbers,
    "null": lambda _: st.none(),
    "number": lambda _: st.sampled_from([0, 0.5, 4.99, 100, 1e14]),
    "object": lambda schema: st.dictionaries(
        texts,
        fitting_values(schema["additionalProperties"]) if schema.get("additionalProperties") else leaves,
        max_size=3,
    ),
    "string": fitting_texts,
}


def arguments(method):
    """Give arguments of a method, without tokens of servers."""
    params = [
        param for param in METHODS[method]["params"] if param["name"] not in ("publisherToken", "distributorToken")
    ]
    schemas = {param["name"]: param["schema"] for param in params}
    return fields(schemas, {param["name"] for param in params if param["required"]})


calls = st.sampled_from(sorted(METHODS)).flatmap(lambda name: st.tuples(st.just(name), arguments(name)))


@pytest.fixture
def stored(application):
    """Give what every table holds, as one number."""
    tables = [table.name for table in Base.metadata.sorted_tables]

    def fingerprint():
        with application.database.reader.connect() as connection:
            rows = {name: connection.exec_driver_sql(f'SELECT * FROM "{name}"').all() for name in tables}
        return hash(tuple(frozenset(map(repr, rows[name])) for name in tables))

    return fingerprint


@pytest.fixture
def quiet(caplog):
    """Fail where the log bears an error or a traceback."""
    caplog.set_level(logging.WARNING)

    def check():
        assert not [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR]
        caplog.clear()

    return check


def check(answer):
    assert list(answer) == ["result", "id", "error", "jsonrpc"]
    assert (answer["result"] is None) != (answer["error"] is None)
    if answer["error"] is not None:
        assert list(answer["error"]) == ["code", "message", "data"]
        check_error(answer["error"]["code"], answer["error"]["message"])


def check_error(code, message):
    assert code in set(Code) - {Code.INTERNAL}
    assert message
    assert not {"Traceback", "sqlalchemy", "psycopg", "pydantic"} & set(message.split())


@trying(OTHER)
@given(body=st.binary(max_size=200) | values.map(lambda value: json.dumps(value).encode()))
def test_bytes(api, stored, quiet, body):
    before = stored()
    answer = api.send(body)
    for one in answer if isinstance(answer, list) else [answer]:
        check(one)
        assert one["error"] is not None
    assert stored() == before
    quiet()


@trying(OTHER)
@given(call=calls, token=st.none() | texts)
def test_calls_of_nobody(api, stored, quiet, call, token):
    method, params = call
    before = stored()
    check(api.send(json.dumps({"method": method, "params": {**params, "publisherToken": token}}).encode()))
    assert stored() == before
    quiet()


def test_calls_of_the_publisher(named, client, stored, quiet):
    @trying(KNOWN)
    @given(call=calls)
    def run(call):
        nonlocal before
        method, params = json.loads(real(json.dumps(call), named, ""))
        tokens = {name: named[name] for name in ("publisherToken", "distributorToken")}
        try:
            client.call(method, {**params, **tokens})
        except RpcError as error:
            check_error(error.code, error.message)
            assert stored() == before, f"{method} failed and stored something"
        else:
            before = stored()
        quiet()

    before = stored()
    run()


@trying(OTHER)
@given(method=st.sampled_from(PAGES), params=values)
def test_calls_of_a_page(api, stored, quiet, method, params):
    before = stored()
    answer = api.jsonp(method, params)
    assert answer.get("error", {}).get("code") != -32603
    assert stored() == before
    quiet()
