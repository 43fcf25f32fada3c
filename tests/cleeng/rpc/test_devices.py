import datetime as dt
import threading

import pytest

pytestmark = pytest.mark.db


@pytest.fixture
def ask(api, shop):
    """Ask for a customer's access on a device; give whether it is granted, or the code of the error."""
    offer = shop.sell()
    shop.give(shop.register(), offer)
    token = api.result("generateCustomerToken", customerEmail="viewer@example.com")["token"]

    def ask(device, offer_id=offer.id, **more):
        params = {"customerToken": token, "offerId": offer_id, "deviceId": device, "deviceType": "roku", **more}
        answer = api("getAccessStatusForDevice", **params)
        return answer["error"]["code"] if answer["error"] else answer["result"]["accessGranted"]

    return ask


def test_three_devices_are_let_in_and_a_fourth_is_not(ask):
    assert [ask(device) for device in "abcdabc"] == [True, True, True, 14, True, True, True]


def test_a_device_is_held_for_three_hours_after_it_was_last_seen(ask, clock):
    for device in "abc":
        ask(device)
    clock.advance(dt.timedelta(hours=2, minutes=59))
    assert [ask("a"), ask("d")] == [True, 14]
    clock.advance(dt.timedelta(minutes=1))
    assert [ask("d"), ask("e"), ask("f")] == [True, True, 14]


def test_who_is_not_let_in_uses_up_no_device(ask, shop):
    closed = shop.sell(title="Another")
    assert [ask(device, closed.id) for device in "vwxyz"] == [False] * 5
    assert [ask(device) for device in "abc"] == [True] * 3


def test_devices_that_come_at_once_are_counted(ask):
    told = []
    threads = [threading.Thread(target=lambda n=n: told.append(ask(f"device {n}"))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [True] * 3 + [14] * 5


@pytest.mark.parametrize(
    ("more", "code"),
    [({"customerToken": ""}, 1), ({"offerId": "A000000000_DE"}, 4), ({"deviceType": ""}, 11), ({"deviceId": None}, 11)],
)
def test_what_is_wrong_is_named(ask, more, code):
    assert ask("a", **more) == code
