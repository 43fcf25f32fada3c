"""Forms that no browser sends: uploads, other encodings, halves, megabytes."""

import pytest

from harness.site import PUBLISHER_ID

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
FIELDS = ("action", "country", "csrf_token", "current", "display", "email", "key", "locale", "method", "mode", "new")
MORE = ("offer", "origin", "password", "publisherId", "redirectUri", "returnTo", "s", "theme", "token")


def upload(field):
    return f'--x\r\nContent-Disposition: form-data; name="{field}"; filename="f"\r\n\r\nb\r\n'


def field(name, value):
    return f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'


DAMAGED = {
    "uploads": ("".join(map(upload, FIELDS + MORE)) + "--x--\r\n", MULTIPART),
    "uploads with a token": ("".join(map(upload, MORE)) + "{csrf}--x--\r\n", MULTIPART),
    "an upload for the token": (upload("csrf_token") + "--x--\r\n", MULTIPART),
    "no form": ("rubbish", MULTIPART),
    "half a form": ("--x\r\nContent-Disp", MULTIPART),
    "no boundary": ("a=b", "multipart/form-data"),
    "a boundary of bytes": ("a=b", "multipart/form-data; boundary=\xff"),
    "no UTF-8": ("email=%ff%fe&s=%ff&csrf_token=%ff", FORM),
    "bytes": (b"email=\xff\xfe", FORM),
    "another charset": ("email=a", f"{FORM}; charset=utf-7"),
    "JSON": ('{"email": 1}', "application/json"),
    "no kind at all": ("email=a", ""),
    "many fields": ("a=b&" * 2_000, FORM),
}


def test_no_damaged_form_is_a_failure_of_ours(sweep):
    failed = []
    csrf = field("csrf_token", sweep.csrf())
    for what, (body, kind) in DAMAGED.items():
        sent = body.replace("{csrf}", csrf) if isinstance(body, str) else body
        for name, address in sweep.addresses.items():
            for query in ("", "?display=overlay"):
                failed += [(what, name)] * (sweep.send("POST", address + query, sent, kind).status_int >= 500)
    assert not failed


@pytest.mark.parametrize("name", ["checkout", "purchase", "password", "account.profile", "checkout.pay"])
def test_a_form_takes_text_only(sweep, name):
    body = upload("email") + field("csrf_token", sweep.csrf()) + field("publisherId", PUBLISHER_ID) + "--x--\r\n"
    answer = sweep.send("POST", sweep.addresses[name], body, MULTIPART)
    assert answer.status_int == 400
    assert "<h1>This address cannot be read</h1>" in answer.text


def test_a_form_of_more_than_a_megabyte_is_refused(sweep):
    body = f"csrf_token={sweep.csrf()}&email={'b' * 1_000_000}"
    for name in ("checkout", "checkout.pay", "password", "account"):
        answer = sweep.send("POST", sweep.addresses[name], body, FORM)
        assert answer.status_int == 413
        assert "<h1>This is too much</h1>" in answer.text
    assert sweep.send("POST", sweep.addresses["webhook"], body).status_int == 413
    answer = sweep.send("POST", "/api/3.0/json-rpc", body)
    assert answer.json["error"]["code"] == -32600
