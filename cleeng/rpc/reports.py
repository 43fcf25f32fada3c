"""Reports: transactions and cancellations (JSON-RPC reference, 2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import pydantic

from cleeng.api import Money
from cleeng.catalog.models import OfferType
from cleeng.catalog.offer import OfferId
from cleeng.reports.criteria import Criteria
from cleeng.rpc.errors import Code
from cleeng.rpc.paging import Page, Paged
from cleeng.rpc.registry import Caller, rpc_method
from cleeng.rpc.report_items import CancellationItem, TransactionItem, cancellation_item, price, transaction_item
from cleeng.rpc.wire import Moment, NineDigits, Params, Short, Text, moment

if TYPE_CHECKING:
    from cleeng.rpc.call import Call

_TypeWord = Annotated[str, pydantic.Field(pattern=f"^({'|'.join(type_.word for type_ in OfferType)})$")]
_TransactionId = Annotated[str, pydantic.Field(pattern="^T?[0-9]{9}$")]


class CancellationCriteria(Params):
    """Which of them; `publisherEmail` is what one client calls `associateEmail`."""

    associate_email: Short = ""
    publisher_email: Short = ""
    customer_email: Short = ""
    offer_id: Short = ""
    date_from: Moment = 0
    date_to: Moment = 0

    def criteria(self, **more: Any) -> Criteria:
        """Return it as reports take it.

        :raises OfferNotFound: the offer's id is none.
        """
        since, until = (moment(at) if at else None for at in (self.date_from, self.date_to))
        offer = OfferId.parse(self.offer_id) if self.offer_id else None
        return Criteria(since, until, self.customer_email, offer, **more)


class TransactionCriteria(CancellationCriteria):
    """Which of them; `publisherEmail` is what one client calls `associateEmail`."""

    transaction_id: _TransactionId = ""
    offer_type: _TypeWord = ""
    campaign_id: NineDigits = ""

    def transactions(self) -> Criteria:
        """Return it as the report takes it.

        :raises OfferNotFound: the offer's id is none.
        """
        return self.criteria(
            offer_type=OfferType[self.offer_type.upper()] if self.offer_type else None,
            transaction_id=int(self.transaction_id.removeprefix("T")) if self.transaction_id else None,
            campaign_id=int(self.campaign_id) if self.campaign_id else None,
        )


class ListTransactions(Paged):
    """Which page of which transactions."""

    publisher_token: Text
    criteria: TransactionCriteria = TransactionCriteria()


class ListCancellations(Paged):
    """Which page of which cancellations."""

    publisher_token: Text
    criteria: CancellationCriteria = CancellationCriteria()


class TransactionPage(Page):
    """A page of transactions, and sums over all pages: of those in `publisherCurrency`, as others do not add to them.

    What distributors earn by contract is not kept here: their sums are 0.
    """

    items: list[TransactionItem]
    coupons_used: int
    coupons_value: str
    publisher_discount: str
    distributor_discount: str
    total_revenue: str
    total_earnings: str
    publisher_earnings: str
    distributor_earnings: str
    publisher_transaction_price: str
    distributor_transaction_price: str
    publisher_currency: str
    parent_currency: str


class CancellationPage(Page):
    """A page of cancellations."""

    items: list[CancellationItem]


@rpc_method(
    "listTransactions",
    params=ListTransactions,
    result=TransactionPage,
    caller=Caller.PUBLISHER,
    raises=(Code.OFFER, Code.DENIED),
)
def list_transactions(call: Call, params: ListTransactions) -> TransactionPage:
    """Return a page of the payments that moved money, newest first, and sums.

    The order is by time and then by id, and what is listed once stays listed in its place.  While rows arrive, a page
    may begin with the last rows of the page before, but none is left out; with a `dateTo` that has passed, pages do
    not move at all.  `transactionType` is `payment`, `cancellationDisabled` always false, `appliedExchangeRateCustomer`
    always 1: nothing is converted.
    """
    home = call.publisher.info.currency
    call.act_for(params.criteria.associate_email or params.criteria.publisher_email)
    criteria, report, currency = (
        params.criteria.transactions(),
        call.services.transactions,
        call.publisher.info.currency,
    )
    found, total = report.page(criteria, offset=params.offset, limit=params.size)
    sums = report.totals(criteria, currency)
    nothing = price(Money(0, currency))
    return TransactionPage(
        items=[transaction_item(call, one) for one in found],
        total_item_count=total,
        coupons_used=sums.coupons_used,
        coupons_value=price(sums.coupons_value),
        publisher_discount=price(sums.coupons_value),
        distributor_discount=nothing,
        total_revenue=price(sums.revenue),
        total_earnings=price(sums.earnings),
        publisher_earnings=price(sums.earnings),
        distributor_earnings=nothing,
        publisher_transaction_price=price(sums.revenue),
        distributor_transaction_price=nothing,
        publisher_currency=currency,
        parent_currency=home,
    )


@rpc_method(
    "listCancellations",
    params=ListCancellations,
    result=CancellationPage,
    caller=Caller.PUBLISHER,
    raises=(Code.OFFER, Code.DENIED),
)
def list_cancellations(call: Call, params: ListCancellations) -> CancellationPage:
    """Return a page of the subscriptions that were cancelled or ended, newest first.

    The order is by time of the cancellation and then by id.  A subscription that is resumed leaves the list.
    """
    call.act_for(params.criteria.associate_email or params.criteria.publisher_email)
    found, total = call.services.cancellations.page(params.criteria.criteria(), offset=params.offset, limit=params.size)
    return CancellationPage(items=[cancellation_item(one) for one in found], total_item_count=total)
