"""What holds for payment gateways.

    class TestMyGateway(PaymentGatewayContract):
        paying = {"token": "ok"}
        declined = {"token": "declined"}
        unreachable = {"token": "down"}

        def provider(self):
            return MyGateway(MyGateway.Settings(secret_key="sk_test"))

A gateway that is `asynchronous` also says in `webhook()` how its server signs.  The tests of what a gateway
may leave out follow its `capabilities`: where one is missing they want `NotSupported`.
"""

from cleeng.testing.gateways.case import GatewayCase
from cleeng.testing.gateways.keeping import Keeping
from cleeng.testing.gateways.paying import Paying
from cleeng.testing.gateways.telling import Telling
from cleeng.testing.gateways.undoing import Undoing

__all__ = ["GatewayCase", "PaymentGatewayContract"]


class PaymentGatewayContract(Paying, Undoing, Keeping, Telling):
    """For every gateway; the attributes and methods to fill in stand in `GatewayCase`."""
