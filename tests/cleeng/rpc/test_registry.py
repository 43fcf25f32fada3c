import sys
import types

import pytest

from cleeng.rpc import all_methods
from cleeng.rpc.errors import Code
from cleeng.rpc.registry import Caller, Registry, Surface, rpc_method
from cleeng.rpc.shared import ByBothTokens
from cleeng.rpc.wire import Params, Success


class Nothing(Params):
    pass


def method(name, params=Nothing, **more):
    @rpc_method(name, params=params, result=Success, caller=Caller.PUBLISHER, **more)
    def answer(call, params):
        """Do nothing.

        At length.
        """
        return Success()

    return answer


def test_the_registry_knows_every_method_of_the_main_job():
    names = {method.name for method in all_methods()}
    assert names >= {
        "registerCustomer",
        "getCustomer",
        "getCustomerEmail",
        "generateCustomerToken",
        "generateCustomerTokenFromPassword",
        "getAccessStatus",
        "prepareRemoteAuth",
        "generateCheckoutUrl",
        "generateMyAccountUrl",
        "trackOfferImpression",
    }
    for kind in ("Single", "Rental", "Event", "Pass", "Subscription"):
        assert names >= {f"get{kind}Offer", f"list{kind}Offers"}
        assert names >= {f"{verb}{kind}Offer" for verb in ("create", "update", "deactivate")}
    assert "cancelEventOffer" in names


def test_methods_come_in_the_order_of_their_names():
    names = [method.name for method in all_methods()]
    assert names == sorted(names)


def test_two_methods_of_one_name_stop_the_start():
    registry = Registry()
    registry.add(method("twice"))
    with pytest.raises(ValueError, match="twice"):
        registry.add(method("twice"))


def test_a_method_is_found_only_where_it_may_be_called():
    registry = Registry()
    registry.add(method("pages", surfaces=(Surface.JSONP,)))
    assert registry.get("pages", Surface.JSONP).name == "pages"
    assert registry.get("pages", Surface.JSON_RPC) is None
    assert registry.get("nowhere", Surface.JSONP) is None


def test_a_method_knows_its_summary_and_its_errors():
    found = method("one", raises=(Code.OFFER,), invalid=Code.OFFER_DATA)
    assert found.summary == "Do nothing."
    assert found.errors == (3, 4)
    assert method("two", params=ByBothTokens, invalid=Code.ARGUMENTS).errors == (3, 11)


def test_a_scan_finds_methods_once_however_many_modules_name_them(monkeypatch):
    package, module, other = (types.ModuleType(f"scanned{end}") for end in ("", ".a", ".b"))
    module.one = module.again = other.one = method("one")
    other.METHODS = (method("two"),)
    package.__path__ = []
    for loaded in (package, module, other):
        monkeypatch.setitem(sys.modules, loaded.__name__, loaded)
    found = [types.SimpleNamespace(name=loaded.__name__) for loaded in (module, other)]
    monkeypatch.setattr("pkgutil.walk_packages", lambda path, prefix: found)
    assert [method.name for method in Registry.scan(package)] == ["one", "two"]


def test_every_method_says_what_it_does_and_what_it_takes():
    for found in all_methods():
        assert found.summary.endswith(".")
        assert found.params.__doc__
        assert found.result.__doc__
