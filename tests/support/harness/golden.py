"""Golden requests and answers of every method: `tests/wire/golden/<method>.json`.

Ids and tokens are drawn anew each time, so the files call them by name: `{single}`, `{customerToken}` and so on, and
`{new}`, `{code}`, `{token}`, `{remoteToken}`, `{secret}` for what an answer brings.
"""

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from cleeng.api import Identity, MethodSnapshot, Status
from cleeng.catalog.models import OfferType
from cleeng.catalog.offer import OfferId
from cleeng.coupons.codes import ALPHABET
from cleeng.coupons.codes import DRAWN as DRAWN_LENGTH
from cleeng.customers.capture import Question
from cleeng.customers.models import ConsentState, CustomerStatus, LinkPurpose
from cleeng.customers.tokens import RESET_LIFE
from cleeng.ids import Kind, allocate, new_uuid
from cleeng.payments.models import Payment
from cleeng.payments.snapshot import write_snapshot
from cleeng.publishers.models import TokenKind
from cleeng.subscriptions.models import CancellationType
from harness.shop import Shop
from harness.site import PLAIN_ID

FOLDER = Path(__file__).parents[2] / "wire" / "golden"
#: The calls of each method, with their answers.
CALLS = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
#: The publisher's associate, and what it sells.
ASSOCIATE = {"email": "associate@example.com", "locale": "fr_FR", "country": "FR", "siteName": "Cinéma du Port"}
FILM = {"price": "2.99", "title": "Theirs", "url": "https://www.demo-sports.example/films/2"}
DRAWN = {
    r'"[ABEPRS]\d{9}(_DE)?"': '"{new}"',
    r'"[ABEPRS]\d{9}_([A-Z]{2})"': r'"{new}_\1"',
    r'"subscriptionId": \d{9}': '"subscriptionId": "{new}"',
    r"/o/[ABEPRS]\d{9}_DE": "/o/{new}",
    r"/o/[ABEPRS]\d{9}_([A-Z]{2})": r"/o/{new}_\1",
    r'"id": \d{9}': '"id": "{number}"',
    r'"[A-Za-z0-9_-]{48}"': '"{token}"',
    r"[0-9a-f]{40}:[0-9a-f]{40}": "{remoteToken}",
    r'"id": "\d{9}"': '"id": "{new}"',
    r'"[0-9a-f]{64}"': '"{secret}"',
    rf'"[{ALPHABET}]{{{DRAWN_LENGTH}}}"': '"{code}"',
}


@pytest.fixture
def plain():
    """The id of another publisher, who asks for no consent; `installation` has it where a test uses this."""
    return PLAIN_ID


