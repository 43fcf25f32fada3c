"""Objects in arguments and results, with the names that they have on the wire.

Made from the server's registry by `python -m cleeng.rpc.manual`; do not edit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

if TYPE_CHECKING:
    from decimal import Decimal


class AccessStatus(TypedDict):
    """The answer; `expiresAt` is null where access does not end."""

    accessGranted: bool
    grantType: str | None
    expiresAt: int | None
    purchasedDirectly: bool
    socialCommissionUrl: str | None


class Answer(TypedDict):
    """What a customer answered to one of the publisher's own questions, `custom_1` and so on."""

    questionId: str
    value: NotRequired[str]


class AssociateFields(TypedDict):
    """What an associate is; an update changes what is given."""

    email: NotRequired[str]
    country: NotRequired[str]
    currency: NotRequired[str]
    locale: NotRequired[str]
    firstName: NotRequired[str]
    lastName: NotRequired[str]
    siteName: NotRequired[str]
    publisherData: NotRequired[str]


class BundleFields(TypedDict):
    """Several offers in one; `period` is a number of hours, without it they are bought for good."""

    price: NotRequired[Decimal | int | str]
    title: NotRequired[str]
    url: NotRequired[str]
    description: NotRequired[str]
    associateEmail: NotRequired[str]
    geoRestrictionEnabled: NotRequired[bool]
    geoRestrictionType: NotRequired[Literal["whitelist", "blacklist"]]
    geoRestrictionCountries: NotRequired[list[str]]
    priceRules: NotRequired[list[PriceRuleFields]]
    period: NotRequired[int]
    socialCommissionRate: NotRequired[Decimal | int | str]
    contentType: NotRequired[str]
    contentAgeRestriction: NotRequired[str]
    offerIdList: NotRequired[list[str]]


class BundleGroup(TypedDict):
    """An offer in several countries, by country."""

    multiCurrencyOfferId: str
    offers: list[BundleReply]


class BundleOfferPage(TypedDict):
    """A page of offers, newest first."""

    items: list[BundleReply]
    totalItemCount: int


class BundleReply(TypedDict):
    """Several offers in one, exactly as the client of 2013 knows it; `period` is 0 where access does not end."""

    id: str
    publisherEmail: str
    url: str
    title: str
    description: str
    price: Decimal | int
    currency: str
    country: str
    applicableTaxRate: Decimal | int
    active: bool
    createdAt: int
    updatedAt: int
    period: int
    averageRating: int
    offerIdList: list[str]


class CampaignCriteria(TypedDict):
    """Which campaigns; what is left out does not matter."""

    active: NotRequired[bool | None]
    associateEmail: NotRequired[str]


class CampaignPage(TypedDict):
    """A page of campaigns."""

    items: list[ListedCampaign]
    totalItemCount: int


class CancellationCriteria(TypedDict):
    """Which of them; `publisherEmail` is what one client calls `associateEmail`."""

    associateEmail: NotRequired[str]
    publisherEmail: NotRequired[str]
    customerEmail: NotRequired[str]
    offerId: NotRequired[str]
    dateFrom: NotRequired[int]
    dateTo: NotRequired[int]


class CancellationItem(TypedDict):
    """A subscription that renews no more; `expiresAt` is when its access ends or ended, null where it does not."""

    subscriptionId: int
    offerId: str
    offerTitle: str
    customerId: str
    customerEmail: str
    status: str
    cancelledAt: int
    cancellationType: str
    cancellationReason: str
    expiresAt: int | None


class CancellationPage(TypedDict):
    """A page of cancellations."""

    items: list[CancellationItem]
    totalItemCount: int


class CaptureQuestionReply(TypedDict):
    """A question; built-in ones nobody asks are there too."""

    key: str
    enabled: bool
    required: bool
    enabledByDefault: bool
    value: str
    question: str


class CatalogueVideo(TypedDict):
    """A video as the catalogue has it; `fields` are whatever else rules may look at or templates draw from."""

    id: str
    title: NotRequired[str]
    description: NotRequired[str]
    url: NotRequired[str]
    tags: NotRequired[list[str]]
    fields: NotRequired[dict[str, str]]


class ChangedRental(TypedDict):
    """A rental as it stands."""

    offerId: str
    expiresAt: int


class ChangedSubscription(TypedDict):
    """A subscription as it stands; `expiresAt` is when the access ends that is paid for."""

    offerId: str
    status: str
    expiresAt: int
    paymentMethod: str


class ConsentDefinition(TypedDict):
    """What a publisher asks customers to agree to; `value` is the text or where it stands."""

    broadcasterId: int
    name: str
    version: str
    value: str
    label: str
    required: bool


