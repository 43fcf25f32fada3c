"""A client of the JSON-RPC API: `Client(url, publisher_token=...).get_single_offer(offer_id=...)`.

It stands alone: nothing of the server is imported.  It needs urllib3, which the extra `client` brings.
"""

from cleeng.client.batch import MOST_CALLS, Batch
from cleeng.client.client import Client
from cleeng.client.envelope import Pending
from cleeng.client.errors import ClientError, NotSent, RpcError, TransportError
from cleeng.client.transport import HttpTransport, Transport

__all__ = [
    "MOST_CALLS",
    "Batch",
    "Client",
    "ClientError",
    "HttpTransport",
    "NotSent",
    "Pending",
    "RpcError",
    "Transport",
    "TransportError",
]
