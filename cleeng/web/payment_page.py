"""The second step: how to pay.  Shown for an order, and to a signed-in viewer before there is one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pyramid.httpexceptions import HTTPSeeOther

from cleeng.api import Money, Status
from cleeng.ids import new_uuid
from cleeng.orders.receipt import lines
from cleeng.payments.errors import FieldsInvalid, InsecureConnection, PaymentUnderWay, PriceChanged, UnknownMethod
from cleeng.payments.service import Choice
from cleeng.payments.snapshot import read_redirect
from cleeng.pricing.quote import Quote
from cleeng.web import present
from cleeng.web.chameleon import render
from cleeng.web.checkout import fields_heading
from cleeng.web.present import FieldProblem, Problems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyramid.request import Request
    from pyramid.response import Response

    from cleeng.api import FieldError, MethodForm
    from cleeng.catalog.offer import LocalOffer
    from cleeng.orders.models import Order
    from cleeng.orders.service import Buyer

TEMPLATE = "cleeng_templates:checkout/payment.pt"


@dataclass
class PayForm:
    """What was chosen and typed, and what is wrong with it."""

    method: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Problems | None = None
    errors: Sequence[FieldError] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    payment_id: str = field(default_factory=new_uuid)


@dataclass(frozen=True, slots=True)
class Row:
    """One way to pay in the list."""

    value: str
    title: str
    hint: str
    mark: str = ""
    body: str = ""
    chosen: bool = False
    has_fields: bool = False
    refused: bool = False
    keepable: bool = False
    button: str = ""
    busy: str = ""


def pay(request: Request, offer: LocalOffer, buyer: Buyer) -> Any:
    """Start the order of a signed-in viewer and pay it in one go."""
    services = request.services
    external = request.params.get("transactionExternalData", "")
    order = services.orders.start(offer, buyer, external_data=external, referrer=request.params.get("origin", ""))
    services.payments.reprice(order.id, offer, buyer)
    if not Quote.from_json(order.quote).needs_method:
        order_id = order.id
        services.payments.complete_free(order_id)
        return HTTPSeeOther(request.step_url("checkout.done", order_id=order_id))
    return pay_order(request, order, offer, buyer)


def pay_order(request: Request, order: Order, offer: LocalOffer, buyer: Buyer) -> Any:
    """Pay an order as the posted form says; go where the outcome leads, or show the form again."""
    _refuse_insecure(request)
    form, order_id = _read(request), order.id
    quote = Quote.from_json(order.quote)
    missing = _consents(request, order, present.button(request.words, quote, offer, buyer.country, request.now))
    words = request.words
    try:
        choice = _checked(request, form, missing)
        status = request.services.payments.pay(
            payment_id=form.payment_id,
            order_id=order_id,
            seen=_seen(request, order.total),
            choice=choice,
            return_url=request.return_url("checkout.return", order_id=order_id, payment_id=form.payment_id),
            cancel_url=request.return_url("checkout.payment", order_id=order_id),
        )
    except FieldsInvalid as error:
        form.errors, form.faults = error.args[0], {field.id: field.text for field in missing}
        form.problems = _field_problems(request, form, missing)
    except UnknownMethod:
        form.problems = Problems(words.text("Choose how to pay"), words.text("This way to pay is not offered here."))
    except PriceChanged:
        total = request.services.orders.get(order_id).total
        changed = words.text("The price changed to {amount}", amount=words.money(total))
        form.problems = Problems(changed, words.text("Nothing was charged. Look at the new price before you pay."))
        form.payment_id = new_uuid()
    except PaymentUnderWay:
        return HTTPSeeOther(request.step_url("checkout.checking", order_id=order_id))
    else:
        return after(request, order_id, form.payment_id, status)
    return show_again(request, offer, buyer, form, request.services.orders.get(order_id))


def after(request: Request, order_id: int, payment_id: str, status: Status) -> Response:
    """Go where the outcome of an attempt leads."""
    if status is Status.SUCCEEDED:
        return HTTPSeeOther(request.step_url("checkout.done", order_id=order_id))
    if status is Status.REQUIRES_ACTION:
        redirect = read_redirect(request.services.payments.get(payment_id).next_action)
        direct = redirect is not None and redirect.method == "GET" and (redirect.frameable or not request.frame.framed)
        if redirect is not None and direct:
            return HTTPSeeOther(redirect.url)
        return HTTPSeeOther(request.step_url("checkout.action", order_id=order_id))
    if status in (Status.PENDING, Status.AUTHORIZED, Status.UNKNOWN):
        return HTTPSeeOther(request.step_url("checkout.checking", order_id=order_id))
    return HTTPSeeOther(request.step_url("checkout.payment", order_id=order_id))


def show_again(request: Request, offer: LocalOffer, buyer: Buyer, form: PayForm, order: Order) -> Response:
    """Show the payment page with what needs a change."""
    values = payment_values(request, offer, buyer, order=order, form=form)
    request.response.status_int = 422
    request.response.text = render(TEMPLATE, values, request)
    return request.response


def payment_page(request: Request, offer: LocalOffer, buyer: Buyer) -> Response:
    """Show the ways to pay to a signed-in viewer before there is an order."""
    request.response.text = render(TEMPLATE, payment_values(request, offer, buyer), request)
    return request.response


def payment_values(
    request: Request, offer: LocalOffer, buyer: Buyer, *, order: Order | None = None, form: PayForm | None = None
) -> dict[str, Any]:
    """Return what the payment page shows."""
    services, words = request.services, request.words
    quote = Quote.from_json(order.quote) if order else services.orders.quote(offer, buyer)
    latest = services.payments.latest(order.id) if order else None
    form = form or PayForm()
    form.problems = form.problems or present.outcome(words, latest)
    customer = services.customers.get(buyer.customer_id)
    refused = f"stored:{latest.method_id}" if latest and latest.method_id and form.problems else ""
    button = present.button(words, quote, offer, buyer.country, request.now)
    rows = _rows(request, quote, offer, buyer, form, refused) if quote.needs_method else []
    heading = _heading(words, quote, form)
    return {
        "title": f"{form.problems.heading if form.problems else words.text('Pay')}: {offer.title}",
        "offer": offer,
        "item": present.item(words, offer, present.price(words, quote), present.poster(offer)),
        "steps": present.steps(words, 1),
        "heading": heading,
        "problems": form.problems,
        "faults": form.faults,
        "rows": rows,
        "lines": lines(words, quote, offer, request.now),
        "button": button,
        "can_keep": quote.total and not quote.recurring,
        "seen": f"{quote.total.minor} {quote.total.currency}",
        "payment_id": form.payment_id,
        "email": customer.email,
        "country": buyer.country,
        "country_name": words.country(buyer.country),
        "countries": request.countries,
        "ordered": order is not None,
        "sold_by": services.publisher.info.name,
        "action": request.step_url("checkout.pay", order_id=order.id)
        if order
        else request.step_url("checkout", offer_id=offer.id),
        "sign_out_url": request.step_url("checkout", offer_id=offer.id),
    }


def _heading(words: Any, quote: Quote, form: PayForm) -> str:
    if not quote.needs_method:
        return str(words.text("Ready to watch"))
    if form.problems and not form.problems.fields and form.problems.heading != words.text("Choose how to pay"):
        return str(words.text("Choose another way to pay"))
    return str(words.text("How do you want to pay?"))


def _rows(request: Request, quote: Quote, offer: LocalOffer, buyer: Buyer, form: PayForm, refused: str) -> list[Row]:
    services, words = request.services, request.words
    amount = quote.recurring or quote.total
    serving = services.gateways.serving(amount, buyer.country, offer.type.word, 0)
    names = {gateway.name for gateway in serving}
    for gateway in serving:
        request.csp.add(gateway.csp().sources)
    rows = [
        _stored(words, method, f"stored:{method.id}" == refused)
        for method in services.methods.of(buyer.customer_id)
        if method.gateway in names
    ]
    rows += [
        _new(request, name, row, form)
        for name, row in services.gateways.forms(serving, amount, buyer.country)
        if row.keepable or not quote.recurring  # what renews needs a method that can be charged again
    ]
    wanted = form.method if form.method in {row.value for row in rows} else ""
    wanted = wanted or next((row.value for row in rows if not row.refused), "")
    return [replace(row, chosen=row.value == wanted) for row in rows]


def _stored(words: Any, method: Any, refused: bool) -> Row:
    snapshot = method.snapshot
    title = words.text("Card ending in {digits}", digits=snapshot.get("last_four", ""))
    if snapshot.get("type") != "card":
        title = present.paid_with(words, snapshot)
    expiry = snapshot.get("expiry_month")
    hint = words.text("One click, no further steps")
    if expiry:
        date = f"{expiry:02d}/{snapshot['expiry_year'] % 100:02d}"
        hint = words.text("Expires {date}. One click, no further steps", date=date)
    if refused:
        hint = words.text("Refused just now. No money was taken")
    return Row(f"stored:{method.id}", title, hint, mark=snapshot.get("brand", ""), refused=refused)


def _new(request: Request, gateway: str, row: MethodForm, form: PayForm) -> Row:
    value = f"{gateway}:{row.method}"
    body = Markup("")
    if row.template:
        mine = form.method == value
        values = {
            "data": row.data,
            "prefix": prefix(value),
            "values": form.values if mine else {},
            "errors": {e.field: e for e in form.errors} if mine else {},
        }
        body = Markup(render(row.template, values, request))  # noqa: S704 - a template's own output
    return Row(
        value,
        row.title,
        row.hint,
        body=body,
        has_fields=bool(row.template),
        keepable=row.keepable,
        button=row.button,
        busy=row.busy,
    )


def prefix(method: str) -> str:
    """Return what stands before the names and ids of a method's fields, so that two gateways never clash."""
    return method.replace(":", "-") + "-"