class Coupon(TypedDict):
    """A code, and how often it was used or is held for an open order."""

    couponCode: str
    campaignId: str
    usages: int


class CouponCampaign(TypedDict):
    """A campaign that was made, with its codes as they are stored."""

    id: str
    name: str
    discount: Decimal | int
    maxUsages: int
    expirationDate: int | None
    associateEmail: str
    active: bool
    applicableOnOfferIds: list[str]
    usagePerUser: int
    coupons: list[str]


class CouponCampaignFields(TypedDict):
    """A campaign for everything but subscriptions."""

    name: str
    discount: Decimal | int | str
    coupons: NotRequired[list[str] | int]
    maxUsages: NotRequired[int]
    usagePerCoupon: NotRequired[int]
    expirationDate: NotRequired[int]
    associateEmail: NotRequired[str]
    active: NotRequired[bool]
    applicableOnOfferIds: NotRequired[list[str]]
    applicableOnTags: NotRequired[list[str]]
    usagePerUser: NotRequired[int]


class CouponCriteria(TypedDict):
    """Of which campaign."""

    campaignId: str


class CouponOptions(TypedDict):
    """Whether the customer confirms in the checkout, and what to keep with the order."""

    customerConfirmationRequired: NotRequired[bool]
    transactionExternalData: NotRequired[str]


class CouponPage(TypedDict):
    """A page of codes."""

    items: list[Coupon]
    totalItemCount: int


class Criteria(TypedDict):
    """Which offers to list."""

    active: NotRequired[bool]
    associateEmail: NotRequired[str]


class CustomAnswer(TypedDict):
    """An answer beside its question."""

    questionId: str
    question: str
    value: str


class Customer(TypedDict):
    """A customer (JSON-RPC reference, 2.1.1)."""

    id: str
    email: str
    displayName: str
    firstName: str
    lastName: str
    currency: str
    locale: str
    country: str
    externalId: str


class CustomerData(TypedDict):
    """Who is to be registered."""

    email: str
    locale: str
    country: str
    currency: str
    password: NotRequired[str]
    facebookId: NotRequired[str]
    externalId: NotRequired[str]


class CustomerSubscription(TypedDict):
    """A subscription that gives access; the `nextPayment` fields are null where nothing will be paid."""

    subscriptionId: int
    offerId: str
    status: str
    startedAt: int
    expiresAt: int | None
    nextPaymentPrice: Decimal | int | None
    nextPaymentCurrency: str | None
    nextPaymentAt: int | None
    paymentGateway: str
    paymentMethod: str
    externalPaymentId: str
    inTrial: bool


class CustomerToken(TypedDict):
    """A customer token of 48 characters, under the name that the browser library reads."""

    success: bool
    customerToken: str


class EmailAddress(TypedDict):
    """A customer's e-mail address."""

    email: str


class EventFields(TypedDict):
    """A broadcast at a certain time."""

    price: NotRequired[Decimal | int | str]
    title: NotRequired[str]
    url: NotRequired[str]
    description: NotRequired[str]
    associateEmail: NotRequired[str]
    geoRestrictionEnabled: NotRequired[bool]
    geoRestrictionType: NotRequired[Literal["whitelist", "blacklist"]]
    geoRestrictionCountries: NotRequired[list[str]]
    priceRules: NotRequired[list[PriceRuleFields]]
    currency: NotRequired[str]
    startTime: NotRequired[int]
    endTime: NotRequired[int]
    timeZone: NotRequired[str]
    videoId: NotRequired[str]
    playerCode: NotRequired[str]
    playerCodeHead: NotRequired[str]
    backgroundImageUrl: NotRequired[str]
    viewerEstimate: NotRequired[int]
    teaser: NotRequired[str]
    applyServiceFeeOnCustomer: NotRequired[bool]
    youtubePreviewVideoId: NotRequired[str]
    tags: NotRequired[list[str]]


class EventGroup(TypedDict):
    """An offer in several countries, by country."""

    multiCurrencyOfferId: str
    offers: list[EventReply]


class EventOfferPage(TypedDict):
    """A page of offers, newest first."""

    items: list[EventReply]
    totalItemCount: int


