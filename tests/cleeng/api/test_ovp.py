import pytest

from cleeng.api import Policy, Unsupported
from cleeng.testing.playback import DEMANDS


def test_every_scheme_knows_time_and_nonce():
    Policy(ttl=60, skew=0, nonce="n").require_only()


@pytest.mark.parametrize("policy", DEMANDS)
def test_a_demand_that_is_not_enforced_is_refused_by_name(policy):
    (item,) = (name for name in Policy.__slots__ if getattr(policy, name) != getattr(Policy(), name))
    with pytest.raises(Unsupported, match=item):
        policy.require_only()
    policy.require_only(item)