def _read(request: Request) -> PayForm:
    method = request.POST.get("method", "")
    start = prefix(method)
    values = {name.removeprefix(start): value for name, value in request.POST.items() if name.startswith(start)}
    payment_id = request.POST.get("payment_id", "")
    form = PayForm(method, values)
    if 8 <= len(payment_id) <= 64 and payment_id.isalnum():  # noqa: PLR2004 - as the route of the return takes it
        form.payment_id = payment_id
    return form


def _choice(request: Request, form: PayForm) -> Choice:
    gateway, _, method = form.method.partition(":")
    if gateway == "stored":
        if not method.isdigit():
            raise UnknownMethod(method)
        return Choice(stored=int(method))
    keep = request.POST.get(prefix(form.method) + "keep") == "1"
    return Choice(gateway, method, form.values, keep=keep)


def _checked(request: Request, form: PayForm, missing: Sequence[FieldProblem]) -> Choice:
    """Return the choice; where a consent is missing, name the gateway's fields along with it."""
    choice = _choice(request, form)
    if missing:
        raise FieldsInvalid(request.services.payments.check(choice))
    return choice


def _seen(request: Request, total: Money) -> Money:
    """Return the total that stood on the page; a mangled one is no longer the order's."""
    minor, _, currency = request.POST.get("seen", "").partition(" ")
    if not minor.isdigit() or currency != total.currency:
        raise PriceChanged
    return Money(int(minor), currency)


def _consents(request: Request, order: Order, button: present.Button) -> list[FieldProblem]:
    """Store the consents that were given; return what is missing."""
    t = request.words.text
    given = dict(order.consents)
    missing = []
    for consent in button.consents:
        name = f"consent-{consent.name}"
        if request.POST.get(name) == "1":
            at = request.now.isoformat()
            given[consent.name] = {"version": consent.version, "at": at, "text": consent.text}
        elif consent.required:
            missing.append(FieldProblem(name, t("Agreement: not ticked"), t("Tick this box to go on.")))
    order.consents = given
    return missing


def _field_problems(request: Request, form: PayForm, missing: Sequence[FieldProblem]) -> Problems:
    start = prefix(form.method)
    fields = [*(FieldProblem(start + e.field, e.summary, e.text) for e in form.errors), *missing]
    return Problems(fields_heading(request, len(fields)), fields=fields)


def _refuse_insecure(request: Request) -> None:
    """Refuse real money over plain HTTP."""
    if request.scheme != "https" and not request.publisher.info.sandbox:
        raise InsecureConnection
