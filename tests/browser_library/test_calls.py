"""Questions to the server by JSONP, and what a page hears when they fail."""

import pytest

from harness.two_sites import TOKEN

GRANTED = {"accessGranted": True, "grantType": "direct-purchase", "expiresAt": None, "purchasedDirectly": True}
CUSTOMER = {"id": "200000001", "email": "viewer@example.com", "displayName": "Ünal 'x' </script>"}
SIGNED_IN = f"/?CleengClientAccessToken={TOKEN}"
PROBE = {"available": True, "name": "Ada", "id": "2", "key": "k1", "accountType": "customer", "wasLoggedIn": 1}
EXPIRED = {"error": {"code": 1, "message": "The token is not valid."}}


def test_access_is_asked_for_the_customer_of_the_cookie(page, ours, visit, told):
    ours.answers["getAccessStatus"] = GRANTED
    visit(page, SIGNED_IN)
    page.evaluate("void CleengApi.getAccessStatus('A1_US', done)")
    assert told(page) == [GRANTED]
    assert ours.calls("getAccessStatus") == [{"customerToken": TOKEN, "offerId": "A1_US"}]


def test_who_is_not_signed_in_has_no_access_and_the_server_is_not_asked(page, ours, visit, told):
    visit(page)
    page.evaluate("void CleengApi.getAccessStatus('A1_US', done)")
    assert told(page) == [{"accessGranted": False, "grantType": None, "expiresAt": None, "purchasedDirectly": False}]
    assert ours.calls("getAccessStatus") == []


def test_a_refusal_reaches_the_page_with_code_and_message(page, ours, visit, told):
    refusal = {"error": {"code": 14, "message": "Too many devices."}}
    ours.answers["getAccessStatus"] = refusal
    visit(page, SIGNED_IN)
    page.evaluate("void CleengApi.getAccessStatus('A1_US', done)")
    assert told(page) == [refusal]


def test_the_customer_is_told(page, ours, visit, told):
    ours.answers["getCustomer"] = CUSTOMER
    visit(page, SIGNED_IN)
    page.evaluate("void CleengApi.getCustomer(done)")
    assert told(page) == [CUSTOMER]


def test_nobody_is_the_customer_without_a_token(page, ours, visit):
    visit(page)
    assert page.evaluate("CleengApi.getCustomer()") is None
    assert ours.calls("getCustomer") == []


def test_nobody_is_the_customer_once_the_token_has_ended(page, ours, visit):
    ours.answers["getCustomer"] = EXPIRED
    visit(page, SIGNED_IN)
    assert page.evaluate("CleengApi.getCustomer()") is None
    assert page.evaluate("CleengApi.isAuthenticated()") is False


def test_a_server_in_trouble_signs_nobody_out(page, ours, visit):
    visit(page, SIGNED_IN)
    assert page.evaluate("CleengApi.getCustomer()")["error"]["code"] == -32603
    assert page.evaluate("CleengApi.isAuthenticated()") is True


def test_an_impression_is_counted_with_or_without_a_customer(page, ours, visit, told):
    ours.answers["trackOfferImpression"] = {"success": True}
    visit(page)
    assert page.evaluate("CleengApi.trackOfferImpression('A1_US')") == {"success": True}
    visit(page, SIGNED_IN)
    page.evaluate("void CleengApi.trackOfferImpression('A1_US', done)")
    assert told(page) == [{"success": True}]
    assert ours.calls("trackOfferImpression") == [
        {"offerId": "A1_US", "customerToken": ""},
        {"offerId": "A1_US", "customerToken": TOKEN},
    ]


def test_answers_find_their_own_questions(page, ours, visit):
    ours.answers |= {"getAccessStatus": GRANTED, "getCustomer": CUSTOMER}
    visit(page, SIGNED_IN)
    assert page.evaluate("Promise.all([CleengApi.getAccessStatus('A1_US'), CleengApi.getCustomer()])") == [
        GRANTED,
        CUSTOMER,
    ]
    names = [query["callback"] for query in ours.queries("/api/3.0/jsonp")]
    assert sorted(names) == ["__cleeng_cb_1", "__cleeng_cb_2"]


def test_no_answer_comes_from_a_cache(page, ours, visit):
    ours.answers["trackOfferImpression"] = {"success": True}
    visit(page)
    page.evaluate("CleengApi.trackOfferImpression('A1_US').then(() => CleengApi.trackOfferImpression('A1_US'))")
    first, second = ours.queries("/api/3.0/jsonp")
    assert first["r"] != second["r"]


def test_a_server_that_fails_is_an_error_of_the_call(page, visit, told):
    visit(page, SIGNED_IN)
    page.evaluate("void CleengApi.getAccessStatus('A1_US', done)")
    assert told(page) == [{"error": {"code": -32603, "message": "The server could not be reached."}}]


