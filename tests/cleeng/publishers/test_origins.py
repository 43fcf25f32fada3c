import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.publishers.origins import may_return_to, origin_of
from harness.site import PUBLISHER_ID

OURS = "https://shop.example"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://www.example.com", "https://www.example.com"),
        ("https://WWW.Example.com/a?b=https://evil.example#c", "https://www.example.com"),
        ("https://www.example.com:443/", "https://www.example.com"),
        ("http://www.example.com:80/", "http://www.example.com"),
        ("http://localhost:6543/x", "http://localhost:6543"),
        ("http://[::1]:80/", "http://[::1]"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url, origin):
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "",
        "null",
        "//www.example.com/",
        "/path",
        "www.example.com",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://www.example.com/",
        "https:///www.example.com",
        "https:www.example.com",
        "https://user@www.example.com/",
        "https://www.demo-sports.example\\@evil.example/",
        "https://evil.example\\www.demo-sports.example/",
        "https://www.demo-sports.example\t.evil.example/",
        "https://www.demo-sports.example /",
        " https://www.demo-sports.example/",
        "https://www.demo-sports.example/\n",
        "https://www.demo-spörts.example/",
        "https://[::1/",
        "https://" + "x" * 2000,
    ],
)
def test_what_browsers_could_read_in_two_ways_has_none(url):
    assert origin_of(url) is None


@given(st.text())
def test_no_text_does_harm(text):
    origin_of(text)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        (f"{OURS}/o/A1", True),
        ("https://www.demo-sports.example/back", True),
        ("http://www.demo-sports.example/back", False),
        ("https://www.demo-sports.example:8443/", False),
        ("https://demo-sports.example/", False),
        ("https://www.demo-sports.example.evil.example/", False),
        ("javascript://www.demo-sports.example/%0aalert(1)", False),
    ],
)
def test_a_viewer_returns_to_us_or_to_a_page_of_the_publisher(publisher, url, allowed):
    assert may_return_to(publisher, url, OURS) is allowed


def test_a_publisher_may_let_viewers_return_anywhere(installation):
    installation.add_publisher(origins="*")
    ini = installation.folder / "publishers" / f"{PUBLISHER_ID}.ini"
    ini.write_text(ini.read_text().replace("use = inline overlay popup", "use = popup"))
    publisher = installation.application.publishers.get(PUBLISHER_ID)
    assert may_return_to(publisher, "https://anywhere.example/", OURS)
    assert not may_return_to(publisher, "javascript:alert(1)", OURS)
