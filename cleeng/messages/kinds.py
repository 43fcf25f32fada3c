"""The kinds of messages, and who writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleeng.messages import account, purchase, refund

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleeng.messages.letter import Case, Letter


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message.

    `legal`: the law wants it sent (Directive 2011/83/EU, article 8(7)), so that no filter can keep it back, and an
    account that was closed meanwhile gets it still.
    """

    write: Callable[[Case], Letter]
    legal: bool = False


#: By the name under which `Outbox.message` puts them.  Never rename one: rows and notifiers know it.
KINDS = {
    "receipt": Kind(purchase.receipt, legal=True),
    "payment_failed": Kind(purchase.payment_failed),
    "refund": Kind(refund.refund),
    "welcome": Kind(account.welcome),
    "password_reset": Kind(account.password_reset),
    "password_changed": Kind(account.password_changed),
}
