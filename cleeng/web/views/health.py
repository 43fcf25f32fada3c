"""Whether the process is alive, and whether it can serve."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa
from pyramid.view import view_config

from cleeng import schema

if TYPE_CHECKING:
    from pyramid.request import Request

log = logging.getLogger(__name__)


@view_config(route_name="healthz", request_method="GET", renderer="string")
def healthz(_request: Request) -> str:
    """Answer: the process is alive."""
    return "ok"


@view_config(route_name="readyz", request_method="GET", renderer="string")
def readyz(request: Request) -> str:
    """Answer 200 if the database is reached and has the shape that this program needs, else 503."""
    try:
        schema.check(request.application.database)
    except schema.SchemaOutdated:
        trouble = "the database is not migrated: run `cleeng db upgrade`"
    except sa.exc.SQLAlchemyError:
        log.warning("the database cannot be reached", exc_info=True)
        trouble = "the database cannot be reached"
    else:
        return "ok"
    request.response.status = 503
    return trouble
