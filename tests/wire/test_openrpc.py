"""The OpenRPC document is one, says what the methods do, and is cheap to ask for again."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from jsonschema_specifications import REGISTRY as SPECIFICATIONS
from referencing.jsonschema import DRAFT7

from cleeng.rpc import all_methods
from cleeng.rpc.errors import Code
from cleeng.rpc.glossary import MEANINGS
from cleeng.rpc.openrpc import openrpc
from cleeng.rpc.registry import Caller
from harness.golden import CALLS

ADDRESSES = ["/3.0/openrpc.json", "/api/3.0/openrpc.json"]
META = Path(__file__).parents[1] / "vendor" / "openrpc-meta-schema" / "index.js"
DOCUMENT = json.loads(json.dumps(openrpc(all_methods())))
METHODS = {method["name"]: method for method in DOCUMENT["methods"]}


def meta_schema():
    """Give OpenRPC's own schema of a document, out of the script that its makers publish."""
    script = META.read_text()
    return json.JSONDecoder().raw_decode(script, script.index('{ "$schema"'))[0]


def check(schema, value):
    """Compare a value with a schema out of the document."""
    whole = {**schema, "components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(whole).validate(value)


def schemas():
    """Give every schema in the document."""
    yield from DOCUMENT["components"]["schemas"].values()
    for method in METHODS.values():
        yield method["result"]["schema"]
        yield from (param["schema"] for param in method["params"])


#: Stands in for what OpenRPC's schema calls a JSON Schema: draft 7, and the type of its `$ref`.
JSON_SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "allOf": [{"$ref": "http://json-schema.org/draft-07/schema#"}],
    "definitions": {"JSONSchemaObject": {"properties": {"$ref": {"type": "string"}}}},
}


def test_the_document_is_as_openrpc_says():
    stand_in, place = DRAFT7.create_resource(JSON_SCHEMA), "https://meta.json-schema.tools"
    known = SPECIFICATIONS.with_resources([(place, stand_in), (f"{place}/", stand_in)])
    schema = meta_schema() | {"$schema": "http://json-schema.org/draft-07/schema#"}
    jsonschema.Draft7Validator(schema, registry=known).validate(DOCUMENT)


def test_each_schema_in_it_is_one():
    for schema in schemas():
        jsonschema.Draft7Validator.check_schema(schema)
        jsonschema.Draft202012Validator.check_schema(schema)


def words_of(node):
    """Give the words that a schema is made of, without the names of fields."""
    if isinstance(node, list):
        return {word for item in node for word in words_of(item)}
    if not isinstance(node, dict):
        return set()
    inner = [value for word, value in node.items() if word not in ("default", "properties")]
    return set(node) | words_of(inner) | words_of(list(node.get("properties", {}).values()))


def test_limits_bear_the_names_that_json_schema_has_for_them():
    known = set(jsonschema.Draft7Validator.META_SCHEMA["properties"])
    assert words_of(list(schemas())) <= known


def test_every_method_is_in_it_with_its_arguments_and_codes():
    assert list(METHODS) == [method.name for method in all_methods()]
    for method in all_methods():
        said = METHODS[method.name]
        assert said["summary"] == method.summary
        required = {param["name"] for param in said["params"] if param["required"]}
        names = {field.alias or name: field for name, field in method.params.model_fields.items()}
        token = {"publisherToken"} if method.caller is Caller.PUBLISHER and "distributorToken" not in names else set()
        assert {param["name"] for param in said["params"]} == set(names) | token
        assert required == {name for name, field in names.items() if field.is_required()} | token
        codes = [DOCUMENT["components"]["errors"][error["$ref"].rpartition("/")[2]] for error in said["errors"]]
        assert [error["code"] for error in codes] == list(method.errors)


def test_every_code_has_a_meaning():
    assert set(MEANINGS) == set(Code)


@pytest.mark.parametrize("method", METHODS)
def test_the_example_is_as_the_schemas_say(method):
    (example,) = METHODS[method]["examples"]
    given = {param["name"]: param["value"] for param in example["params"]}
    params = {param["name"]: param for param in METHODS[method]["params"]}
    assert {name for name, param in params.items() if param["required"]} <= set(given) <= set(params)
    for name, value in given.items():
        check(params[name]["schema"], value)
    check(METHODS[method]["result"]["schema"], example["result"]["value"])


@pytest.mark.parametrize("method", METHODS)
def test_what_the_method_really_answers_is_as_the_schema_says(method):
    for call in CALLS[method]:
        if "result" in call["answer"]:
            text = json.dumps(call["answer"]["result"]).replace('"subscriptionId": "{new}"', '"subscriptionId": 1')
            text = re.sub(r'"(id|userId)": "{number}"', r'"\1": 1', text)
            check(METHODS[method]["result"]["schema"], json.loads(text))


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_served_to_programs_of_any_origin(app, address):
    answer = app.get(address, status=200)
    assert answer.content_type == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(answer.body) == DOCUMENT


def test_whoever_has_it_already_is_not_sent_it_again(app):
    tag = app.get(ADDRESSES[0]).headers["ETag"]
    assert re.fullmatch('"[0-9a-f]{32}"', tag)
    answer = app.get(ADDRESSES[1], headers={"If-None-Match": tag}, status=304)
    assert not answer.body
