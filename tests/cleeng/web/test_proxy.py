"""Who really asks, when proxies stand in front."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleeng.web.proxy import TrustedProxies

NETWORKS = ("10.0.0.0/8", "2001:db8:1::/48")
VIEWER = "203.0.113.7"


def asked_by(peer, chain="", **headers):
    """Give the address that the application sees."""
    seen = {}
    environ = {"REMOTE_ADDR": peer, **({"HTTP_X_FORWARDED_FOR": chain} if chain else {}), **headers}
    TrustedProxies(lambda environ, _: seen.update(environ) or [], NETWORKS)(environ, None)
    return seen["REMOTE_ADDR"]


def test_a_proxy_that_is_trusted_is_believed():
    assert asked_by("10.0.0.1", VIEWER) == VIEWER
    assert asked_by("2001:db8:1::1", "2001:db8:99::7") == "2001:db8:99::7"


def test_nobody_else_is():
    assert asked_by("198.51.100.1", VIEWER) == "198.51.100.1"
    assert asked_by("2001:db8:2::1", VIEWER) == "2001:db8:2::1"


def test_what_the_viewer_wrote_himself_before_the_proxies_is_not():
    assert asked_by("10.0.0.1", f"8.8.8.8, {VIEWER}, 10.0.0.2") == VIEWER


@pytest.mark.parametrize("peer", ["::ffff:10.0.0.1", "::ffff:a00:1"])
def test_a_proxy_s_ipv4_address_is_the_same_on_a_socket_of_ipv6(peer):
    assert asked_by(peer, VIEWER) == VIEWER


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (f"{VIEWER}:4711", VIEWER),
        ("[2001:db8:99::7]:4711", "2001:db8:99::7"),
        ("[2001:db8:99::7]", "2001:db8:99::7"),
        (f"::ffff:{VIEWER}", VIEWER),
        (f"  {VIEWER}  ", VIEWER),
    ],
)
def test_addresses_are_read_as_proxies_write_them(written, address):
    assert asked_by("10.0.0.1", written) == address


@pytest.mark.parametrize("written", ["unknown", "_hidden", "", "1.2.3", "10.0.0.1.5", "[::1", f"{VIEWER}:port"])
def test_what_is_no_address_leaves_the_last_one_that_was(written):
    assert asked_by("10.0.0.1", f"{written}, 10.0.0.2") == "10.0.0.2"


def test_a_viewer_within_the_trusted_networks_is_who_he_is():
    assert asked_by("10.0.0.1", "10.9.9.9") == "10.9.9.9"


@given(st.text(max_size=80), st.sampled_from(["10.0.0.1", "198.51.100.1", ""]))
def test_whatever_is_written_the_application_is_asked(chain, peer):
    assert isinstance(asked_by(peer, chain), str)