class EventReply(TypedDict):
    """A broadcast at a certain time."""

    id: str
    publisherEmail: str
    url: str
    title: str
    description: str
    price: Decimal | int
    currency: str
    country: str
    applicableTaxRate: Decimal | int
    active: bool
    createdAt: int
    updatedAt: int
    socialCommissionRate: Decimal | int
    averageRating: int
    contentType: str
    contentAgeRestriction: str | int
    geoRestrictionEnabled: bool
    geoRestrictionType: str
    geoRestrictionCountries: list[str]
    priceRules: list[PriceRuleReply]
    startTime: int
    endTime: int
    timeZone: str
    videoId: str
    playerCode: str
    playerCodeHead: str
    backgroundImageUrl: Picture
    viewerEstimate: int
    teaser: str
    applyServiceFeeOnCustomer: bool
    youtubePreviewVideoId: str
    shortUrl: str
    tags: list[str]


class Flow(TypedDict):
    """What to buy and where to return to; `url` is what the Java, Node and .NET clients call `redirectUri`."""

    offerId: NotRequired[str]
    offerIds: NotRequired[list[str]]
    redirectUri: NotRequired[str]
    url: NotRequired[str]


class LibraryItem(TypedDict):
    """A purchase; `expiresAt` is "0" where access does not end, `transactionId` "" where nothing was paid."""

    transactionId: str
    transactionDate: int
    transactionPrice: Decimal | int
    transactionCurrency: str
    transactionExternalData: str
    publisherName: str
    publisherSiteUrl: str
    offerId: str
    offerType: str
    offerTitle: str
    offerDescription: str
    offerUrl: str
    invoicePrice: Decimal | int
    invoiceCurrency: str
    expiresAt: int | str
    cancelled: bool


class LibraryPage(TypedDict):
    """A page of purchases."""

    items: list[LibraryItem]
    totalItemCount: int


class ListedCampaign(TypedDict):
    """A campaign, and how many codes it has."""

    id: str
    name: str
    discount: Decimal | int
    maxUsages: int
    expirationDate: int | None
    associateEmail: str
    active: bool
    applicableOnOfferIds: list[str]
    usagePerUser: int
    numberOfCoupons: int


class ListedSubscriptionCampaign(TypedDict):
    """A campaign for subscriptions, and how many codes it has."""

    id: str
    name: str
    discount: Decimal | int
    maxUsages: int
    expirationDate: int | None
    associateEmail: str
    active: bool
    applicableOnOfferIds: list[str]
    applicableOnFirstPeriod: bool
    numberOfAppliedPeriods: int
    paymentDetailsRequired: bool
    numberOfCoupons: int


class LiveEventFields(TypedDict):
    """An event as it was called in 2013. Its client writes `remainerEmailActivated`, and knows no time zone."""

    price: NotRequired[Decimal | int | str]
    title: NotRequired[str]
    url: NotRequired[str]
    description: NotRequired[str]
    associateEmail: NotRequired[str]
    geoRestrictionEnabled: NotRequired[bool]
    geoRestrictionType: NotRequired[Literal["whitelist", "blacklist"]]
    geoRestrictionCountries: NotRequired[list[str]]
    priceRules: NotRequired[list[PriceRuleFields]]
    currency: NotRequired[str]
    startTime: NotRequired[int]
    endTime: NotRequired[int]
    timeZone: NotRequired[str]
    videoId: NotRequired[str]
    playerCode: NotRequired[str]
    playerCodeHead: NotRequired[str]
    backgroundImageUrl: NotRequired[str]
    viewerEstimate: NotRequired[int]
    teaser: NotRequired[str]
    applyServiceFeeOnCustomer: NotRequired[bool]
    youtubePreviewVideoId: NotRequired[str]
    tags: NotRequired[list[str]]
    contentExternalId: NotRequired[str]
    contentExternalData: NotRequired[str]
    contentAgeRestriction: NotRequired[str]
    socialCommissionRate: NotRequired[Decimal | int | str]
    remainderEmailActivated: NotRequired[bool]
    remainderEmailBody: NotRequired[str]
    videoOnDemand: NotRequired[bool]
    videoOnDemandRentalPeriod: NotRequired[int]


class LiveEventOfferPage(TypedDict):
    """A page of offers, newest first."""

    items: list[LiveEventReply]
    totalItemCount: int


class LiveEventReply(TypedDict):
    """A broadcast at a certain time, exactly as the client of 2013 knows it."""

    id: str
    publisherEmail: str
    url: str
    title: str
    description: str
    price: Decimal | int
    currency: str
    country: str
    applicableTaxRate: Decimal | int
    active: bool
    createdAt: int
    updatedAt: int
    socialCommissionRate: Decimal | int
    contentExternalId: str
    contentExternalData: str
    contentAgeRestriction: str | int
    tags: list[str]
    averageRating: int
    startTime: int
    endTime: int
    eventReminderEmailActivated: bool
    eventReminderEmailBody: str
    eventVideoOnDemand: bool
    eventVideoOnDemandRentalPeriod: int


