"""Every method answers as `golden/<method>.json` says."""

import json
from typing import get_args

import pydantic
import pytest

from cleeng.rpc import all_methods
from cleeng.rpc.registry import Surface
from harness.golden import CALLS, fill, strip

METHODS = {method.name: method for method in all_methods()}


@pytest.mark.parametrize("method", CALLS)
def test_a_method_answers_as_written_down(named, api, method):
    for call in CALLS[method]:
        params = fill(call["params"], named)
        if Surface.JSON_RPC in METHODS[method].surfaces:
            body = {"method": method, "params": params, "id": 1}
            answer = strip(api.send(json.dumps(body).encode()), named)
        else:
            answer = {"id": "1", "jsonrpc": "2.0", **page_answer(api.jsonp(method, params), named)}
        assert answer == {"result": None, "error": None, "id": "1", "jsonrpc": "2.0", **call["answer"]}


def page_answer(answer, named):
    return strip(
        {"error": answer["error"], "result": None} if "error" in answer else {"error": None, "result": answer}, named
    )


def test_every_method_is_written_down():
    assert list(CALLS) == [method.name for method in all_methods()]


def fields_of(model):
    """Give the names of a result's fields, or of what an array holds."""
    if issubclass(model, pydantic.RootModel):
        *_, model = get_args(model.model_fields["root"].annotation)
    return {field.alias or name for name, field in model.model_fields.items()}


@pytest.mark.parametrize("method", CALLS)
def test_a_method_answers_what_the_registry_says(method):
    known = METHODS[method]
    for call in CALLS[method]:
        if "result" in call["answer"]:
            result = call["answer"]["result"]
            by_name = "dict" in str(known.result.model_fields.get("root"))
            for one in result if isinstance(result, list) else result.values() if by_name else [result]:
                assert set(one) == fields_of(known.result)
        else:
            assert call["answer"]["error"]["code"] in {*known.errors, -32602}


@pytest.mark.parametrize("method", CALLS)
def test_every_error_of_a_method_is_written_down(method):
    answers = [call["answer"] for call in CALLS[method]]
    assert {answer["error"]["code"] for answer in answers if "error" in answer} == set(METHODS[method].errors)
