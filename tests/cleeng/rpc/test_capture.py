import pytest

pytestmark = pytest.mark.db

BUILT_IN = [
    *("email", "firstNameLastName", "birthDate", "companyName", "phoneNumber", "address", "marketingOptIn", "terms"),
]
UPDATE, FETCH = (f"{verb}BroadcasterSpecificPersonalDataWithCaptureAnswers" for verb in ("update", "fetch"))


@pytest.fixture
def viewer(shop):
    return shop.register()


def save(api, *questions):
    return api.result("saveCaptureQuestions", questions=questions)


def questions(api):
    return {question["key"]: question for question in api.result("fetchCaptureQuestions")}


def test_the_built_in_questions_come_first_and_nobody_asks_them_yet(api):
    save(api, {"key": "custom_10", "question": "Ten?"}, {"key": "custom_2", "question": "Two?"})
    found = questions(api)
    assert list(found) == [*BUILT_IN, "custom_2", "custom_10"]
    assert not any(question["enabled"] or question["required"] for question in found.values())


def test_a_question_that_is_not_named_stays_as_it_is(api):
    asked = {"key": "birthDate", "enabled": True, "required": True, "enabledByDefault": True, "value": "v"}
    save(api, asked)
    save(api, {"key": "address", "enabled": "1"})
    assert questions(api)["birthDate"] == {**asked, "question": ""}
    assert questions(api)["address"]["enabled"] is True
    save(api, {"key": "birthDate"})
    assert questions(api)["birthDate"]["enabled"] is False


def test_of_questions_with_a_fault_none_is_stored(api):
    for faulty in ({"key": "custom_0", "question": "x"}, {"key": "custom_1"}, {"key": "custom_100", "question": "x"}):
        assert api.code("saveCaptureQuestions", questions=[{"key": "birthDate", "enabled": True}, faulty]) == 11
    assert questions(api)["birthDate"]["enabled"] is False


def test_asking_is_turned_on_and_off(api, services):
    def asked():
        with services() as ours:
            return ours.capture.enabled()

    assert not asked()
    for wanted in (True, False, True):
        api.result("setCaptureEnabled", enabled=wanted)
        assert asked() is wanted


def test_what_a_customer_told_is_kept_field_by_field(api, viewer):
    save(
        api,
        *({"key": key, "enabled": True} for key in ("firstNameLastName", "address", "email")),
        {"key": "custom_1", "enabled": True, "question": "Your team?"},
    )
    api.result(UPDATE, userId=viewer, newPersonalData={"firstName": "Lena", "city": "Halden", "email": "l@example.com"})
    answer = {"questionId": "custom_1", "question": "as the page had it", "value": "Norway"}
    api.result(UPDATE, userId=viewer, newPersonalData={"lastName": "Brandt", "city": "Oslo", "customAnswers": [answer]})
    told = api.result(FETCH, userId=viewer)
    assert (told["firstName"], told["lastName"], told["city"]) == ("Lena", "Brandt", "Oslo")
    assert told["customAnswers"] == [{**answer, "question": "Your team?"}]
    assert told["email"] == "l@example.com"


def test_the_name_is_the_customers_and_the_address_to_sign_in_stays(api, viewer):
    save(api, {"key": "firstNameLastName", "enabled": True}, {"key": "email", "enabled": True})
    api.result(UPDATE, userId=viewer, newPersonalData={"firstName": "Lena", "email": "other@example.com"})
    token = api.result("generateCustomerToken", customerEmail="viewer@example.com")["token"]
    assert api.result("getCustomer", customerToken=token)["firstName"] == "Lena"
    assert api.code("generateCustomerToken", customerEmail="other@example.com") == 10


def test_only_what_is_asked_is_kept(api, viewer):
    save(api, {"key": "custom_1", "question": "Your team?"})
    before = api.result(FETCH, userId=viewer)
    for data in ({"phoneNumber": "112"}, {"customAnswers": [{"questionId": "custom_1", "value": "Norway"}]}):
        assert api.code(UPDATE, userId=viewer, newPersonalData=data) == 11
    assert api.result(FETCH, userId=viewer) == before


def test_a_question_turned_off_keeps_its_answers(api, viewer):
    save(api, {"key": "phoneNumber", "enabled": True})
    api.result(UPDATE, userId=str(viewer), newPersonalData={"phoneNumber": "112"})
    save(api, {"key": "phoneNumber", "enabled": False})
    assert api.result(FETCH, userId=viewer)["phoneNumber"] == "112"