class LocaleData(TypedDict):
    """What a customer from there is usually registered with."""

    country: str
    currency: str
    locale: str


class LocalizedBundleFields(TypedDict):
    """One country's version of an offer; `currency` is needed for a country that is new, and never changes."""

    country: str
    currency: NotRequired[str]
    price: NotRequired[Decimal | int | str]
    title: NotRequired[str]
    url: NotRequired[str]
    description: NotRequired[str]
    geoRestrictionEnabled: NotRequired[bool]
    geoRestrictionType: NotRequired[Literal["whitelist", "blacklist"]]
    geoRestrictionCountries: NotRequired[list[str]]
    priceRules: NotRequired[list[PriceRuleFields]]
    period: NotRequired[int]


class LocalizedEventFields(TypedDict):
    """One country's version of an offer; `currency` is needed for a country that is new, and never changes."""

    country: str
    currency: NotRequired[str]
    price: NotRequired[Decimal | int | str]
    title: NotRequired[str]
    url: NotRequired[str]
    description: NotRequired[str]
    geoRestrictionEnabled: NotRequired[bool]
    geoRestrictionType: NotRequired[Literal["whitelist", "blacklist"]]
    geoRestrictionCountries: NotRequired[list[str]]
    priceRules: NotRequired[list[PriceRuleFields]]
    tags: NotRequired[list[str]]


class LocalizedPassFields(TypedDict):
    """One country's version of an offer; `currency` is needed for a country that is new, and never changes."""

    country: str
    currency: NotRequired[str]
    price: NotRequired[Decimal | int | str]
    title: NotRequired[str]
    url: NotRequired[str]
    description: NotRequired[str]
    geoRestrictionEnabled: NotRequired[bool]
    geoRestrictionType: NotRequired[Literal["whitelist", "blacklist"]]
    geoRestrictionCountries: NotRequired[list[str]]
    priceRules: NotRequired[list[PriceRuleFields]]
    period: NotRequired[str]
    accessToTags: NotRequired[list[str]]


class LocalizedRentalFields(TypedDict):
    """One country's version of an offer; `currency` is needed for a country that is new, and never changes."""

    country: str
    currency: NotRequired[str]
    price: NotRequired[Decimal | int | str]
    title: NotRequired[str]
    url: NotRequired[str]
    description: NotRequired[str]
    geoRestrictionEnabled: NotRequired[bool]
    geoRestrictionType: NotRequired[Literal["whitelist", "blacklist"]]
    geoRestrictionCountries: NotRequired[list[str]]
    priceRules: NotRequired[list[PriceRuleFields]]
    contentExternalId: NotRequired[str]
    contentExternalData: NotRequired[str]
    tags: NotRequired[list[str]]
    period: NotRequired[int]


class LocalizedSingleFields(TypedDict):
    """One country's version of an offer; `currency` is needed for a country that is new, and never changes."""

    country: str
    currency: NotRequired[str]
    price: NotRequired[Decimal | int | str]
    title: NotRequired[str]
    url: NotRequired[str]
    description: NotRequired[str]
    geoRestrictionEnabled: NotRequired[bool]
    geoRestrictionType: NotRequired[Literal["whitelist", "blacklist"]]
    geoRestrictionCountries: NotRequired[list[str]]
    priceRules: NotRequired[list[PriceRuleFields]]
    contentExternalId: NotRequired[str]
    contentExternalData: NotRequired[str]
    tags: NotRequired[list[str]]


class LocalizedSubscriptionFields(TypedDict):
    """One country's version of an offer; `currency` is needed for a country that is new, and never changes."""

    country: str
    currency: NotRequired[str]
    price: NotRequired[Decimal | int | str]
    title: NotRequired[str]
    url: NotRequired[str]
    description: NotRequired[str]
    geoRestrictionEnabled: NotRequired[bool]
    geoRestrictionType: NotRequired[Literal["whitelist", "blacklist"]]
    geoRestrictionCountries: NotRequired[list[str]]
    priceRules: NotRequired[list[PriceRuleFields]]
    period: NotRequired[str]
    freePeriods: NotRequired[int]
    freeDays: NotRequired[int]
    accessToTags: NotRequired[list[str]]


class NewAssociate(TypedDict):
    """What a new associate is; its currency is the distributor's unless it is given."""

    email: str
    country: str
    currency: NotRequired[str]
    locale: str
    firstName: NotRequired[str]
    lastName: NotRequired[str]
    siteName: NotRequired[str]
    publisherData: NotRequired[str]