@pytest.fixture
def named(plain, services, api, api_of, shop, coupons):
    """A publisher that sells one of everything and has an associate; one who bought the film, one who left."""
    offers = {type_.word: shop.sell(type_, tags=("films",)) for type_ in (OfferType.SINGLE, OfferType.RENTAL)}
    offers["event"] = shop.sell(OfferType.EVENT, details={"time_zone": "Europe/Berlin"})
    offers["vod"] = shop.sell(OfferType.VOD, tags=("films",), linked=(OfferId.parse(offers["event"].group_id),))
    offers["bundle"] = shop.sell(OfferType.BUNDLE, linked=(OfferId.parse(offers["single"].id),))
    offers["pass"] = shop.sell(OfferType.PASS, opens=("films",))
    offers["subscription"] = shop.sell(OfferType.SUBSCRIPTION, opens=("(all)",), free_days=7)
    customer_id = shop.register()
    shop.give(customer_id, offers["single"])
    shop.give(shop.register("subscriber@example.com"), offers["subscription"])
    tenant_id = shop.register("tenant@example.com")
    transaction_id = pay(shop, shop.give(tenant_id, offers["rental"]))
    leaver_id = shop.register("leaver@example.com")
    shop.give(leaver_id, offers["subscription"])
    campaign = coupons.campaign("MILES10", max_usages=100, usage_per_user=1)
    coupons.campaign("FREE", discount="100", usage_per_user=2)
    plans = coupons.subscription("TRACKSIDE50", discount="50", periods=3)
    with shop.services() as ours:
        ours.subscription_changes.cancel(
            ours.subscription_changes.hold(leaver_id, offers["subscription"].number), CancellationType.USER, "moved"
        )
        customer = ours.customers.get(customer_id)
        customer.external_id = "crm-9"
        ours.consents.submit(customer, "terms", "1", ConsentState.ACCEPTED)
        asked = (Question("birthDate", enabled=True), Question("custom_1", enabled=True, question="Your team?"))
        ours.capture.save(asked)
        ours.capture.tell(customer, {"birth_date": "1984-06-30"}, {"custom_1": "Norway"})
        ours.customers.link(customer, Identity("facebook", "4799"))
        reset = ours.tokens.make_link(customer_id, LinkPurpose.PASSWORD_RESET, {}, RESET_LIFE)
    closed_id = shop.register("closed@example.com")
    closed_transaction = pay(shop, shop.give(closed_id, offers["rental"]), ago=1)
    theirs = Shop(services, plain)
    plain_transaction = pay(theirs, theirs.give(theirs.register(), theirs.sell(), "DE"))
    token = api.result("generateCustomerToken", customerEmail="viewer@example.com")["token"]
    distributor = api_of(shop.publisher_id, TokenKind.DISTRIBUTOR)
    for email in (ASSOCIATE["email"], "rival@example.com"):
        distributor.result("createAssociate", associateData={**ASSOCIATE, "email": email})
    theirs = distributor.result("createSingleOffer", offerData={**FILM, "associateEmail": ASSOCIATE["email"]})
    closed_token = api.result("generateCustomerToken", customerEmail="closed@example.com")["token"]
    with shop.services() as ours:
        closed = ours.customers.get(closed_id)
        closed.external_id, closed.status = "crm-0", CustomerStatus.INACTIVE
        ours.customers.link(closed, Identity("facebook", "1000"))
        keys = [
            ours.tokens.make_link(id_, LinkPurpose.AUTOLOGIN, {"applicationId": "a"}, RESET_LIFE)
            for id_ in (customer_id, closed_id)
        ]
    ids = {word: offer.id for word, offer in offers.items()}
    return {
        **ids,
        "associatesFilm": theirs["id"],
        "campaign": str(campaign),
        "plans": str(plans),
        "customer": str(customer_id),
        "tenant": str(tenant_id),
        "leaver": str(leaver_id),
        "transaction": transaction_id,
        "closed": str(closed_id),
        "closedTransaction": closed_transaction,
        "plainTransaction": plain_transaction,
        "customerToken": token,
        "closedToken": closed_token,
        "autologinKey": keys[0],
        "closedKey": keys[1],
        "publisherToken": api.token,
        "plainToken": api_of(plain).token,
        "distributorToken": distributor.token,
        "resetToken": reset,
    }


def pay(shop, order_id, ago=0):
    """Put down that an order was paid by card, so many days `ago`; give the transaction's id."""
    with shop.services() as ours:
        order, now = ours.orders.get(order_id), ours.publisher.clock.now() - dt.timedelta(days=ago)
        payment = Payment(
            publisher_id=shop.publisher_id,
            id=new_uuid(),
            order_id=order.id,
            gateway="sandbox",
            method="card",
            amount=order.total,
            status=Status.SUCCEEDED,
            snapshot=write_snapshot(MethodSnapshot("card", "Visa", "4242")),
            next_action={},
            transaction_id=allocate(ours.unit.db, shop.publisher_id, Kind.TRANSACTION),
            created_at=now,
            settled_at=now,
        )
        ours.unit.db.add(payment)
        return f"T{payment.transaction_id}"


def fill(value, named):
    """Put the real ids and tokens where their names stand."""
    text = json.dumps(value)
    for name, real in named.items():
        text = text.replace(f"{{{name}}}", real)
    return json.loads(text)


def strip(value, named):
    """Put names where real ids and tokens stand."""
    text = re.sub(r'"userId": \d{9}', '"userId": "{number}"', json.dumps(value))
    for name, real in named.items():
        text = text.replace(real, f"{{{name}}}")
    for pattern, name in DRAWN.items():
        text = re.sub(pattern, name, text)
    return json.loads(text)
