import pytest

from cleeng.web.frame import origin_of


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://shop.example/film?id=1", "https://shop.example"),
        ("http://localhost:6543/", "http://localhost:6543"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("https://buyer@shop.example/", ""),
        ("https://shop.example:٨٠/", ""),
        ("https://\u017fhop.example/", ""),
        ("//shop.example/", ""),
        ("https://[::1/", ""),
    ],
)
def test_an_origin_is_a_scheme_a_host_and_a_port_in_ascii(url, origin):
    assert origin_of(url) == origin