class OfferIds(TypedDict):
    """Ids of offers, with their countries."""

    offerIds: list[str]


class PassFields(TypedDict):
    """What its tags open, for a period or until a date."""

    price: NotRequired[Decimal | int | str]
    title: NotRequired[str]
    url: NotRequired[str]
    description: NotRequired[str]
    associateEmail: NotRequired[str]
    geoRestrictionEnabled: NotRequired[bool]
    geoRestrictionType: NotRequired[Literal["whitelist", "blacklist"]]
    geoRestrictionCountries: NotRequired[list[str]]
    priceRules: NotRequired[list[PriceRuleFields]]
    period: NotRequired[str]
    expiresAt: NotRequired[int]
    accessToTags: NotRequired[list[str]]


class PassGroup(TypedDict):
    """An offer in several countries, by country."""

    multiCurrencyOfferId: str
    offers: list[PassReply]


class PassOfferPage(TypedDict):
    """A page of offers, newest first."""

    items: list[PassReply]
    totalItemCount: int


class PassReply(TypedDict):
    """What its tags open, for a period or until a date: the other of the two is null."""

    id: str
    publisherEmail: str
    url: str
    title: str
    description: str
    price: Decimal | int
    currency: str
    country: str
    applicableTaxRate: Decimal | int
    active: bool
    createdAt: int
    updatedAt: int
    socialCommissionRate: Decimal | int
    averageRating: int
    contentType: str
    contentAgeRestriction: str | int
    geoRestrictionEnabled: bool
    geoRestrictionType: str
    geoRestrictionCountries: list[str]
    priceRules: list[PriceRuleReply]
    period: str | None
    expiresAt: int | None
    accessToTags: list[str]


class PaymentDetails(TypedDict):
    """A way to pay that a customer keeps; the card's fields are "" for what is no card."""

    paymentDetailsId: str
    paymentGateway: str
    paymentMethod: str
    cardExpirationDate: str
    cardLastFourDigits: str


class Period(TypedDict):
    """From when on, and until before when; 0 leaves it open."""

    dateFrom: NotRequired[int]
    dateTo: NotRequired[int]


class PersonalDataReply(TypedDict):
    """What is known about a customer, "" where nothing is; `broadcasterId` is the publisher."""

    firstName: str
    lastName: str
    address: str
    address2: str
    city: str
    postCode: str
    country: str
    email: str
    birthDate: str
    companyName: str
    phoneNumber: str
    broadcasterId: int
    customAnswers: list[CustomAnswer]


class PersonalFields(TypedDict):
    """What a customer told; what is left out stays as it is."""

    firstName: NotRequired[str]
    lastName: NotRequired[str]
    address: NotRequired[str]
    address2: NotRequired[str]
    city: NotRequired[str]
    postCode: NotRequired[str]
    country: NotRequired[str]
    email: NotRequired[str]
    birthDate: NotRequired[str]
    companyName: NotRequired[str]
    phoneNumber: NotRequired[str]
    customAnswers: NotRequired[list[Answer]]


class Picture(TypedDict):
    """Addresses of one picture in three sizes."""

    small: str
    medium: str
    large: str


#: A price that holds from one moment until before another: an extension, named as in the MediaStore API.
PriceRuleFields = TypedDict(
    "PriceRuleFields",
    {
        "from": "int",
        "to": "int",
        "amount": "Decimal | int | str",
        "name": "NotRequired[str]",
    },
)


#: A price that holds from one moment until before another.
PriceRuleReply = TypedDict(
    "PriceRuleReply",
    {
        "from": "int",
        "to": "int",
        "amount": "Decimal | int",
        "name": "str",
    },
)


class ProtectedItem(TypedDict):
    """One video under one rule: created, updated, unchanged, sold, ended or refused (`reason` says why)."""

    videoId: str
    rule: str
    outcome: str
    offerId: str
    reason: str


class ProtectionReport(TypedDict):
    """What was done, or with `dryRun` would be; `unmatched` counts the videos that no rule was for."""

    created: int
    updated: int
    unchanged: int
    sold: int
    ended: int
    refused: int
    unmatched: int
    items: list[ProtectedItem]


class ProtectionRule(TypedDict):
    """Which videos (`videoIds`, `tags`, `fields`: patterns such as `match-*`), and what is sold of them."""

    name: str
    videoIds: NotRequired[list[str]]
    tags: NotRequired[list[str]]
    fields: NotRequired[dict[str, list[str]]]
    offerType: NotRequired[Literal["single", "rental"]]
    price: str
    period: NotRequired[str]
    title: NotRequired[str]
    description: NotRequired[str]
    url: NotRequired[str]
    offerTags: NotRequired[str]


