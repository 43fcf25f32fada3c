import datetime as dt

import pytest

from cleeng.api import SignInFailed
from cleeng.customers.errors import (
    EmailTaken,
    InvalidEmail,
    InvalidToken,
    LinkSpent,
    TooManyTries,
    UnknownCustomer,
    WeakPassword,
)
from cleeng.customers.models import CustomerStatus, LinkPurpose

pytestmark = pytest.mark.db
PASSWORD = "hurdles400"


def test_an_address_is_one_account_however_it_is_written(services):
    with services() as s:
        customer_id = s.sign_in.register("Lena@Example.com", PASSWORD)
    with services() as s:
        with pytest.raises(EmailTaken):
            s.sign_in.register(" lena@example.COM", PASSWORD)
        assert s.sign_in.with_password("LENA@example.com", PASSWORD) == customer_id


@pytest.mark.parametrize("email", ["", "lena", "lena@", "@example.com", "a b@example.com", "x@y", "a@b..de"])
def test_what_is_no_address_makes_no_account(services, email):
    with services() as s, pytest.raises(InvalidEmail):
        s.sign_in.register(email, PASSWORD)


@pytest.mark.parametrize("secret", ["", "short1", "noDigitHere"])
def test_a_weak_password_makes_no_account(services, secret):
    with services() as s:
        with pytest.raises(WeakPassword):
            s.sign_in.register("lena@example.com", secret)
        assert s.customers.find("lena@example.com") is None


def test_a_closed_account_cannot_sign_in(services):
    with services() as s:
        customer_id = s.sign_in.register("lena@example.com", PASSWORD)
    with services() as s:
        s.customers.get(customer_id).status = CustomerStatus.INACTIVE
    with services() as s, pytest.raises(SignInFailed):
        s.sign_in.with_password("lena@example.com", PASSWORD)


def test_a_new_password_ends_the_old_one_and_all_sessions(services):
    with services() as s:
        customer_id = s.sign_in.register("lena@example.com", PASSWORD)
    with services() as s:
        epoch = s.customers.get(customer_id).session_epoch
        s.sign_in.change_password(customer_id, PASSWORD, "steeple3000")
        assert s.customers.get(customer_id).session_epoch == epoch + 1
        with pytest.raises(SignInFailed):
            s.sign_in.with_password("lena@example.com", PASSWORD)
        assert s.sign_in.with_password("lena@example.com", "steeple3000") == customer_id


def test_hashes_are_made_anew_when_their_cost_changed(installation, services):
    with services() as s:
        customer_id = s.sign_in.register("lena@example.com", PASSWORD)
        before = s.customers.linked(customer_id, "password").secret
    provider = installation.application.publishers.get(100000001).provider("identity", "password")
    dearer = type(provider)(provider.settings.model_copy(update={"passes": 2}))
    with services() as s:
        s.publisher.providers["identity"]["password"] = dearer
        s.sign_in.with_password("lena@example.com", PASSWORD)
    with services() as s:
        after = s.customers.linked(customer_id, "password").secret
        assert before != after
        assert "t=2" in after


def test_guesses_are_counted_by_account_and_by_address(services):
    with services() as s:
        for n in range(10):
            with pytest.raises(SignInFailed):
                s.sign_in.with_password("lena@example.com", f"guess{n}")
        with pytest.raises(TooManyTries) as caught:
            s.sign_in.with_password("lena@example.com", "guess11")
        assert 0 < caught.value.args[0] <= 300


def test_a_token_speaks_for_its_customer_until_it_ends_and_only_at_its_publisher(installation, services, clock):
    installation.add_publisher(200000002, "Other Sports")
    with services() as s:
        customer_id = s.sign_in.register("lena@example.com", PASSWORD)
        token = s.tokens.issue(customer_id)
    assert len(token) == 48
    with services() as s:
        assert s.tokens.customer_of(token) == customer_id
    with services(200000002) as s, pytest.raises(InvalidToken):
        s.tokens.customer_of(token)
    clock.advance(dt.timedelta(days=14))
    with services() as s, pytest.raises(InvalidToken):
        s.tokens.customer_of(token)


def test_a_link_is_good_once_for_one_thing_and_for_a_while(services, clock):
    with services() as s:
        customer_id = s.sign_in.register("lena@example.com", PASSWORD)
        day = dt.timedelta(days=1)
        link, late = (s.tokens.make_link(customer_id, LinkPurpose.WATCH, {"offerId": "A"}, day) for _ in range(2))
    with services() as s:
        with pytest.raises(LinkSpent):
            s.tokens.spend(link, LinkPurpose.CHECKOUT)
        spent = s.tokens.spend(link, LinkPurpose.WATCH)
        assert (spent.customer_id, spent.data) == (customer_id, {"offerId": "A"})
        with pytest.raises(LinkSpent):
            s.tokens.spend(link, LinkPurpose.WATCH)
    clock.advance(day)
    with services() as s, pytest.raises(LinkSpent):
        s.tokens.spend(late, LinkPurpose.WATCH)


def test_an_unknown_customer_is_an_error_of_its_own(services):
    with services() as s:
        for ask in (lambda: s.customers.get(123456789), lambda: s.customers.by_email("nobody@example.com")):
            with pytest.raises(UnknownCustomer):
                ask()
