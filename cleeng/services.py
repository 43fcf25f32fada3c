"""The services of one publisher within one unit of work, wired by hand: each takes what it needs."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from cleeng.catalog.service import CatalogService
from cleeng.coupons.redemption import RedemptionService
from cleeng.coupons.service import CouponService
from cleeng.customers.capture import CaptureService
from cleeng.customers.consents import ConsentService
from cleeng.customers.service import CustomerService
from cleeng.customers.signin import SignInService
from cleeng.customers.tokens import TokenService
from cleeng.entitlements.devices import DeviceService
from cleeng.entitlements.service import EntitlementService
from cleeng.invoices.local import LocalTaxes
from cleeng.invoices.service import InvoiceService
from cleeng.orders.currencies import CurrencyService
from cleeng.orders.external import ExternalSubscriptions
from cleeng.orders.prices import PriceService
from cleeng.orders.service import OrderService
from cleeng.outbox import Outbox
from cleeng.payments.coupons import OrderCoupons
from cleeng.payments.gateways import Gateways
from cleeng.payments.history import HistoryService
from cleeng.payments.methods import MethodService
from cleeng.payments.outcome import Outcomes
from cleeng.payments.purchases import PurchaseService
from cleeng.payments.refund_outcome import RefundOutcomes
from cleeng.payments.refunds import RefundService
from cleeng.payments.service import PaymentService
from cleeng.payments.webhooks import WebhookService
from cleeng.playback.service import PlaybackService
from cleeng.protection.service import ProtectionService
from cleeng.publishers.associates import AssociateService
from cleeng.reports.cancellations import CancellationReport
from cleeng.reports.explanation import OrderExplanations
from cleeng.reports.transactions import TransactionReport
from cleeng.subscriptions.changes import SubscriptionChanges
from cleeng.subscriptions.service import SubscriptionService
from cleeng.taxes.evidence import EvidenceService
from cleeng.taxes.numbers import TaxNumberService
from cleeng.taxes.service import TaxService, hears
from cleeng.webhooks.service import WebhookEndpoints, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleeng.customers.throttle import Throttle
    from cleeng.db import Unit
    from cleeng.publishers.publisher import Publisher
    from cleeng.rates.book import RateBook


class Services:
    """Builds each service when it is first asked for."""

    def __init__(
        self, publisher: Publisher, unit: Unit, observers: Sequence[str], throttle: Throttle, rates: RateBook
    ) -> None:
        self.publisher = publisher
        self.unit = unit
        self.throttle = throttle
        self.rates = rates
        sending = [name for name, notifier in publisher.providers["notifiers"].items() if notifier.channels]
        self.outbox = Outbox(
            unit.db,
            publisher.id,
            publisher.clock,
            observers,
            sending,
            partial(told, unit.db, publisher.id),
            tax_rules=[name for name, rule in publisher.providers["tax"].items() if hears(rule)],
        )

    @cached_property
    def catalog(self) -> CatalogService:
        """Offers."""
        return CatalogService(self.unit.db, self.publisher, self.outbox)

    @cached_property
    def protection(self) -> ProtectionService:
        """Offers made by rules from a catalogue."""
        return ProtectionService(self.unit.db, self.publisher, self.catalog)

    @cached_property
    def coupons(self) -> CouponService:
        """Coupon campaigns and their codes."""
        return CouponService(self.unit.db, self.publisher, self.catalog)

    @cached_property
    def redemptions(self) -> RedemptionService:
        """Who uses coupons."""
        return RedemptionService(self.unit.db, self.publisher, self.throttle)

    @cached_property
    def customers(self) -> CustomerService:
        """Customers."""
        return CustomerService(self.unit.db, self.publisher, self.outbox)

    @cached_property
    def associates(self) -> AssociateService:
        """Publishers that this one acts for."""
        return AssociateService(self.unit.db, self.publisher)

    @cached_property
    def consents(self) -> ConsentService:
        """What customers agreed to."""
        return ConsentService(self.unit.db, self.publisher, self.outbox)

    @cached_property
    def capture(self) -> CaptureService:
        """What customers are asked about themselves."""
        return CaptureService(self.unit.db, self.publisher)

    @cached_property
    def tokens(self) -> TokenService:
        """Customer tokens and links that are good once."""
        return TokenService(self.unit.db, self.publisher)

    @cached_property
    def sign_in(self) -> SignInService:
        """Signing in and up."""
        return SignInService(
            self.unit.db, self.unit.tm, self.publisher, self.customers, self.tokens, self.outbox, self.throttle
        )

    @cached_property
    def entitlements(self) -> EntitlementService:
        """Who may watch."""
        return EntitlementService(self.unit.db, self.publisher, self.outbox)

    @cached_property
    def devices(self) -> DeviceService:
        """On what they watch."""
        return DeviceService(self.unit.db, self.publisher)

    @cached_property
    def playback(self) -> PlaybackService:
        """Tokens that let who may watch play."""
        return PlaybackService(self.publisher, self.customers, self.entitlements)

    @cached_property
    def subscriptions(self) -> SubscriptionService:
        """Agreements that renew."""
        return SubscriptionService(self.unit.db, self.publisher, self.outbox)

    @cached_property
    def subscription_changes(self) -> SubscriptionChanges:
        """Cancel, resume, end and extend them."""
        return SubscriptionChanges(self.unit.db, self.publisher, self.outbox, self.entitlements)

    @cached_property
    def taxes(self) -> TaxService:
        """The publisher's tax rules."""
        return TaxService(self.unit.db, self.unit.tm, self.publisher, self.tax_numbers, self.throttle)

    @cached_property
    def tax_numbers(self) -> TaxNumberService:
        """Tax numbers of businesses."""
        return TaxNumberService(self.unit.db, self.unit.tm, self.publisher, self.outbox, self.throttle)

    @cached_property
    def tax_evidence(self) -> EvidenceService:
        """What the taxes of sales stood on."""
        return EvidenceService(self.unit.db, self.publisher)

    @cached_property
    def prices(self) -> PriceService:
        """Quotes."""
        return PriceService(self.publisher, self.subscriptions, self.taxes, self.currencies)

    @cached_property
    def currencies(self) -> CurrencyService:
        """What prices are in other currencies."""
        return CurrencyService(self.publisher, self.rates)

    @cached_property
    def orders(self) -> OrderService:
        """Orders."""
        return OrderService(
            self.unit.db,
            self.publisher,
            self.outbox,
            self.catalog,
            self.entitlements,
            self.subscriptions,
            self.prices,
            self.redemptions,
            self.invoices,
            self.tax_evidence,
        )

    @cached_property
    def invoices(self) -> InvoiceService:
        """Invoices and credit notes."""
        return InvoiceService(self.unit.db, self.publisher, self.outbox, LocalTaxes(self.publisher, self.rates))

    @cached_property
    def external_subscriptions(self) -> ExternalSubscriptions:
        """Subscriptions that somebody else charges."""
        return ExternalSubscriptions(
            self.unit.db, self.publisher, self.orders, self.entitlements, self.subscriptions, self.subscription_changes
        )

    @cached_property
    def gateways(self) -> Gateways:
        """The publisher's gateways."""
        return Gateways(self.publisher)

    @cached_property
    def methods(self) -> MethodService:
        """Stored payment methods."""
        return MethodService(self.unit.db, self.publisher)

    @cached_property
    def history(self) -> HistoryService:
        """What customers paid and got back."""
        return HistoryService(self.unit.db, self.publisher)

    @cached_property
    def purchases(self) -> PurchaseService:
        """What customers bought, in pages."""
        return PurchaseService(self.unit.db, self.publisher)

    @cached_property
    def transactions(self) -> TransactionReport:
        """Payments that moved money, in pages."""
        return TransactionReport(self.unit.db, self.publisher, self.outbox)

    @cached_property
    def explanations(self) -> OrderExplanations:
        """Orders, with where their numbers come from."""
        return OrderExplanations(
            self.unit.db, self.publisher, self.orders, self.catalog, self.invoices, self.tax_evidence
        )

    @cached_property
    def cancellations(self) -> CancellationReport:
        """Subscriptions that renew no more, in pages."""
        return CancellationReport(self.unit.db, self.publisher)

    @cached_property
    def outcomes(self) -> Outcomes:
        """Where gateways' answers become state."""
        return Outcomes(self.unit.db, self.publisher, self.outbox, self.orders, self.methods)

    @cached_property
    def payments(self) -> PaymentService:
        """Payments."""
        return PaymentService(
            self.unit.db,
            self.unit.tm,
            self.publisher,
            self.gateways,
            self.methods,
            self.customers,
            self.orders,
            self.outcomes,
        )

    @cached_property
    def refund_outcomes(self) -> RefundOutcomes:
        """Where gateways' answers to refunds become state."""
        return RefundOutcomes(
            self.unit.db,
            self.publisher,
            self.outbox,
            self.orders,
            self.entitlements,
            self.subscription_changes,
            self.invoices,
        )

    @cached_property
    def refunds(self) -> RefundService:
        """Refunds."""
        return RefundService(
            self.unit.db,
            self.unit.tm,
            self.publisher,
            self.gateways,
            self.orders,
            self.outcomes,
            self.refund_outcomes,
        )

    @cached_property
    def webhook_endpoints(self) -> WebhookEndpoints:
        """Publishers' servers that are told what happens."""
        return WebhookEndpoints(self.unit.db, self.publisher)

    @cached_property
    def order_coupons(self) -> OrderCoupons:
        """Coupons of open orders."""
        return OrderCoupons(self.publisher, self.orders, self.payments, self.redemptions)

    @cached_property
    def webhooks(self) -> WebhookService:
        """What gateways tell."""
        return WebhookService(
            self.unit.db, self.unit.tm, self.publisher, self.gateways, self.payments, self.refund_outcomes
        )
