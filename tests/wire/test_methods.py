"""Golden requests and answers of every method: `golden/<method>.json`.

Ids and tokens are drawn anew each time, so the files call them by name: `{single}`, `{customerToken}` and so on, and
`{new}`, `{token}`, `{remoteToken}` for what an answer brings.
"""

import json
import re
from pathlib import Path
from typing import get_args

import pydantic
import pytest

from cleeng.api import Identity
from cleeng.catalog.models import OfferType
from cleeng.customers.models import LinkPurpose
from cleeng.customers.tokens import RESET_LIFE
from cleeng.rpc import all_methods
from cleeng.rpc.registry import Surface

GOLDEN = Path(__file__).with_name("golden")
FILES = sorted(GOLDEN.glob("*.json"))
METHODS = {method.name: method for method in all_methods()}
DRAWN = {
    r'"[AREPS]\d{9}_DE"': '"{new}"',
    r'"subscriptionId": \d{9}': '"subscriptionId": "{new}"',
    r"/o/[AREPS]\d{9}_DE": "/o/{new}",
    r'"[A-Za-z0-9_-]{48}"': '"{token}"',
    r"[0-9a-f]{40}:[0-9a-f]{40}": "{remoteToken}",
}


@pytest.fixture
def named(api, shop):
    """A publisher that sells one of everything, and a customer who bought the film."""
    offers = {type_.word: shop.sell(type_, tags=("films",)) for type_ in (OfferType.SINGLE, OfferType.RENTAL)}
    offers["event"] = shop.sell(OfferType.EVENT, details={"time_zone": "Europe/Berlin"})
    offers["pass"] = shop.sell(OfferType.PASS, opens=("films",))
    offers["subscription"] = shop.sell(OfferType.SUBSCRIPTION, opens=("(all)",), free_days=7)
    customer_id = shop.register()
    shop.give(customer_id, offers["single"])
    shop.give(shop.register("subscriber@example.com"), offers["subscription"])
    shop.give(shop.register("tenant@example.com"), offers["rental"])
    with shop.services() as ours:
        customer = ours.customers.get(customer_id)
        customer.external_id = "crm-9"
        ours.customers.link(customer, Identity("facebook", "4799"))
        reset = ours.tokens.make_link(customer_id, LinkPurpose.PASSWORD_RESET, {}, RESET_LIFE)
    token = api.result("generateCustomerToken", customerEmail="viewer@example.com")["token"]
    ids = {word: offer.id for word, offer in offers.items()}
    return {
        **ids,
        "customer": str(customer_id),
        "customerToken": token,
        "publisherToken": api.token,
        "resetToken": reset,
    }


def fill(value, named):
    text = json.dumps(value)
    for name, real in named.items():
        text = text.replace(f"{{{name}}}", real)
    return json.loads(text)


def strip(value, named):
    text = json.dumps(value)
    for name, real in named.items():
        text = text.replace(real, f"{{{name}}}")
    for pattern, name in DRAWN.items():
        text = re.sub(pattern, name, text)
    return json.loads(text)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_method_answers_as_written_down(api, named, file):
    for call in json.loads(file.read_text()):
        params = fill(call["params"], named)
        if Surface.JSON_RPC in METHODS[file.stem].surfaces:
            body = {"method": file.stem, "params": params, "id": 1}
            answer = strip(api.send(json.dumps(body).encode()), named)
        else:
            answer = {"id": "1", "jsonrpc": "2.0", **page_answer(api.jsonp(file.stem, params), named)}
        assert answer == {"result": None, "error": None, "id": "1", "jsonrpc": "2.0", **call["answer"]}


def page_answer(answer, named):
    return strip(
        {"error": answer["error"], "result": None} if "error" in answer else {"error": None, "result": answer}, named
    )


def test_every_method_is_written_down():
    assert [file.stem for file in FILES] == [method.name for method in all_methods()]


def fields_of(model):
    """Give the names of a result's fields, or of what an array holds."""
    if issubclass(model, pydantic.RootModel):
        (model,) = get_args(model.model_fields["root"].annotation)
    return {field.alias or name for name, field in model.model_fields.items()}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_method_answers_what_the_registry_says(file):
    method = METHODS[file.stem]
    for call in json.loads(file.read_text()):
        if "result" in call["answer"]:
            result = call["answer"]["result"]
            for one in result if isinstance(result, list) else [result]:
                assert set(one) == fields_of(method.result)
        else:
            assert call["answer"]["error"]["code"] in {*method.errors, -32602}
