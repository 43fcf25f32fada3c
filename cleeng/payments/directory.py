"""Which gateway of which publisher: for the pages that gateways bring along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleeng.api import GatewayDirectory

if TYPE_CHECKING:
    from cleeng.api import Context, PaymentGateway
    from cleeng.publishers.publisher import Publishers


class Directory(GatewayDirectory):
    """The gateways of all configured publishers."""

    def __init__(self, publishers: Publishers) -> None:
        self._publishers = publishers

    def find(self, publisher_id: int, name: str) -> tuple[PaymentGateway, Context]:
        """Return the publisher's gateway of this name and a context for calling it.

        :raises LookupError: there is no such publisher, or it does not use the gateway.
        """
        publisher = self._publishers.get(publisher_id)
        if publisher is None:
            raise LookupError(publisher_id)
        return publisher.provider("gateways", name), publisher.context()
