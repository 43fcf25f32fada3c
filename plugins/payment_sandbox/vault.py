"""Where the bank keeps cards for next time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .rows import KeptMethod

if TYPE_CHECKING:
    from .books import Books


class Vault:
    """Kept cards, by publisher.  What is kept is the name of a test card, not its number."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def find(self, publisher_id: int, token: str) -> KeptMethod | None:
        """Return the kept card with this token."""
        with self._books.reading() as entries:
            return entries.one(KeptMethod, publisher_id=publisher_id, token=token)

    def of(self, publisher_id: int, customer_id: int) -> list[KeptMethod]:
        """Return a customer's kept cards, the oldest first."""
        with self._books.reading() as entries:
            found = entries.find(KeptMethod, publisher_id=publisher_id, customer_id=customer_id)
        return sorted(found, key=lambda method: method.created_at)

    def forget(self, publisher_id: int, token: str) -> None:
        """Forget a kept card; one that is gone already is no error."""
        with self._books.writing() as entries:
            entries.remove(KeptMethod, publisher_id=publisher_id, token=token)