class PublisherAccount(TypedDict):
    """A publisher; `publisherData` is the distributor's own, of any form, and `licenseType` is always ""."""

    id: int
    email: str
    currency: str
    locale: str
    country: str
    firstName: str
    lastName: str
    siteName: str
    publisherData: str
    licenseType: str


class QuestionFields(TypedDict):
    """A question: a built-in key, or `custom_1` and so on with a `question`."""

    key: str
    required: NotRequired[bool]
    enabled: NotRequired[bool]
    enabledByDefault: NotRequired[bool]
    value: NotRequired[str]
    question: NotRequired[str]


class RemoteCustomer(TypedDict):
    """A customer of the publisher's own accounts."""

    email: str
    locale: str
    currency: str
    country: str
    emailVerified: NotRequired[bool]


class RentalData(TypedDict):
    """When a rental is to end; one client writes `exiresAt`."""

    expiresAt: int


class RentalFields(TypedDict):
    """A video for some hours."""

    price: NotRequired[Decimal | int | str]
    title: NotRequired[str]
    url: NotRequired[str]
    description: NotRequired[str]
    associateEmail: NotRequired[str]
    geoRestrictionEnabled: NotRequired[bool]
    geoRestrictionType: NotRequired[Literal["whitelist", "blacklist"]]
    geoRestrictionCountries: NotRequired[list[str]]
    priceRules: NotRequired[list[PriceRuleFields]]
    videoId: NotRequired[str]
    contentExternalId: NotRequired[str]
    contentExternalData: NotRequired[str]
    contentType: NotRequired[str]
    contentAgeRestriction: NotRequired[str]
    socialCommissionRate: NotRequired[Decimal | int | str]
    tags: NotRequired[list[str]]
    period: NotRequired[int]


class RentalGroup(TypedDict):
    """An offer in several countries, by country."""

    multiCurrencyOfferId: str
    offers: list[RentalReply]


class RentalOfferPage(TypedDict):
    """A page of offers, newest first."""

    items: list[RentalReply]
    totalItemCount: int


class RentalReply(TypedDict):
    """A video for some hours."""

    id: str
    publisherEmail: str
    url: str
    title: str
    description: str
    price: Decimal | int
    currency: str
    country: str
    applicableTaxRate: Decimal | int
    active: bool
    createdAt: int
    updatedAt: int
    socialCommissionRate: Decimal | int
    averageRating: int
    contentType: str
    contentAgeRestriction: str | int
    geoRestrictionEnabled: bool
    geoRestrictionType: str
    geoRestrictionCountries: list[str]
    priceRules: list[PriceRuleReply]
    videoId: str
    contentExternalId: str
    contentExternalData: str
    tags: list[str]
    period: int


class SingleFields(TypedDict):
    """A video, bought for good."""

    price: NotRequired[Decimal | int | str]
    title: NotRequired[str]
    url: NotRequired[str]
    description: NotRequired[str]
    associateEmail: NotRequired[str]
    geoRestrictionEnabled: NotRequired[bool]
    geoRestrictionType: NotRequired[Literal["whitelist", "blacklist"]]
    geoRestrictionCountries: NotRequired[list[str]]
    priceRules: NotRequired[list[PriceRuleFields]]
    videoId: NotRequired[str]
    contentExternalId: NotRequired[str]
    contentExternalData: NotRequired[str]
    contentType: NotRequired[str]
    contentAgeRestriction: NotRequired[str]
    socialCommissionRate: NotRequired[Decimal | int | str]
    tags: NotRequired[list[str]]


class SingleGroup(TypedDict):
    """An offer in several countries, by country."""

    multiCurrencyOfferId: str
    offers: list[SingleReply]


class SingleOfferPage(TypedDict):
    """A page of offers, newest first."""

    items: list[SingleReply]
    totalItemCount: int


class SingleReply(TypedDict):
    """A video, bought for good."""

    id: str
    publisherEmail: str
    url: str
    title: str
    description: str
    price: Decimal | int
    currency: str
    country: str
    applicableTaxRate: Decimal | int
    active: bool
    createdAt: int
    updatedAt: int
    socialCommissionRate: Decimal | int
    averageRating: int
    contentType: str
    contentAgeRestriction: str | int
    geoRestrictionEnabled: bool
    geoRestrictionType: str
    geoRestrictionCountries: list[str]
    priceRules: list[PriceRuleReply]
    videoId: str
    contentExternalId: str
    contentExternalData: str
    tags: list[str]


