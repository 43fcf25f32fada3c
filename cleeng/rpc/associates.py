"""The publisher itself, and the associates of a distributor (JSON-RPC reference, 2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import pydantic

from cleeng.publishers.associates import Account
from cleeng.rpc.errors import Code, Refused
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.shared import ByPublisher
from cleeng.rpc.wire import Country, Currency, Email, Locale, Params, Result, Short, Text
from cleeng.settings.publisher import known_country, known_currency, known_locale

if TYPE_CHECKING:
    from cleeng.publishers.associates import AssociateService
    from cleeng.rpc.call import Call

_Name = Annotated[Short, pydantic.Field(max_length=100)]
_Country = Annotated[Country, pydantic.AfterValidator(known_country)]
_Currency = Annotated[Currency, pydantic.AfterValidator(known_currency)]
_Locale = Annotated[Locale, pydantic.AfterValidator(known_locale)]
#: What an `Account` calls otherwise.
_NAMES = {"publisher_data": "data"}


class ByAssociate(Params):
    """Which associate of the distributor's."""

    distributor_token: Text
    associate_email: Short


class AssociateFields(Params):
    """What an associate is; an update changes what is given."""

    email: Email = ""
    country: _Country = ""
    currency: _Currency = ""
    locale: _Locale = ""
    first_name: _Name = ""
    last_name: _Name = ""
    site_name: _Name = ""
    publisher_data: Text = ""

    def given(self) -> dict[str, Any]:
        """Return what was given, by the names of an `Account`."""
        return {_NAMES.get(name, name): getattr(self, name) for name in self.model_fields_set}


class NewAssociate(AssociateFields):
    """What a new associate is; its currency is the distributor's unless it is given."""

    email: Email
    country: _Country
    locale: _Locale


class CreateAssociate(Params):
    """Who is to be an associate of the distributor's."""

    distributor_token: Text
    associate_data: NewAssociate


class UpdateAssociate(ByAssociate):
    """Which associate of the distributor's, and what changes."""

    associate_data: AssociateFields


class PublisherAccount(Result):
    """A publisher; `publisherData` is the distributor's own, of any form, and `licenseType` is always ""."""

    id: int
    email: str
    currency: str
    locale: str
    country: str
    first_name: str
    last_name: str
    site_name: str
    publisher_data: str
    license_type: str = ""


@rpc_method("getPublisher", params=ByPublisher, result=PublisherAccount, caller=Caller.PUBLISHER)
def get_publisher(call: Call, _: ByPublisher) -> PublisherAccount:
    """Return the publisher whose token it is."""
    return _shown(call.services.associates.own())


@rpc_method(
    "getAssociate",
    params=ByAssociate,
    result=PublisherAccount,
    caller=Caller.PUBLISHER,
    raises=(Code.DENIED, Code.EMAIL),
)
def get_associate(call: Call, params: ByAssociate) -> PublisherAccount:
    """Return an associate of the distributor whose token it is."""
    return _shown(_associates(call).get(params.associate_email))


@rpc_method(
    "createAssociate",
    params=CreateAssociate,
    result=PublisherAccount,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.DENIED, Code.EXISTS),
)
def create_associate(call: Call, params: CreateAssociate) -> PublisherAccount:
    """Make a publisher that sells through the distributor, who acts for it from now on."""
    given = {"currency": call.publisher.info.currency, **params.associate_data.given()}
    return _shown(_associates(call).create(Account(**given)))


@rpc_method(
    "updateAssociate",
    params=UpdateAssociate,
    result=PublisherAccount,
    caller=Caller.PUBLISHER,
    writes=True,
    raises=(Code.DENIED, Code.EMAIL, Code.EXISTS),
)
def update_associate(call: Call, params: UpdateAssociate) -> PublisherAccount:
    """Change what the data name of an associate, its e-mail address too, and nothing else."""
    return _shown(_associates(call).update(params.associate_email, params.associate_data.given()))


def _associates(call: Call) -> AssociateService:
    if not call.identity.distributor:
        raise Refused(Code.DENIED, "Only a distributor's token works with associates.")
    return call.services.associates


def _shown(account: Account) -> PublisherAccount:
    return PublisherAccount(
        id=account.id,
        email=account.email,
        currency=account.currency,
        locale=account.locale,
        country=account.country,
        first_name=account.first_name,
        last_name=account.last_name,
        site_name=account.site_name,
        publisher_data=account.data,
    )
