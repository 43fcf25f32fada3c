"""Capture: what customers are asked about themselves, and what they told (JSON-RPC reference, 2.4)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import pydantic

from cleeng.customers.capture import Question, Told
from cleeng.customers.errors import CustomerInactive, UnknownCustomer
from cleeng.rpc.errors import Code, Refused
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.shared import ByPublisher
from cleeng.rpc.wire import Country, Email, Params, Result, ResultList, Short, Success, Text, Whole

if TYPE_CHECKING:
    from cleeng.customers.models import Customer
    from cleeng.rpc.call import Call


def _date(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        msg = "is no date such as 1984-06-30"
        raise ValueError(msg) from error


class SetCaptureEnabled(ByPublisher):
    """Whether customers are asked."""

    enabled: bool


class QuestionFields(Params):
    """A question: a built-in key, or `custom_1` and so on with a `question`."""

    key: Annotated[Short, pydantic.Field(max_length=32)]
    required: bool = False
    enabled: bool = False
    enabled_by_default: bool = False
    value: Annotated[Text, pydantic.Field(max_length=2000)] = ""
    question: Annotated[Text, pydantic.Field(max_length=500)] = ""


class SaveCaptureQuestions(ByPublisher):
    """Questions; those that are not named stay as they are."""

    questions: Annotated[tuple[QuestionFields, ...], pydantic.Field(max_length=107)]


class ByUserId(ByPublisher):
    """Which customer of the publisher's."""

    user_id: Whole


class Answer(Params):
    """What a customer answered to one of the publisher's own questions, `custom_1` and so on."""

    question_id: Annotated[Short, pydantic.Field(max_length=32)]
    value: Annotated[Text, pydantic.Field(max_length=2000)] = ""


class PersonalFields(Params):
    """What a customer told; what is left out stays as it is."""

    first_name: Annotated[Short, pydantic.Field(max_length=100)] = ""
    last_name: Annotated[Short, pydantic.Field(max_length=100)] = ""
    address: Short = ""
    address2: Short = ""
    city: Short = ""
    post_code: Annotated[Short, pydantic.Field(max_length=32)] = ""
    country: Country = ""
    email: Email = ""
    birth_date: Annotated[Short, pydantic.AfterValidator(_date)] = ""
    company_name: Short = ""
    phone_number: Annotated[Short, pydantic.Field(max_length=64)] = ""
    custom_answers: Annotated[tuple[Answer, ...], pydantic.Field(max_length=99)] = ()


class UpdatePersonalData(ByUserId):
    """Which customer, and what he told."""

    new_personal_data: PersonalFields


class CaptureQuestionReply(Result):
    """A question; built-in ones nobody asks are there too."""

    key: str
    enabled: bool
    required: bool
    enabled_by_default: bool
    value: str
    question: str


class CaptureQuestions(ResultList[CaptureQuestionReply]):
    """The built-in questions and after them the publisher's own, in order."""


class CustomAnswer(Result):
    """An answer beside its question."""

    question_id: str
    question: str
    value: str


class PersonalDataReply(Result):
    """What is known about a customer, "" where nothing is; `broadcasterId` is the publisher."""

    first_name: str
    last_name: str
    address: str
    address2: str
    city: str
    post_code: str
    country: str
    email: str
    birth_date: str
    company_name: str
    phone_number: str
    broadcaster_id: int
    custom_answers: list[CustomAnswer]


@rpc_method("setCaptureEnabled", params=SetCaptureEnabled, result=Success, caller=Caller.PUBLISHER, writes=True)
def set_capture_enabled(call: Call, params: SetCaptureEnabled) -> Success:
    """Ask customers about themselves, or ask them no more; questions and answers stay."""
    call.services.capture.enable(enabled=params.enabled)
    return Success()


@rpc_method("saveCaptureQuestions", params=SaveCaptureQuestions, result=Success, caller=Caller.PUBLISHER, writes=True)
def save_capture_questions(call: Call, params: SaveCaptureQuestions) -> Success:
    """Store what is asked, all of it or nothing."""
    call.services.capture.save(Question(**question.model_dump()) for question in params.questions)
    return Success()


@rpc_method("fetchCaptureQuestions", params=ByPublisher, result=CaptureQuestions, caller=Caller.PUBLISHER)
def fetch_capture_questions(call: Call, _: ByPublisher) -> CaptureQuestions:
    """Return the questions, as an array: the built-in ones first, whether they are asked or not."""
    return CaptureQuestions(
        [
            CaptureQuestionReply(
                key=question.key,
                enabled=question.enabled,
                required=question.required,
                enabled_by_default=question.enabled_by_default,
                value=question.value,
                question=question.question,
            )
            for question in call.services.capture.questions()
        ]
    )


@rpc_method(
    "updateBroadcasterSpecificPersonalDataWithCaptureAnswers",
    params=UpdatePersonalData,
    result=Success,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.USER,),
)
def update_personal_data(call: Call, params: UpdatePersonalData) -> Success:
    """Write down what a customer told; only what enabled questions ask for.

    `email` here is an address to write to: the one to sign in with is changed by `updateCustomerEmail` alone.
    """
    customer = _customer(call, params.user_id)
    data = params.new_personal_data
    facts = data.model_dump(include=data.model_fields_set - {"custom_answers"})
    answers = {answer.question_id: answer.value for answer in data.custom_answers}
    call.services.capture.tell(customer, facts, answers)
    return Success()


@rpc_method(
    "fetchBroadcasterSpecificPersonalDataWithCaptureAnswers",
    params=ByUserId,
    result=PersonalDataReply,
    caller=Caller.PUBLISHER,
    raises=(Code.USER,),
)
def fetch_personal_data(call: Call, params: ByUserId) -> PersonalDataReply:
    """Return what is known about a customer."""
    return _reply(call, call.services.capture.told(_customer(call, params.user_id)))


def _reply(call: Call, told: Told) -> PersonalDataReply:
    answers = [
        CustomAnswer(question_id=question.key, question=question.question, value=value)
        for question, value in told.answers
    ]
    return PersonalDataReply(**told.fields, broadcaster_id=call.publisher.id, custom_answers=answers)


def _customer(call: Call, user_id: int) -> Customer:
    try:
        return call.services.customers.active(user_id)
    except (UnknownCustomer, CustomerInactive) as error:
        raise Refused(Code.USER, "The user does not exist.") from error