def test_a_server_that_says_nothing_is_an_error_after_15_seconds(page, ours, visit, told):
    page.route(f"{ours.origin}/api/3.0/jsonp**", lambda route: None)
    page.clock.install(time=0)
    visit(page, SIGNED_IN)
    page.clock.pause_at(3600)
    with page.expect_request("**/jsonp**"):
        page.evaluate("void CleengApi.getAccessStatus('A1_US', done)")
    page.clock.run_for(14_900)
    told(page, 0)
    page.clock.run_for(200)
    assert told(page) == [{"error": {"code": -32603, "message": "The server did not answer in time."}}]


def test_an_answer_that_comes_too_late_does_no_harm(page, ours, visit, told):
    page.clock.install()
    visit(page, SIGNED_IN)
    page.route(f"{ours.origin}/api/3.0/jsonp**", lambda route: None)
    page.evaluate("void CleengApi.getAccessStatus('A1_US', done)")
    page.clock.run_for(15_100)
    told(page)
    page.evaluate("answer => __cleeng_cb_1(answer)", GRANTED)
    told(page, 1)


@pytest.mark.parametrize("policy", ["no-referrer", "unsafe-url"])
def test_the_server_learns_whose_page_asks_and_not_which(page, publisher, ours, visit, policy):
    ours.answers["trackOfferImpression"] = {"success": True}
    publisher.write(path="/secret", headers=[("Referrer-Policy", policy)])
    visit(page, "/secret?id=7")
    with page.expect_request("**/jsonp**") as asked:
        page.evaluate("void CleengApi.trackOfferImpression('A1_US')")
    assert asked.value.all_headers()["referer"] == f"{publisher.origin}/"


def test_nothing_is_left_behind(page, ours, visit):
    ours.answers["getAccessStatus"] = GRANTED
    visit(page, SIGNED_IN)
    left = "[document.scripts.length, Object.keys(window).filter((name) => name.startsWith('__cleeng')).length]"
    before = page.evaluate(left)
    page.evaluate("CleengApi.getAccessStatus('A1_US').then(() => CleengApi.getCustomer())")
    assert page.evaluate(left) == before


class TestAutologin:
    def test_a_session_of_ours_becomes_a_token_here(self, page, ours, visit, told):
        ours.answers |= {"probe": PROBE, "autologin": {"success": True, "customerToken": TOKEN}}
        visit(page)
        page.evaluate("CleengApi.setAppId('app-7'); CleengApi.setAuthOption('publisherId', 100000001)")
        page.evaluate("void CleengApi.autologin(done)")
        assert told(page) == [{"success": True, "token": TOKEN}]
        assert page.evaluate("CleengApi.getToken()") == TOKEN
        [probe] = ours.queries("/autologin/autologin.js")
        assert probe["callback"] == "__cleeng_autologin_callback"
        assert (probe["applicationId"], probe["publisherId"]) == ("app-7", "100000001")
        assert ours.calls("autologin") == [{"applicationId": "app-7", "key": "k1"}]

    def test_without_one_it_is_not_available(self, page, ours, visit, told):
        visit(page)
        page.evaluate("void CleengApi.autologin(done)")
        assert told(page) == [{"success": False, "available": False}]
        assert ours.calls("autologin") == []

    def test_a_key_that_is_refused_signs_nobody_in(self, page, ours, visit):
        ours.answers |= {"probe": PROBE, "autologin": {"error": {"code": 5, "message": "Too late."}}}
        visit(page)
        assert page.evaluate("CleengApi.autologin()") == {
            "success": False,
            "available": True,
            "error": {"code": 5, "message": "Too late."},
        }
        assert page.evaluate("CleengApi.isAuthenticated()") is False

    def test_two_at_once_ask_once_and_both_hear(self, page, ours, visit, told):
        visit(page)
        page.evaluate("CleengApi.autologin(done); void CleengApi.autologin(done)")
        assert told(page, 2) == [{"success": False, "available": False}] * 2
        assert len(ours.queries("/autologin/autologin.js")) == 1
        page.evaluate("void CleengApi.autologin(done)")
        told(page, 3)
        assert len(ours.queries("/autologin/autologin.js")) == 2


@pytest.mark.parametrize("call", ["getCustomer(throwing)", "getAccessStatus('A1_US', throwing)", "logout(throwing)"])
def test_a_callback_that_throws_is_the_page_s_fault_alone(new_context, ours, visit, call):
    page = new_context().new_page()  # not the careful one: here an uncaught error is what is expected
    visit(page)
    page.evaluate("void (window.throwing = () => { throw new Error('fault of the page') })")
    with page.expect_event("pageerror") as caught:
        result = page.evaluate(f"CleengApi.{call}.then(() => 'goes on')")
    assert "fault of the page" in str(caught.value)
    assert result == "goes on"
