"""How the published clients speak, byte by byte (JSON-RPC reference, 1.2 and 1.3)."""

import io
import json

import pytest

from cleeng.rpc.coupons.codes import IMPORT
from cleeng.rpc.dispatcher import MOST_CALLS
from cleeng.rpc.registry import LONGEST

ADDRESSES = ["/3.0/json-rpc", "/api/3.0/json-rpc"]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def offer(shop):
    return shop.sell(title="Night of Miles").id


def refused(code, id_=None):
    return {"result": None, "id": id_, "error": {"code": code, "data": None}, "jsonrpc": "2.0"}


def without_message(answer):
    assert answer["error"].pop("message")
    return answer


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_php_client_sends_an_array_around_one_call_as_a_form(api, offer, address):
    body = json.dumps([{"method": "getSingleOffer", "params": {"offerId": offer}, "id": 1, "jsonrpc": "2.0"}])
    (answer,) = api.send(body.encode(), FORM, address)
    assert list(answer) == ["result", "id", "error", "jsonrpc"]
    assert (answer["id"], answer["error"], answer["jsonrpc"]) == ("1", None, "2.0")
    assert answer["result"]["title"] == "Night of Miles"


def test_the_php_client_sends_a_queue_and_finds_its_answers_by_position(api, offer):
    calls = [
        {"method": "getSingleOffer", "params": {"offerId": id_}, "id": number, "jsonrpc": "2.0"}
        for number, id_ in enumerate([offer, "A000000000_DE", offer], 1)
    ]
    answers = {answer["id"]: answer for answer in api.send(json.dumps(calls).encode(), FORM)}
    assert [answers[number]["error"] is None for number in "123"] == [True, False, True]
    assert answers["2"]["error"]["code"] == 4


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=UTF-8", "application/json-rpc"]
)
def test_the_java_client_sends_an_object_and_reads_an_object(api, offer, content_type):
    body = {"method": "getSingleOffer", "params": {"offerId": offer}, "jsonrpc": "2.0", "id": "1"}
    answer = api.send(json.dumps(body).encode(), content_type)
    assert (answer["id"], answer["result"]["id"]) == ("1", offer)


def test_the_java_client_sends_a_batch_counted_from_nought(api, offer):
    calls = [{"method": "getSingleOffer", "params": {"offerId": offer}, "jsonrpc": "2.0", "id": n} for n in ("0", "1")]
    assert [answer["id"] for answer in api.send(json.dumps(calls).encode())] == ["0", "1"]


def test_the_net_client_sends_text_with_guids_and_a_byte_order_mark(api, offer):
    ids = ["7ba4c8c1-3c1f-4a2e-9d7b-0a4b3f1b8a10", "0e0f9f5e-54c5-4f0e-8a3d-a7a1e9a6f6a2"]
    calls = [{"method": "getSingleOffer", "params": {"offerId": offer}, "id": id_} for id_ in ids]
    answers = api.send(b"\xef\xbb\xbf" + json.dumps(calls).encode(), "text/plain; charset=utf-8")
    assert [answer["id"] for answer in answers] == ids
    assert all(answer["error"] is None for answer in answers)


def test_the_node_client_sends_the_publisher_token_with_every_call(api, offer):
    assert api.result("getSingleOffer", publisherToken=api.token, offerId=offer)["id"] == offer


def test_the_curl_sample_calls_the_version_json_rpc(api, offer):
    body = json.dumps({"method": "getSingleOffer", "params": {"offerId": offer}, "json-rpc": "2.0", "id": 1})
    assert api.send(body.encode(), FORM)["result"]["id"] == offer


@pytest.mark.parametrize(("sent", "answered"), [(1, "1"), ("1", "1"), (1.5, "1.5"), (2**70, str(2**70)), (None, None)])
def test_ids_come_back_as_texts(api, offer, sent, answered):
    body = {"method": "getSingleOffer", "params": {"offerId": offer}, "id": sent}
    assert api.send(json.dumps(body).encode())["id"] == answered


def test_a_call_without_id_is_answered_all_the_same(api, offer):
    assert api.send(json.dumps({"method": "getSingleOffer", "params": {"offerId": offer}}).encode())["id"] is None


@pytest.mark.parametrize("params", [None, [], {}])
def test_missing_arguments_are_none_at_all(api, params):
    answer = api.send(json.dumps({"method": "getCustomer", "params": params, "id": 1}).encode())
    assert without_message(answer) == refused(1, "1")


