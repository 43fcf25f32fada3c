"""Why a return cannot be made."""

from cleeng.api import CleengError


class PeriodInvalid(CleengError):
    """The text names no period, or none that the scheme has."""

    code = "period_invalid"
