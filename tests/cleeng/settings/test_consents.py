import pytest

TERMS = ("[branding]", "terms_url = https://www.example.com/terms")


def consents(files):
    found = files.settings().publishers[100000001].consents
    return {name: (consent.version, consent.value, consent.required) for name, consent in found.items()}


def test_without_texts_nobody_is_asked(files):
    assert consents(files) == {}


def test_the_terms_are_a_consent_once_their_address_is_set(files):
    files.publisher(*TERMS)
    assert consents(files) == {"terms": ("1", "https://www.example.com/terms", True)}


def test_a_section_changes_a_built_in_consent(files):
    files.publisher(*TERMS, "[consent:terms]", "version = 2026-11")
    assert consents(files) == {"terms": ("2026-11", "https://www.example.com/terms", True)}
    files.publisher(*TERMS, "[consent:terms]", "value = Be kind.", "required = false")
    assert consents(files) == {"terms": ("1", "Be kind.", False)}


def test_a_section_of_another_name_is_another_consent(files):
    files.publisher("[consent:news]", "version = 3", "value = May we write?", "label = News")
    assert consents(files) == {"news": ("3", "May we write?", False)}


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["[consent:news]"], "one.ini:8: [consent:news] value: is missing"),
        (["[consent:News]", "value = x"], "one.ini:8: [consent:News] is not a section of a publisher's ini"),
        (["[consent:news]", "value = x", "until = 3"], "one.ini:10: [consent:news] until is not a setting here"),
    ],
)
def test_a_fault_is_named_with_its_line(files, lines, fault):
    files.publisher(*lines)
    assert files.faults_of() == [fault]