class Subscribed(TypedDict):
    """That it was done; `sharedSecret` checks the signatures of what is sent, "" after an end."""

    success: bool
    sharedSecret: str


class SubscriptionCampaignPage(TypedDict):
    """A page of campaigns for subscriptions."""

    items: list[ListedSubscriptionCampaign]
    totalItemCount: int


class SubscriptionCouponCampaign(TypedDict):
    """A campaign for subscriptions that was made, with its codes as they are stored."""

    id: str
    name: str
    discount: Decimal | int
    maxUsages: int
    expirationDate: int | None
    associateEmail: str
    active: bool
    applicableOnOfferIds: list[str]
    applicableOnFirstPeriod: bool
    numberOfAppliedPeriods: int
    paymentDetailsRequired: bool
    coupons: list[str]


class SubscriptionCouponCampaignFields(TypedDict):
    """A campaign for subscriptions; `numberOfAppliedPeriods` of 999 are all of them."""

    name: str
    discount: Decimal | int | str
    coupons: NotRequired[list[str] | int]
    maxUsages: NotRequired[int]
    usagePerCoupon: NotRequired[int]
    expirationDate: NotRequired[int]
    associateEmail: NotRequired[str]
    active: NotRequired[bool]
    applicableOnOfferIds: NotRequired[list[str]]
    applicableOnTags: NotRequired[list[str]]
    applicableOnFirstPeriod: NotRequired[bool]
    numberOfAppliedPeriods: NotRequired[int]
    paymentDetailsRequired: NotRequired[bool]


class SubscriptionData(TypedDict):
    """What is to become of a subscription; what is left out stays."""

    status: NotRequired[Literal["", "active", "cancelled", "terminated"]]
    expiresAt: NotRequired[int]
    cancellationType: NotRequired[CancellationType]
    cancellationReason: NotRequired[str]


class SubscriptionFields(TypedDict):
    """What its tags open, period by period."""

    price: NotRequired[Decimal | int | str]
    title: NotRequired[str]
    url: NotRequired[str]
    description: NotRequired[str]
    associateEmail: NotRequired[str]
    geoRestrictionEnabled: NotRequired[bool]
    geoRestrictionType: NotRequired[Literal["whitelist", "blacklist"]]
    geoRestrictionCountries: NotRequired[list[str]]
    priceRules: NotRequired[list[PriceRuleFields]]
    period: NotRequired[str]
    freePeriods: NotRequired[int]
    freeDays: NotRequired[int]
    accessToTags: NotRequired[list[str]]


class SubscriptionGroup(TypedDict):
    """An offer in several countries, by country."""

    multiCurrencyOfferId: str
    offers: list[SubscriptionReply]


class SubscriptionOfferPage(TypedDict):
    """A page of offers, newest first."""

    items: list[SubscriptionReply]
    totalItemCount: int


class SubscriptionPage(TypedDict):
    """A page of subscriptions."""

    items: list[CustomerSubscription]
    totalItemCount: int


class SubscriptionReply(TypedDict):
    """What its tags open, period by period."""

    id: str
    publisherEmail: str
    url: str
    title: str
    description: str
    price: Decimal | int
    currency: str
    country: str
    applicableTaxRate: Decimal | int
    active: bool
    createdAt: int
    updatedAt: int
    socialCommissionRate: Decimal | int
    averageRating: int
    contentType: str
    contentAgeRestriction: str | int
    geoRestrictionEnabled: bool
    geoRestrictionType: str
    geoRestrictionCountries: list[str]
    priceRules: list[PriceRuleReply]
    period: str
    freePeriods: int
    freeDays: int
    accessToTags: list[str]


class Success(TypedDict):
    """That it was done."""

    success: bool


class Tags(TypedDict):
    """Names of tags."""

    tags: list[str]


class Token(TypedDict):
    """A customer token of 48 characters."""

    token: str


class TransactionCriteria(TypedDict):
    """Which of them; `publisherEmail` is what one client calls `associateEmail`."""

    associateEmail: NotRequired[str]
    publisherEmail: NotRequired[str]
    customerEmail: NotRequired[str]
    offerId: NotRequired[str]
    dateFrom: NotRequired[int]
    dateTo: NotRequired[int]
    transactionId: NotRequired[str]
    offerType: NotRequired[str]
    campaignId: NotRequired[str]


