"""Requests as the published clients put them on the wire, replayed over a socket (JSON-RPC reference, 1.2).

`clients/*.http` hold the heads without their line ends, `Host` and `Content-Length`, and the bodies byte for byte.
"""

import http.client
import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

FOLDER = Path(__file__).parent / "clients"
GUIDS = ["7ba4c8c1-3c1f-4a2e-9d7b-0a4b3f1b8a10", "0e0f9f5e-54c5-4f0e-8a3d-a7a1e9a6f6a2"]
PATIENCE = 30


class Wire:
    """Sends requests as they stand in files; keeps to `Expect: 100-continue` as curl does."""

    def __init__(self, url, named):
        self.host = urlsplit(url).netloc
        self.named = named

    def replay(self, name):
        """Send a request over a connection of its own; give status, headers and bytes of the answer."""
        head, _, body = (FOLDER / f"{name}.http").read_text().partition("\n\n")
        for stand_in, real in self.named.items():
            body = body.replace(f"{{{stand_in}}}", real)
        body = body.removesuffix("\n").encode()
        lines = [*head.split("\n"), f"Host: {self.host}", f"Content-Length: {len(body)}", "", ""]
        address, port = self.host.split(":")
        with socket.create_connection((address, int(port)), PATIENCE) as connection:
            connection.sendall("\r\n".join(lines).encode())
            if "Expect: 100-continue" in lines:
                assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
            connection.sendall(body)
            answer = http.client.HTTPResponse(connection, method="POST")
            answer.begin()
            return answer.status, answer.headers, answer.read()

    def answer(self, name):
        """Give what the JSON of an answer holds, which every client reads at HTTP status 200 only."""
        status, headers, body = self.replay(name)
        assert (status, headers.get_content_type()) == (200, "application/json")
        assert body
        return json.loads(body)


@pytest.fixture
def wire(installation, named, serve):
    return Wire(serve(installation).url, named)


def test_php_reads_an_array_of_one_answer_whose_result_is_an_object(wire, named):
    (answer,) = wire.answer("php-single")
    assert list(answer) == ["result", "id", "error", "jsonrpc"]
    assert (answer["id"], answer["error"], answer["result"]["id"]) == ("1", None, named["single"])


def test_php_finds_the_answers_of_a_queue_by_position(wire):
    answers = {answer["id"]: answer for answer in wire.answer("php-queue")}
    assert {id_: answer["error"] and answer["error"]["code"] for id_, answer in answers.items()} == {
        "1": None,
        "2": 4,
        "3": None,
    }
    assert answers["3"]["result"]["accessGranted"] is False


def test_php_sends_an_empty_array_for_an_empty_object_and_numbers_as_texts(wire, named):
    (answer,) = wire.answer("php-list")
    assert [item["id"] for item in answer["result"]["items"]] == [named["subscription"]]
    assert int(answer["result"]["totalItemCount"]) == 1


def test_php_waits_for_leave_to_send_a_long_body(wire):
    assert len((FOLDER / "php-long.http").read_bytes()) > 1024
    (answer,) = wire.answer("php-long")
    made = answer["result"]
    assert (made["price"], made["title"], made["tags"]) == (19, "Naïve naïveté", [])
    assert (made["geoRestrictionEnabled"], made["videoId"]) == (False, "")


def test_java_reads_an_object_whose_id_is_a_text(wire, named):
    answer = wire.answer("java-single")
    assert (answer["id"], answer["result"]["id"]) == ("1", named["single"])


def test_java_sends_moments_as_texts_and_reads_a_number(wire):
    answer = wire.answer("java-subscription")
    assert answer["result"]["expiresAt"] == 1900000000


def test_java_reads_an_array_of_the_answers_to_a_batch(wire, named):
    answers = wire.answer("java-batch")
    assert [answer["id"] for answer in answers] == ["0", "1"]
    assert [answer["result"]["id"] for answer in answers] == [named["single"], named["event"]]
    assert isinstance(answers[1]["result"]["applicableTaxRate"], int)


def test_node_reads_an_object_without_error(wire, named):
    answer = wire.answer("node")
    assert (answer["id"], answer["error"]) == ("1", None)
    assert answer["result"]["vod"]["id"] == named["vod"]


def test_net_sends_plain_text_with_a_guid_and_flags_as_texts(wire, named):
    answer = wire.answer("net-single")
    assert answer["id"] == GUIDS[0]
    assert named["single"] in {item["id"] for item in answer["result"]["items"]}


def test_net_reads_an_array_and_may_misspell_the_end_of_a_rental(wire):
    answers = wire.answer("net-batch")
    assert [answer["id"] for answer in answers] == GUIDS
    assert answers[1]["result"]["expiresAt"] == 1900000000


def test_the_curl_sample_spells_the_version_otherwise(wire, named):
    answer = wire.answer("curl")
    assert (answer["id"], answer["result"]["id"]) == ("1", named["single"])


@pytest.mark.parametrize("name", [path.stem for path in sorted(FOLDER.glob("*.http"))])
def test_an_array_is_answered_with_an_array_and_an_object_with_an_object(wire, name):
    body = (FOLDER / f"{name}.http").read_text().partition("\n\n")[2]
    assert wire.replay(name)[2][:1] == body[:1].encode()


@pytest.mark.parametrize("nothing", [{}, {"ipAddress": None}, {"ipAddress": ""}])
def test_a_missing_argument_null_and_an_empty_text_are_the_same(api, named, nothing):
    given = {"customerToken": named["customerToken"], "offerId": named["single"]}
    assert api.result("getAccessStatus", **given, **nothing)["accessGranted"] is True


@pytest.mark.parametrize("nothing", [{}, {"description": None}, {"description": ""}])
def test_in_an_update_they_leave_a_field_as_it_was(api, shop, nothing):
    offer = shop.sell(title="Night of Miles", description="Two hours")
    changed = api.result("updateSingleOffer", offerId=offer.id, offerData={"title": "Day of Miles", **nothing})
    assert (changed["title"], changed["description"]) == ("Day of Miles", "Two hours")


@pytest.mark.parametrize(
    ("sent", "read"), [(1, True), ("1", True), ("true", True), (True, True), (0, False), ("0", False), ("false", False)]
)
def test_flags_come_in_every_form(api, sent, read):
    data = {
        "price": "4.99",
        "title": "A film",
        "url": "https://www.demo-sports.example/",
        "geoRestrictionEnabled": sent,
    }
    made = api.result("createSingleOffer", offerData={**data, "geoRestrictionType": "whitelist"})
    assert made["geoRestrictionEnabled"] is read
