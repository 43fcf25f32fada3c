"""Pages of lists: `offset` and `limit`, newest first."""

from __future__ import annotations

from typing import Annotated, Any

import pydantic

from cleeng.rpc.wire import Params, Result, Whole

#: Items of one page at most.
LONGEST_PAGE = 100


class Paged(Params):
    """Which page of a list."""

    offset: Annotated[Whole, pydantic.Field(ge=0)] = 0
    limit: Annotated[Whole, pydantic.Field(ge=0)] = 20

    @property
    def size(self) -> int:
        """How many items the page holds at most."""
        return min(self.limit, LONGEST_PAGE)


class Page(Result):
    """A page of a list, newest first, and how many items there are in all."""

    items: list[Any]
    total_item_count: int
