"""What a CDN would do: deliver the demo's film to who shows a playback token, and to nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import FileResponse, Response

from cleeng.api import Asset

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.request import Request

    from cleeng.publishers.publisher import Publisher

#: The one film of the demo: it plays under whatever `video_id` an offer gives it.
CLIP = Path(__file__).parent / "media"
TYPES = {".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t"}
#: Seconds.  The address holds the token, so that a browser that keeps a file gives it to nobody else.
KEPT = 600


def serve_media(publisher: Publisher) -> Callable[[Request], Response]:
    """Return the view that asks this publisher's playback provider about every playlist and every segment."""

    def view(request: Request) -> Response:
        token, path = request.matchdict.get("token", ""), request.matchdict["path"]
        video_id, _, file = path.partition("/")
        provider = publisher.first("playback")
        asset = Asset(video_id, path)
        values = {"token": token}
        if provider is None or not provider.verify(publisher.context(), asset, values, request.remote_addr or ""):
            return _open_to_players(Response("No valid playback token.", status=403, content_type="text/plain"))
        return _open_to_players(_file(request, file))

    return view


def _file(request: Request, name: str) -> Response:
    path = (CLIP / name).resolve()
    if not path.is_relative_to(CLIP) or path.suffix not in TYPES or not path.is_file():
        raise HTTPNotFound
    response = FileResponse(str(path), request=request, cache_max_age=KEPT, content_type=TYPES[path.suffix])
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _open_to_players(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
