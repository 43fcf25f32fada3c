import pydantic
import pytest
from argon2 import extract_parameters
from hypothesis import given, settings
from hypothesis import strategies as st
from pwdlib.hashers.argon2 import Argon2Hasher

from cleeng.api import Credential, Identity, SignInFailed
from cleeng.testing.context import make_context
from cleeng.testing.identity import PasswordContract
from cleeng_plugins.identity_password import PasswordIdentity

CHEAP = {"memory_kib": "8", "passes": "1"}
LENA = Identity("password", "200000001", "lena@example.com", email_verified=True)


def provider(**changes):
    return PasswordIdentity(PasswordIdentity.Settings.model_validate({**CHEAP, **changes}))


def kept(by, secret="correct horse 1"):
    return Credential(LENA, by.enrol(make_context(), secret))


class TestContract(PasswordContract):
    def provider(self):
        return provider()


class CountingHasher(Argon2Hasher):
    """Hashes as ever, and remembers how costly each check was."""

    def __init__(self):
        super().__init__(1, 8, 1)
        self.checked = []

    def verify(self, password, hash):  # noqa: A002 - pwdlib's name
        self.checked.append(extract_parameters(hash))
        return super().verify(password, hash)


@pytest.fixture
def counted():
    """A provider whose checks are counted."""
    password = provider()
    password.hasher = CountingHasher()
    password._hashes.hashers = [password.hasher]
    return password


def test_costs_what_owasp_asks_for_unless_told_otherwise():
    enrolled = PasswordIdentity(PasswordIdentity.Settings()).enrol(make_context(), "correct horse 1")
    assert enrolled.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("known", ["nobody", "without password", "damaged", "somebody"])
def test_a_refusal_hashes_once_at_the_same_cost_whoever_is_known(counted, known):
    real = kept(counted)
    credential = {
        "nobody": None,
        "without password": Credential(LENA, ""),
        "damaged": Credential(LENA, "argon2"),
        "somebody": real,
    }[known]
    with pytest.raises(SignInFailed):
        counted.authenticate(make_context(), "lena@example.com", "wrong horse 1", credential)
    assert counted.hasher.checked == [extract_parameters(real.secret)]


@pytest.mark.parametrize("secret", ["", "AAAAAAAA1", "\0" * 32])
def test_nobody_s_password_fits_nobody(secret):
    with pytest.raises(SignInFailed):
        provider().authenticate(make_context(), "nobody@example.com", secret, None)


@pytest.mark.parametrize("secret", ["12345678", "correct horse 1", "pässwörd٣"])
def test_takes_eight_characters_with_a_digit(secret):
    assert provider().check_secret(make_context(), secret) is None


@pytest.mark.parametrize("secret", ["", "short1x", "no digit here", "not one: ²²²"])
def test_says_what_a_password_lacks(secret):
    assert provider().check_secret(make_context(), secret) == "Use at least 8 characters with one digit."


@settings(deadline=None)
@given(secret=st.text(alphabet=st.characters(), max_size=80))
def test_whatever_can_be_typed_can_be_a_password(secret):
    password = provider()
    assert password.authenticate(make_context(), LENA.email, secret, kept(password, secret)) == LENA


def test_a_password_is_the_same_on_every_keyboard():
    password = provider()
    composed, decomposed = "caf\u00e9 noir 1", "cafe\u0301 noir 1"
    assert password.authenticate(make_context(), LENA.email, decomposed, kept(password, composed)) == LENA


def test_a_hash_of_other_costs_still_fits_and_wants_to_be_renewed():
    old, new = provider(), provider(passes="2")
    known = kept(old)
    assert new.authenticate(make_context(), LENA.email, "correct horse 1", known) == LENA
    assert new.needs_update(known)
    assert not new.needs_update(kept(new))


@pytest.mark.parametrize("wrong", [{"passes": "0"}, {"memory_kib": "7"}, {"lanes": "4"}, {"lanes": "x"}])
def test_costs_that_argon2_cannot_have_are_faults(wrong):
    with pytest.raises(pydantic.ValidationError):
        provider(**wrong)
