"""Methods that are kept for next time."""

from __future__ import annotations

from cleeng.api import Capability, FailureKind, SavedMethod, Status
from cleeng.testing.gateways.case import GatewayCase


class Keeping(GatewayCase):
    """Methods that are kept for next time."""

    def test_a_kept_method_pays_until_it_is_deleted(self) -> None:
        gateway = self.provider()
        kept = self.pay(gateway, "pay-1", keep_method=True)
        if not self.can(gateway, Capability.TOKENISE):
            assert not kept.saved_token
            return
        assert kept.saved_token
        assert kept.saved_token in [m.token for m in gateway.list_methods(self.context(), self.intent().customer)]
        snapshot = gateway.describe_method(self.context(), kept.saved_token)
        saved = SavedMethod(kept.saved_token, snapshot, kept.network_reference)
        if self.can(gateway, Capability.OFF_SESSION):
            again = gateway.charge_saved(self.keyed("pay-2"), self.intent(saved=saved))
            assert (again.status, again.amount) == (Status.SUCCEEDED, self.amount)
        gateway.delete_method(self.context(), kept.saved_token)
        gateway.delete_method(self.context(), kept.saved_token)
        assert gateway.list_methods(self.context(), self.intent().customer) == []
        if self.can(gateway, Capability.OFF_SESSION):
            gone = gateway.charge_saved(self.keyed("pay-3"), self.intent(saved=saved))
            assert (gone.status, gone.kind) == (Status.FAILED, FailureKind.METHOD_REMOVED)
