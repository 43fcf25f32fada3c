"""Split an amount of a credit note over what its invoice bills."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def split(amount: int, left: Sequence[int]) -> list[int]:
    """Split minor units in proportion to what is left of each part; the sum is kept exactly.

    Rounding: each share down, then one unit more for the largest fractions, the first of equal ones.  No share is
    more than what is left of its part, and who takes all that is left takes exactly that.

    >>> split(250, [419, 80])
    [210, 40]
    """
    whole = sum(left)
    if not 0 <= amount <= whole:
        raise ValueError(f"{amount} is not between nothing and {whole}")
    if not whole:
        return [0] * len(left)
    shares = [amount * part // whole for part in left]
    by_fraction = sorted(range(len(left)), key=lambda i: (-(amount * left[i] % whole), i))
    for i in by_fraction[: amount - sum(shares)]:
        shares[i] += 1
    return shares
