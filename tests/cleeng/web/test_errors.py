"""Pages for what went wrong."""

import logging

import pytest

from cleeng.db import Base

HEADERS = {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control"}


def test_an_unknown_address_is_said_to_be_old(app):
    answer = app.get("/nowhere", status=404)
    assert answer.html.h1.text == "This page does not exist"
    assert answer.html.title.text == "This page does not exist: Demo Sports"
    assert "logo.svg" in answer.html.img["src"]


def test_a_server_of_many_publishers_names_none_of_them(installation):
    installation.add_publisher(100000002, "Other Sports")
    answer = installation.visitor().get("/my-account", status=404)
    assert answer.html.title.text == "This page does not exist"
    assert "Sports" not in answer.text


def test_of_many_publishers_the_one_whose_host_it_is_is_named(installation):
    installation.add_publisher(100000002, "Other Sports", hosts="shop.other.example")
    answer = installation.visitor(HTTP_HOST="shop.other.example").get("/nowhere", status=404)
    assert answer.html.title.text == "This page does not exist: Other Sports"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/%ff", 404),
        ("/o/%ff", 404),
        ("/auth/2/purchase?publisherId=%ff", 400),
        ("/my-account?publisherId=" + "9" * 5000, 404),
        ("/my-account?publisherId=999999999", 404),
        ("/auth/2/purchase?returnTo=http://[::1&origin=http://[", 200),
        ("/auth/2/purchase?display=a&theme=<script>", 200),
        ("/auth/2/purchase?display=%00", 400),
        ("/static/__init__.py", 404),
        ("/static/js/%2e%2e/__init__.py", 404),
        ("/static/css/..%2f__init__.py", 404),
    ],
)
def test_a_damaged_address_is_no_fault_of_ours(app, address, status):
    answer = app.get(address, status=status)
    assert "<script>" not in answer.text.replace('<script src="', "")


def test_a_fault_shows_a_number_that_stands_in_the_log_and_nothing_else(app, application, caplog):
    Base.metadata.drop_all(application.database.engine)
    with caplog.at_level(logging.ERROR):
        answer = app.get("/o/A123456789_DE", status=500)
    assert answer.html.h1.text == "This page failed"
    reference = answer.html.find(class_="mono").text
    assert f"a page failed, reference {reference}" in caplog.text
    assert answer.html.find("a", string="Help and contact")["href"] == "mailto:owner@example.com"
    for leaked in ("Traceback", "directory", "sqlite", "no such table"):
        assert leaked not in answer.text


def test_errors_carry_the_headers_of_every_page(app):
    answer = app.get("/nowhere", status=404)
    assert set(answer.headers) >= HEADERS
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    nonce = answer.html.style["nonce"]
    assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]
