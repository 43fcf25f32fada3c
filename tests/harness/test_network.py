import socket

import pytest

from harness.network import OutsideConnection


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80), ("shop.example", 443)])
def test_a_test_cannot_reach_another_machine(address):
    with pytest.raises(OutsideConnection):
        socket.create_connection(address, timeout=1)


def test_a_test_reaches_its_own_machine():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as client,
        server.accept()[0] as served,
    ):
        assert served.getpeername() == client.getsockname()