def test_arguments_by_position_are_refused(api):
    answer = api.send(json.dumps({"method": "getCustomer", "params": ["token"], "id": 1}).encode())
    assert without_message(answer) == refused(-32602, "1")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"method": "getCustomer", }',
        b'{"id": NaN}',
        b'{"id": -Infinity}',
        b'{"id": 1e999}',
        b'{"id": "\xff"}',
        b'{"id": "\\ud800"}',
        b'"' + b"\x00" + b'"',
        b"method=getCustomer&params=",
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"id": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_json_is_answered_in_form(api, body):
    assert without_message(api.send(body, FORM)) == refused(-32700)


@pytest.mark.parametrize("body", [b"[", b'[{"method": "getCustomer"', b" \n[" + b"[" * 100_000])
def test_what_is_no_json_but_began_as_an_array_is_answered_with_one(api, body):
    (answer,) = api.send(body)
    assert without_message(answer) == refused(-32700)


@pytest.mark.parametrize("call", ["getCustomer", 1, None, True, {}, {"method": 1}, {"method": ""}])
def test_what_is_no_call_is_refused(api, call):
    if not isinstance(call, list):
        assert without_message(api.send(json.dumps(call).encode())) == refused(-32600)
    (answer,) = api.send(json.dumps([call]).encode())
    assert without_message(answer) == refused(-32600)


@pytest.mark.parametrize("id_", [True, [1], {"a": 1}])
def test_an_id_that_is_none_is_refused(api, id_):
    answer = api.send(json.dumps({"method": "getCustomer", "id": id_}).encode())
    assert without_message(answer) == refused(-32600)


@pytest.mark.parametrize("calls", [0, MOST_CALLS + 1])
def test_a_batch_too_short_or_too_long_is_refused_whole(api, offer, calls):
    call = {"method": "getSingleOffer", "params": {"offerId": offer}, "id": 1}
    (answer,) = api.send(json.dumps([call] * calls).encode())
    assert without_message(answer) == refused(-32600)


def test_the_longest_batch_is_answered(api, offer):
    call = {"method": "getSingleOffer", "params": {"offerId": offer}, "id": 1}
    answers = api.send(json.dumps([call] * MOST_CALLS).encode())
    assert len(answers) == MOST_CALLS
    assert all(answer["error"] is None for answer in answers)


def test_an_unknown_method_is_named(api):
    answer = api("getSinglOffer")
    assert answer["error"]["code"] == -32601
    assert "getSinglOffer" in answer["error"]["message"]


def test_a_method_of_the_pages_cannot_be_called_by_servers(api):
    assert api.code("autologin", applicationId="a", key="k") == -32601


def test_a_name_given_twice_counts_once(api, offer):
    call = json.dumps({"method": "getSingleOffer", "params": {"offerId": offer}, "id": 1})
    assert api.send(call.replace("{", '{"method": "getCustomer", ', 1).encode())["result"]["id"] == offer


def test_the_longest_body_is_read(api, offer):
    call = {"method": "getSingleOffer", "params": {"offerId": offer, "more": ""}, "id": 1}
    call["params"]["more"] = "x" * (LONGEST - len(json.dumps(call)))
    assert api.send(json.dumps(call).encode())["result"]["id"] == offer


@pytest.mark.parametrize("bracket", ["{", "["])
def test_a_longer_body_is_refused_in_form(api, bracket):
    answer = api.send(bracket.encode() + b" " * LONGEST)
    if bracket == "[":
        (answer,) = answer
    assert without_message(answer) == refused(-32600)


def test_of_a_longer_body_no_more_is_read_than_the_limit(app):
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size):
            self.asked += size
            return b" " * size

    endless = Endless()
    environ = {"wsgi.input": endless, "CONTENT_LENGTH": "99999999999", "REQUEST_METHOD": "POST"}
    answer = app.request("/3.0/json-rpc", environ=environ)
    assert answer.status_int == 200
    assert answer.json["error"]["code"] == -32600
    assert endless.asked == IMPORT + 1


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("verb", ["GET", "PUT", "DELETE"])
def test_whoever_does_not_post_is_told_how(app, address, verb):
    answer = app.request(address, method=verb, expect_errors=True)
    assert (answer.status_int, answer.headers["Allow"], answer.content_type) == (405, "POST", "text/plain")
    assert "POST" in answer.text


def test_answers_are_not_kept_by_anybody(app):
    answer = app.post("/3.0/json-rpc", b"{}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
