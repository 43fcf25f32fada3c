from importlib.resources import files

import pytest
from chameleon import PageTemplateFile
from sandbox import AMOUNT

from cleeng.api import FieldError


def render(form, prefix="", values=None, errors=()):
    package, _, path = form.template.partition(":")
    template = PageTemplateFile(str(files(package) / path))
    by_field = {error.field: error for error in errors}
    return template(data=form.data, values=values or {}, errors=by_field, prefix=prefix)


@pytest.fixture
def forms(teller):
    return {form.method: form for form in teller.gateway.forms(teller.ctx(), AMOUNT, "DE")}


def test_three_ways_to_pay_are_offered(forms):
    assert list(forms) == ["card", "wallet", "phone"]
    assert [form.method for form in forms.values() if form.keepable] == ["card"]
    assert [form.method for form in forms.values() if form.redirects] == ["wallet"]
    assert forms["wallet"].button == "Continue to TestPal"


def test_the_card_fields_say_to_browsers_what_they_are_for(forms):
    html = render(forms["card"])
    for name, purpose in (("number", "cc-number"), ("expiry", "cc-exp"), ("cvc", "cc-csc"), ("name", "cc-name")):
        assert f'id="{name}" name="{name}"' in html
        assert f'autocomplete="{purpose}"' in html
        assert f'<label for="{name}">' in html
    assert html.count('inputmode="numeric"') == html.count('dir="ltr"') == 3
    assert 'inputmode="tel"' in render(forms["phone"])


@pytest.mark.parametrize("method", ["card", "phone"])
def test_a_prefix_stands_before_every_name_and_id(forms, method):
    error = FieldError({"card": "number", "phone": "tel"}[method], "short", "long")
    for html in (render(forms[method], "sandbox-"), render(forms[method], "sandbox-", errors=[error])):
        for attribute in ("id", "name", "for", "aria-describedby"):
            parts = html.split(f' {attribute}="')[1:]
            assert parts
            assert all(part.startswith("sandbox-") for part in parts)


def test_nothing_typed_is_lost_but_number_and_code(forms):
    typed = {"number": "4242424242424242", "expiry": "04 / 31", "cvc": "987", "name": 'Lena "L" <Brandt>'}
    html = render(forms["card"], values=typed)
    assert 'value="04 / 31"' in html
    assert "Lena &quot;L&quot; &lt;Brandt&gt;" in html
    assert "4242424242424242" not in html
    assert "987" not in html
    assert 'value="+49 151"' in render(forms["phone"], values={"tel": "+49 151"})


def test_an_error_stands_at_its_field_and_is_tied_to_it(forms, teller):
    errors = teller.gateway.check(teller.ctx(), "card", {"number": "4000 0012 3456", "name": "Lena Brandt"})
    html = render(forms["card"], errors=errors)
    assert html.count('aria-invalid="true"') == 3
    for name in ("number", "expiry", "cvc"):
        assert f'aria-describedby="{name}-error"' in html
        assert f'<p class="error" id="{name}-error">' in html
    assert "This card number is too short. It has 16 digits on most cards." in html


@pytest.mark.parametrize("method", ["card", "phone"])
def test_the_fields_bring_no_style_and_no_script(forms, method):
    html = render(forms[method])
    assert "<script" not in html
    assert "style=" not in html
    assert " on" not in html.replace(" on most", "").replace(" on the", "").replace(" on card", "")


def test_only_the_methods_with_fields_are_checked(teller):
    assert teller.gateway.check(teller.ctx(), "wallet", {}) == ()
    assert [error.field for error in teller.gateway.check(teller.ctx(), "phone", {})] == ["tel"]
