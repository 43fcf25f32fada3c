"""Every model in one place: importing this module fills `Base.metadata`."""

from cleeng import ids, outbox
from cleeng.catalog import models as catalog
from cleeng.coupons import models as coupons
from cleeng.customers import models as customers
from cleeng.db import Base
from cleeng.entitlements import models as entitlements
from cleeng.invoices import models as invoices
from cleeng.orders import models as orders
from cleeng.payments import models as payments
from cleeng.protection import models as protection
from cleeng.publishers import models as publishers
from cleeng.rates import models as rates
from cleeng.subscriptions import models as subscriptions
from cleeng.taxes import models as taxes
from cleeng.webhooks import models as webhooks

__all__ = [
    "Base",
    "catalog",
    "coupons",
    "customers",
    "entitlements",
    "ids",
    "invoices",
    "orders",
    "outbox",
    "payments",
    "protection",
    "publishers",
    "rates",
    "subscriptions",
    "taxes",
    "webhooks",
]
