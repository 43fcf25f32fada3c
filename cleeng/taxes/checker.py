"""Tax numbers that are asked about in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleeng.taxes.models import TaxNumber
from cleeng.taxes.numbers import ask_rules

if TYPE_CHECKING:
    from cleeng.application import Application


class TaxNumberChecker:
    """The worker's part: asks again about numbers of which nobody could be asked, and now and then about the others."""

    model = TaxNumber

    def __init__(self, application: Application) -> None:
        self.application = application

    def run(self, key: tuple[Any, ...]) -> None:
        """Ask about one number, with no transaction open, and store the answer."""
        publisher = self.application.publishers.get(key[0])
        if publisher is None:
            raise LookupError(f"publisher {key[0]} is not configured: nobody can be asked")
        found = ask_rules(publisher, key[1], key[2])
        with self.application.database.unit() as unit:
            services = self.application.services(publisher, unit)
            if found is None:  # the rule that knew such numbers is not used any more
                unit.db.get_one(TaxNumber, key).due_at = None
            else:
                services.tax_numbers.keep(key[1], key[2], found)
