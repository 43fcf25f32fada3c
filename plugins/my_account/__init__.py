"""The page where customers see what they own and look after their account."""

from collections.abc import Sequence

from cleeng.api import AccountPage, Context, CustomerInfo, Section, hookimpl


class MyAccount(AccountPage):
    """All sections on one page, the lightest first."""

    name = "my_account"
    title = "My account"
    path = "/my-account"

    def arrange(self, ctx: Context, customer: CustomerInfo, sections: Sequence[Section]) -> Sequence[Section]:
        """Sort by weight; sections of one weight by their id, so that the order never jumps."""
        return sorted(sections, key=lambda section: (section.weight, section.id))


@hookimpl
def cleeng_account_pages() -> list[type[AccountPage]]:
    """Offer `my_account`."""
    return [MyAccount]
