"""What holds for checkout displays and account pages."""

from __future__ import annotations

import itertools
import json
from abc import abstractmethod
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from cleeng.api import CheckoutResult, CustomerInfo, GoTo, Post, Section
from cleeng.testing.providers import ProviderContract

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleeng.api import AccountPage, CheckoutDisplay, Completion

SHOP = "https://shop.example"
ORIGINS = ("https://www.demo-sports.example", "http://127.0.0.1:7500")
#: What somebody types who wants a script on the publisher's page.
HOSTILE = "\"'><script>alert(1)</script><i x=&quot;"


class _Elements(HTMLParser):
    """Collects tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


class CheckoutDisplayContract(ProviderContract):
    """For every checkout display."""

    @abstractmethod
    def provider(self) -> CheckoutDisplay:
        """Build the display under test."""

    def test_only_a_framed_display_may_be_framed_and_only_by_the_publisher(self) -> None:
        display = self.provider()
        sources = display.headers(self.context(), ORIGINS)["frame-ancestors"]
        expected = {"'self'", *ORIGINS} if display.framed else {"'none'"}
        assert set(sources.split()) == expected

    def test_is_framed_neither_by_everybody_nor_by_a_smuggled_directive(self) -> None:
        sources = self.provider().headers(self.context(), ["*", "https://a.example; script-src *"])["frame-ancestors"]
        assert sources in {"'self'", "'none'"}

    def test_tells_the_embedding_page_how_it_ended_and_nobody_else(self) -> None:
        for success in (True, False):
            result = _result(success, origin=ORIGINS[0])
            completion = self._complete(result)
            if isinstance(completion, Post):
                assert completion.origin == ORIGINS[0]
                assert json.loads(json.dumps(completion.message)) == result.message()
                assert not (completion.close and self.provider().framed), "a frame cannot close its page"
            else:
                assert completion == GoTo(result.return_to)

    def test_without_an_embedding_page_goes_where_the_publisher_says(self) -> None:
        assert self._complete(_result(success=True)) == GoTo("https://www.demo-sports.example/film")

    def test_with_nowhere_to_go_stays_on_the_last_page(self) -> None:
        assert self._complete(_result(success=True, return_to="")) == GoTo("")

    def _complete(self, result: CheckoutResult) -> Completion:
        return self.provider().complete(self.context(), result)

    def test_offers_html_that_names_the_offer(self) -> None:
        html = self.provider().snippet(self.context(), "E123456789_US", SHOP)
        assert "E123456789_US" in html
        assert SHOP in html

    def test_lets_nobody_write_into_the_html(self) -> None:
        calm = _Elements(self.provider().snippet(self.context(), "E1_US", SHOP)).found
        hostile = _Elements(self.provider().snippet(self.context(), HOSTILE, SHOP)).found
        assert [(tag, attrs.keys()) for tag, attrs in hostile] == [(tag, attrs.keys()) for tag, attrs in calm]


def _result(success: bool, origin: str = "", return_to: str = "https://www.demo-sports.example/film") -> CheckoutResult:
    return CheckoutResult(success, "E123456789_US", "418920000", success, return_to, origin)


class AccountPageContract(ProviderContract):
    """For every account page."""

    customer = CustomerInfo(200000001, "viewer@example.com", "en_US", "NO")
    sections: Sequence[Section] = (
        Section("library", "What I own", 10, "cleeng_templates:account/library.pt"),
        Section("profile", "Profile", 20, "cleeng_templates:account/profile.pt"),
        Section("password", "Password", 20, "cleeng_templates:account/password.pt"),
        Section("methods", "Payment methods", 15, "cleeng_templates:account/methods.pt"),
    )

    @abstractmethod
    def provider(self) -> AccountPage:
        """Build the page under test."""

    def test_has_an_address(self) -> None:
        path = self.provider().path
        assert path.startswith("/")
        assert not path.endswith("/")

    def test_shows_sections_that_it_was_given_each_once(self) -> None:
        shown = self._arrange(self.sections)
        assert len({section.id for section in shown}) == len(shown)
        assert all(section in self.sections for section in shown)

    def test_the_order_does_not_depend_on_who_came_first(self) -> None:
        orders = {tuple(s.id for s in self._arrange(given)) for given in itertools.permutations(self.sections)}
        assert len(orders) == 1

    def test_may_have_nothing_to_show(self) -> None:
        assert list(self._arrange(())) == []

    def _arrange(self, sections: Sequence[Section]) -> Sequence[Section]:
        return self.provider().arrange(self.context(), self.customer, sections)
