"""Tests reach this machine and no other."""

import ipaddress
import socket
import sys

LOCAL_NAMES = {None, "", "localhost", b"localhost", socket.gethostname()}


class OutsideConnection(Exception):
    """A test tried to reach another machine."""


def is_local(host):
    if host in LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def refuse_other_machines(event, args):
    """Stand before every socket of this process, those of libraries written in C aside."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[1]
        host = address[0] if isinstance(address, tuple) else None  # otherwise a Unix socket, or connected already
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0]
    else:
        return
    if not is_local(host):
        raise OutsideConnection(f"{event} to {host!r}")


def pytest_configure():
    sys.addaudithook(refuse_other_machines)  # cannot be removed again, and need not
