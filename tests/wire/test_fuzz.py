"""Whatever is sent: an answer in form, no internal error, and nothing stored."""

import json

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleeng.models import Base
from cleeng.rpc import all_methods
from cleeng.rpc.registry import Surface
from harness import campaign

pytestmark = pytest.mark.db

METHODS = {method.name: method for method in all_methods() if Surface.JSON_RPC in method.surfaces}
PAGES = [method.name for method in all_methods() if Surface.JSONP in method.surfaces]
EXAMPLES = campaign.size(small=250, full=25_000)
SAME_DATABASE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=EXAMPLES)

texts = st.text(max_size=20) | st.sampled_from(["\x00", "A000000000_DE", "1", "true", "EUR", "DE", "en_US", "month"])
numbers = (
    st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([0, -1, 2**31, 2**63, 1e300, 253402300800])
)
leaves = st.none() | st.booleans() | numbers | texts
#: Values that make sense, so that calls get beyond the first look at their arguments.
PLAUSIBLE = {
    "accessToTags": [["films"], ["(all)", "x" * 100, "x" * 101]],
    "associateEmail": ["owner@example.com", "fuzz@example.com"],
    "birthDate": ["1984-06-30"],
    "country": ["DE", "de"],
    "currency": ["EUR", "JPY", "XXX"],
    "customerEmail": ["fuzz@example.com"],
    "email": ["fuzz@example.com", "FUZZ@example.com"],
    "endTime": [2_000_000_000, "2000000001"],
    "expiresAt": [2_000_000_000],
    "facebookId": ["1"],
    "geoRestrictionCountries": [["DE", "at"], {"0": "DE", "2": "AT"}],
    "geoRestrictionType": ["whitelist", "blacklist"],
    "locale": ["en_US"],
    "password": ["a sunny afternoon"],
    "period": ["month", "week", 48, "48"],
    "price": [0, "4.99", 4.99, 1e14, "0.001"],
    "redirectUri": ["https://www.demo-sports.example/", "javascript:alert(1)"],
    "startTime": [1_999_999_999],
    "tags": [["films"], []],
    "timeZone": ["Europe/Berlin", "../etc/passwd", "Europe"],
    "title": ["A film", "x" * 70, "x" * 71],
    "url": ["https://www.demo-sports.example/", "x"],
    "videoId": ["v", "x" * 255, "x" * 256],
}
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4))


def names(model):
    """Give a model's arguments as the wire calls them, and the models of those that are objects."""
    for name, field in model.model_fields.items():
        nested = field.annotation if hasattr(field.annotation, "model_fields") else None
        yield model.model_config["alias_generator"](name), nested


@st.composite
def arguments(draw, model):
    """Draw an object that has some of a model's arguments, each of any shape."""
    given = {}
    for name, nested in names(model):
        if name != "publisherToken" and draw(st.integers(0, 3)):
            sensible = arguments(nested) if nested is not None else st.sampled_from(PLAUSIBLE.get(name, ["x"]))
            given[name] = draw(sensible if draw(st.integers(0, 9)) else values)
    return given


calls = st.sampled_from(sorted(METHODS)).flatmap(lambda name: st.tuples(st.just(name), arguments(METHODS[name].params)))


def stored(application):
    """Count the rows of every table."""
    tables = Base.metadata.sorted_tables
    counts = [sa.select(sa.func.count()).select_from(table).scalar_subquery() for table in tables]
    with application.database.reader.connect() as connection:
        return connection.execute(sa.select(*counts)).one()


def check(answer):
    assert list(answer) == ["result", "id", "error", "jsonrpc"]
    assert (answer["result"] is None) != (answer["error"] is None)
    if answer["error"] is not None:
        assert list(answer["error"]) == ["code", "message", "data"]
        assert answer["error"]["message"]
        assert answer["error"]["code"] != -32603
        assert not {"Traceback", "sqlalchemy", "psycopg", "pydantic"} & set(answer["error"]["message"].split())


@SAME_DATABASE
@given(body=st.binary(max_size=200) | values.map(lambda value: json.dumps(value).encode()))
def test_bytes(api, application, body):
    before = stored(application)
    answer = api.send(body)
    for one in answer if isinstance(answer, list) else [answer]:
        check(one)
        assert one["error"] is not None
    assert stored(application) == before


@SAME_DATABASE
@given(call=calls, token=st.none() | texts)
def test_calls_of_nobody(api, application, call, token):
    method, params = call
    before = stored(application)
    check(api.send(json.dumps({"method": method, "params": {**params, "publisherToken": token}}).encode()))
    assert stored(application) == before


@SAME_DATABASE
@given(call=calls)
def test_calls_of_the_publisher(api, call):
    method, params = call
    check(api.send(json.dumps({"method": method, "params": {**params, "publisherToken": api.token}}).encode()))


@SAME_DATABASE
@given(method=st.sampled_from(PAGES), params=values)
def test_calls_of_a_page(api, application, method, params):
    before = stored(application)
    answer = api.jsonp(method, params)
    assert answer.get("error", {}).get("code") != -32603
    assert stored(application) == before
