import pytest

from cleeng.api import CheckoutResult, frame_ancestors


def test_a_framed_page_names_exactly_the_publishers_origins():
    origins = ["https://www.demo-sports.example", "http://127.0.0.1:7500", "http://[::1]:8080"]
    assert frame_ancestors(origins) == f"'self' {' '.join(origins)}"


@pytest.mark.parametrize(
    "text", ["*", "", "https://a.example; script-src *", "https://a.example/path", "data:", "https://[x", "a.example"]
)
def test_what_is_no_origin_may_not_frame(text):
    assert frame_ancestors([text]) == "'self'"


def test_the_message_carries_what_the_browser_library_reads():
    result = CheckoutResult(success=True, offer_id="E1_US", order_id="418920000", access_granted=True)
    assert result.message() == {
        "source": "cleeng",
        "type": "completed",
        "result": {"authorizationSuccessful": True, "offerId": "E1_US", "id": "418920000", "accessGranted": True},
    }
