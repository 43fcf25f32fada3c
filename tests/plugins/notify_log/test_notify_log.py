import logging

import pluggy
import pytest

import cleeng_plugins.notify_log
from cleeng import hookspecs
from cleeng.api import PROJECT, Event
from cleeng.testing.context import MOMENT, make_context
from cleeng.testing.notifiers import NotifierContract
from cleeng_plugins.notify_log import LogNotifier


class TestContract(NotifierContract):
    knows_repeats = False

    @pytest.fixture(autouse=True)
    def _listen(self, caplog):
        caplog.set_level(logging.INFO)
        self.log = caplog

    def provider(self):
        return LogNotifier(LogNotifier.Settings())

    def delivered(self):
        return [record.getMessage() for record in self.log.records]


def test_says_what_kind_of_message_went_out(caplog):
    caplog.set_level(logging.INFO)
    contract = TestContract()
    contract.send()
    assert [record.getMessage() for record in caplog.records] == ["message order.receipt"]


def test_every_event_is_logged_without_its_data(caplog):
    caplog.set_level(logging.INFO)
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(cleeng_plugins.notify_log)
    event = Event("e-1", "payment.succeeded", "p-1", MOMENT, {"amount": 499})
    manager.hook.cleeng_event(ctx=make_context(), event=event)
    assert [record.getMessage() for record in caplog.records] == ["event payment.succeeded of p-1, id e-1"]
