"""What can go wrong with exchange rates."""

from cleeng.api import CleengError


class RatesRefused(CleengError):
    """Rates are absurd: nothing of them was taken over.  The text is for the operator."""

    code = "rates_refused"


class NoRate(CleengError):
    """Nobody said what a currency was worth then."""

    code = "no_rate"
