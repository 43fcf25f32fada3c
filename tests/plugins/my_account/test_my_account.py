from cleeng.testing.context import make_context
from cleeng.testing.displays import AccountPageContract
from cleeng_plugins.my_account import MyAccount


def page():
    return MyAccount(MyAccount.Settings())


class TestContract(AccountPageContract):
    def provider(self):
        return page()


def test_shows_the_lightest_section_first():
    shown = page().arrange(make_context(), AccountPageContract.customer, AccountPageContract.sections)
    assert [section.id for section in shown] == ["library", "methods", "password", "profile"]


def test_stands_where_the_links_point():
    assert page().path == "/my-account"