class TransactionItem(TypedDict):
    """A payment that moved money; the coupon's fields are null, "0" and zero where there was none.

    `discountType` is "1" for a percentage, whose `discountRate` is a fraction. Offer prices are before the tax and
    before the discount, `discountedOfferPrice` after it. `transactionDate` is a Unix time in a text.
    """

    transactionId: str
    transactionDate: str
    transactionType: str
    transactionExternalData: str
    offerId: str
    offerType: str
    offerTitle: str
    offerDescription: str
    offerPeriod: str
    offerCurrency: str
    offerPriceExclTax: str
    discountedOfferPrice: str
    discountType: str
    discountRate: str
    discountValue: str
    couponCode: str | None
    campaignId: str | None
    campaignName: str | None
    transactionPriceExclTax: str
    transactionPriceInclTax: str
    transactionCurrency: str
    applicableTax: str
    appliedExchangeRateCustomer: str
    customerId: str
    customerEmail: str
    customerName: str
    customerLocale: str
    customerCountry: str
    customerIpCountry: str
    customerCurrency: str
    paymentMethod: str
    contentExternalId: str
    contentType: str
    url: str
    shortUrl: str
    referalUrl: str
    publisherId: str
    publisherEmail: str
    publisherSiteName: str
    siteName: str
    receiptSent: bool
    cancellationDisabled: bool


class TransactionPage(TypedDict):
    """A page of transactions, and sums over all pages: of those in `publisherCurrency`, as others do not add to them.

    What distributors earn by contract is not kept here: their sums are 0.
    """

    items: list[TransactionItem]
    totalItemCount: int
    couponsUsed: int
    couponsValue: str
    publisherDiscount: str
    distributorDiscount: str
    totalRevenue: str
    totalEarnings: str
    publisherEarnings: str
    distributorEarnings: str
    publisherTransactionPrice: str
    distributorTransactionPrice: str
    publisherCurrency: str
    parentCurrency: str


class Url(TypedDict):
    """An address for the customer's browser, good once, for 30 days."""

    url: str


class ViewerConsent(TypedDict):
    """A customer's last answer; `needsUpdate` if another version is asked for by now."""

    userId: int
    name: str
    state: str
    version: str
    date: int
    needsUpdate: bool


class VodAnswer(TypedDict):
    """A video on demand, wrapped as clients expect it."""

    vod: VodReply


class VodFields(TypedDict):
    """A video on demand; `rentalPeriod` is a number of days, without it the video is bought for good."""

    price: NotRequired[Decimal | int | str]
    title: NotRequired[str]
    url: NotRequired[str]
    description: NotRequired[str]
    associateEmail: NotRequired[str]
    geoRestrictionEnabled: NotRequired[bool]
    geoRestrictionType: NotRequired[Literal["whitelist", "blacklist"]]
    geoRestrictionCountries: NotRequired[list[str]]
    priceRules: NotRequired[list[PriceRuleFields]]
    videoId: NotRequired[str]
    playerCode: NotRequired[str]
    playerCodeHead: NotRequired[str]
    rentalPeriod: NotRequired[str]
    runtime: NotRequired[str]
    videoQuality: NotRequired[str]
    backgroundImageUrl: NotRequired[str]
    streamingPlatform: NotRequired[str]
    membershipOnly: NotRequired[bool]
    eventAssociation: NotRequired[list[str]]
    tags: NotRequired[list[str]]


class VodOfferPage(TypedDict):
    """A page of offers, newest first."""

    items: list[VodReply]
    totalItemCount: int


class VodReply(TypedDict):
    """A video on demand: what `getVodOffer` tells and what `listVodOffers` tells, together.

    The documentation spells `backgroungImageUrl`, clients do not: both are there.
    """

    id: str
    publisherEmail: str
    url: str
    title: str
    description: str
    price: Decimal | int
    currency: str
    country: str
    applicableTaxRate: Decimal | int
    active: bool
    createdAt: int
    updatedAt: int
    videoId: str
    rentalPeriod: str
    playerCode: str
    playerCodeHead: str
    streamingPlatform: str
    runtime: str
    videoQuality: str
    background: str
    backgroundImageUrl: Picture
    backgroungImageUrl: Picture
    eventAssociation: list[str]
    membershipOnly: bool
    geoRestrictionEnabled: bool
    geoRestrictionType: str
    geoRestrictionCountries: list[str]
    priceRules: list[PriceRuleReply]
    shortUrl: str
    tags: list[str]


CancellationType = Literal["paymentCancel", "userCancel", "publisherCancel"]
CaptureQuestions = list[CaptureQuestionReply]
ConsentDefinitions = dict[str, ConsentDefinition]
PaymentDetailsList = list[PaymentDetails]
ViewerConsents = dict[str, ViewerConsent]
