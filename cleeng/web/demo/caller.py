"""What a publisher's own server asks ours, over HTTP like any stranger: JSON-RPC, and the address that plays."""

from __future__ import annotations

import http.client
import json
import logging
from typing import Any
from urllib.parse import urlsplit

log = logging.getLogger(__name__)

#: Seconds that a page of the demo waits for our own server.
PATIENCE = 5


def has_access(base: str, offer_id: str, token: str, ip: str) -> bool:
    """Ask `getAccessStatus` for the customer whose token the browser sent.  No answer means no."""
    params = {"customerToken": token, "offerId": offer_id, "ipAddress": ip}
    call = {"method": "getAccessStatus", "params": params, "id": 1, "jsonrpc": "2.0"}
    answer = _ask(base, "POST", "/api/3.0/json-rpc", json.dumps(call), {"Content-Type": "application/json"})
    result = answer.get("result")
    return isinstance(result, dict) and result.get("accessGranted") is True


def playback_url(base: str, offer_id: str, token: str) -> str:
    """Ask for the address that plays; "" where there is none."""
    return str(_ask(base, "GET", f"/o/{offer_id}/playback", "", {"Authorization": f"Bearer {token}"}).get("url", ""))


def _ask(base: str, method: str, path: str, body: str, headers: dict[str, str]) -> dict[str, Any]:
    parts = urlsplit(base)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        connection.request(method, path, body.encode(), headers)
        answer = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        log.warning("the demo's site got no answer from the server", extra={"path": path})
        return {}
    finally:
        connection.close()
    return answer if isinstance(answer, dict) else {}
