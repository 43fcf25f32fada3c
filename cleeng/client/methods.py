"""The methods of the server.

Made from the server's registry by `python -m cleeng.rpc.manual`; do not edit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from cleeng.client.data import (
        AccessStatus,
        AssociateFields,
        BundleFields,
        BundleGroup,
        BundleOfferPage,
        BundleReply,
        CampaignCriteria,
        CampaignPage,
        CancellationCriteria,
        CancellationPage,
        CaptureQuestions,
        CatalogueVideo,
        ChangedRental,
        ChangedSubscription,
        ConsentDefinitions,
        CouponCampaign,
        CouponCampaignFields,
        CouponCriteria,
        CouponOptions,
        CouponPage,
        Criteria,
        Customer,
        CustomerData,
        EmailAddress,
        EventFields,
        EventGroup,
        EventOfferPage,
        EventReply,
        Flow,
        LibraryPage,
        LiveEventFields,
        LiveEventOfferPage,
        LiveEventReply,
        LocaleData,
        LocalizedBundleFields,
        LocalizedEventFields,
        LocalizedPassFields,
        LocalizedRentalFields,
        LocalizedSingleFields,
        LocalizedSubscriptionFields,
        NewAssociate,
        OfferIds,
        PassFields,
        PassGroup,
        PassOfferPage,
        PassReply,
        PaymentDetailsList,
        Period,
        PersonalDataReply,
        PersonalFields,
        ProtectionReport,
        ProtectionRule,
        PublisherAccount,
        QuestionFields,
        RemoteCustomer,
        RentalData,
        RentalFields,
        RentalGroup,
        RentalOfferPage,
        RentalReply,
        SingleFields,
        SingleGroup,
        SingleOfferPage,
        SingleReply,
        Subscribed,
        SubscriptionCampaignPage,
        SubscriptionCouponCampaign,
        SubscriptionCouponCampaignFields,
        SubscriptionData,
        SubscriptionFields,
        SubscriptionGroup,
        SubscriptionOfferPage,
        SubscriptionPage,
        SubscriptionReply,
        Success,
        Tags,
        Token,
        TransactionCriteria,
        TransactionPage,
        Url,
        ViewerConsents,
        VodAnswer,
        VodFields,
        VodOfferPage,
    )


class Methods:
    """Every method of the server, called at once."""

    def _call(self, method: str, params: dict[str, Any], *, caller: str = "", writes: bool = False) -> Any:
        """Call a method, with the token of `caller`'s name added."""
        raise NotImplementedError

    def activate_coupon_campaign(self, *, campaign_id: str) -> Success:
        """Let the codes of a campaign of either kind count again.

        Errors: 3, 11.
        """
        return self._call("activateCouponCampaign", {"campaignId": campaign_id}, caller="distributorToken", writes=True)

    def apply_coupon(
        self, *, customer_email: str, coupon_code: str, offer_id: str, coupon_options: CouponOptions | None = None
    ) -> Success:
        """Use a code for a customer's order: what costs nothing then is bought at once, the rest waits in the checkout.

        Errors: 3, 4, 10, 11, 12.
        """
        return self._call(
            "applyCoupon",
            {
                "customerEmail": customer_email,
                "couponCode": coupon_code,
                "offerId": offer_id,
                "couponOptions": coupon_options,
            },
            caller="publisherToken",
            writes=True,
        )

    def cancel_event_offer(self, *, offer_id: str) -> EventReply:
        """Take an offer off sale for good, in every country; what people bought of it they keep.

        Errors: 3, 4, 11.
        """
        return self._call("cancelEventOffer", {"offerId": offer_id}, caller="publisherToken", writes=True)

    def create_associate(self, *, associate_data: NewAssociate) -> PublisherAccount:
        """Make a publisher that sells through the distributor, who acts for it from now on.

        Errors: 3, 5, 11, 13.
        """
        return self._call("createAssociate", {"associateData": associate_data}, caller="distributorToken", writes=True)

    def create_bundle_offer(self, *, offer_data: BundleFields) -> BundleReply:
        """Put an offer on sale.

        Errors: 3, 5, 8.
        """
        return self._call("createBundleOffer", {"offerData": offer_data}, caller="publisherToken", writes=True)

    def create_coupon_campaign(self, *, campaign_data: CouponCampaignFields) -> CouponCampaign:
        """Make a campaign for everything but subscriptions, with codes of your own or newly drawn ones.

        Errors: 3, 4, 5, 11.
        """
        return self._call(
            "createCouponCampaign", {"campaignData": campaign_data}, caller="distributorToken", writes=True
        )

    def create_event_offer(self, *, offer_data: EventFields) -> EventReply:
        """Put an offer on sale.

        Errors: 3, 5, 8.
        """
        return self._call("createEventOffer", {"offerData": offer_data}, caller="publisherToken", writes=True)

    def create_live_event_offer(self, *, offer_data: LiveEventFields) -> LiveEventReply:
        """Put an offer on sale.

        Errors: 3, 5, 8.
        """
        return self._call("createLiveEventOffer", {"offerData": offer_data}, caller="publisherToken", writes=True)

    def create_multi_currency_bundle_offer(
        self,
        *,
        offer_data: BundleFields,
        localized_data: list[LocalizedBundleFields],
        multi_currency_offer_id: str | None = None,
    ) -> BundleGroup:
        """Put an offer on sale in several countries, each with a price, a currency and words of its own.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "createMultiCurrencyBundleOffer",
            {"offerData": offer_data, "localizedData": localized_data, "multiCurrencyOfferId": multi_currency_offer_id},
            caller="publisherToken",
            writes=True,
        )

    def create_multi_currency_event_offer(
        self,
        *,
        offer_data: EventFields,
        localized_data: list[LocalizedEventFields],
        multi_currency_offer_id: str | None = None,
    ) -> EventGroup:
        """Put an offer on sale in several countries, each with a price, a currency and words of its own.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "createMultiCurrencyEventOffer",
            {"offerData": offer_data, "localizedData": localized_data, "multiCurrencyOfferId": multi_currency_offer_id},
            caller="publisherToken",
            writes=True,
        )

    def create_multi_currency_pass_offer(
        self,
        *,
        offer_data: PassFields,
        localized_data: list[LocalizedPassFields],
        multi_currency_offer_id: str | None = None,
    ) -> PassGroup:
        """Put an offer on sale in several countries, each with a price, a currency and words of its own.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "createMultiCurrencyPassOffer",
            {"offerData": offer_data, "localizedData": localized_data, "multiCurrencyOfferId": multi_currency_offer_id},
            caller="publisherToken",
            writes=True,
        )

    def create_multi_currency_rental_offer(
        self,
        *,
        offer_data: RentalFields,
        localized_data: list[LocalizedRentalFields],
        multi_currency_offer_id: str | None = None,
    ) -> RentalGroup:
        """Put an offer on sale in several countries, each with a price, a currency and words of its own.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "createMultiCurrencyRentalOffer",
            {"offerData": offer_data, "localizedData": localized_data, "multiCurrencyOfferId": multi_currency_offer_id},
            caller="publisherToken",
            writes=True,
        )

    def create_multi_currency_single_offer(
        self,
        *,
        offer_data: SingleFields,
        localized_data: list[LocalizedSingleFields],
        multi_currency_offer_id: str | None = None,
    ) -> SingleGroup:
        """Put an offer on sale in several countries, each with a price, a currency and words of its own.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "createMultiCurrencySingleOffer",
            {"offerData": offer_data, "localizedData": localized_data, "multiCurrencyOfferId": multi_currency_offer_id},
            caller="publisherToken",
            writes=True,
        )

    def create_multi_currency_subscription_offer(
        self,
        *,
        offer_data: SubscriptionFields,
        localized_data: list[LocalizedSubscriptionFields],
        multi_currency_offer_id: str | None = None,
    ) -> SubscriptionGroup:
        """Put an offer on sale in several countries, each with a price, a currency and words of its own.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "createMultiCurrencySubscriptionOffer",
            {"offerData": offer_data, "localizedData": localized_data, "multiCurrencyOfferId": multi_currency_offer_id},
            caller="publisherToken",
            writes=True,
        )

    def create_pass_offer(self, *, offer_data: PassFields) -> PassReply:
        """Put an offer on sale.

        Errors: 3, 5, 8.
        """
        return self._call("createPassOffer", {"offerData": offer_data}, caller="publisherToken", writes=True)

    def create_rental_offer(self, *, offer_data: RentalFields) -> RentalReply:
        """Put an offer on sale.

        Errors: 3, 5, 8.
        """
        return self._call("createRentalOffer", {"offerData": offer_data}, caller="publisherToken", writes=True)

    def create_single_offer(self, *, offer_data: SingleFields) -> SingleReply:
        """Put an offer on sale.

        Errors: 3, 5, 8.
        """
        return self._call("createSingleOffer", {"offerData": offer_data}, caller="publisherToken", writes=True)

    def create_subscription_coupon_campaign(
        self, *, campaign_data: SubscriptionCouponCampaignFields
    ) -> SubscriptionCouponCampaign:
        """Make a campaign for subscriptions, with codes of your own or newly drawn ones.

        Errors: 3, 4, 5, 11.
        """
        return self._call(
            "createSubscriptionCouponCampaign", {"campaignData": campaign_data}, caller="distributorToken", writes=True
        )

    def create_subscription_offer(self, *, offer_data: SubscriptionFields) -> SubscriptionReply:
        """Put an offer on sale.

        Errors: 3, 5, 8.
        """
        return self._call("createSubscriptionOffer", {"offerData": offer_data}, caller="publisherToken", writes=True)

    def create_vod_offer(self, *, offer_data: VodFields) -> VodAnswer:
        """Put an offer on sale.

        Errors: 3, 5, 8.
        """
        return self._call("createVodOffer", {"offerData": offer_data}, caller="publisherToken", writes=True)

    def deactivate_bundle_offer(self, *, offer_id: str) -> BundleReply:
        """Take an offer off sale for good, in every country; what people bought of it they keep.

        Errors: 3, 4, 11.
        """
        return self._call("deactivateBundleOffer", {"offerId": offer_id}, caller="publisherToken", writes=True)

    def deactivate_coupon_campaign(self, *, campaign_id: str) -> Success:
        """Let the codes of a campaign of either kind count no more; open orders that have one keep their price.

        Errors: 3, 11.
        """
        return self._call(
            "deactivateCouponCampaign", {"campaignId": campaign_id}, caller="distributorToken", writes=True
        )

    def deactivate_event_offer(self, *, offer_id: str) -> EventReply:
        """Take an offer off sale for good, in every country; what people bought of it they keep.

        Errors: 3, 4, 11.
        """
        return self._call("deactivateEventOffer", {"offerId": offer_id}, caller="publisherToken", writes=True)

    def deactivate_live_event_offer(self, *, offer_id: str) -> LiveEventReply:
        """Take an offer off sale for good, in every country; what people bought of it they keep.

        Errors: 3, 4, 11.
        """
        return self._call("deactivateLiveEventOffer", {"offerId": offer_id}, caller="publisherToken", writes=True)

    def deactivate_pass_offer(self, *, offer_id: str) -> PassReply:
        """Take an offer off sale for good, in every country; what people bought of it they keep.

        Errors: 3, 4, 11.
        """
        return self._call("deactivatePassOffer", {"offerId": offer_id}, caller="publisherToken", writes=True)

    def deactivate_rental_offer(self, *, offer_id: str | None = None, video_id: str | None = None) -> RentalReply:
        """Take an offer off sale for good, in every country; what people bought of it they keep.

        Errors: 3, 4, 11.
        """
        return self._call(
            "deactivateRentalOffer", {"offerId": offer_id, "videoId": video_id}, caller="publisherToken", writes=True
        )

    def deactivate_single_offer(self, *, offer_id: str | None = None, video_id: str | None = None) -> SingleReply:
        """Take an offer off sale for good, in every country; what people bought of it they keep.

        Errors: 3, 4, 11.
        """
        return self._call(
            "deactivateSingleOffer", {"offerId": offer_id, "videoId": video_id}, caller="publisherToken", writes=True
        )

    def deactivate_subscription_offer(self, *, offer_id: str) -> SubscriptionReply:
        """Take an offer off sale for good, in every country; what people bought of it they keep.

        Errors: 3, 4, 11.
        """
        return self._call("deactivateSubscriptionOffer", {"offerId": offer_id}, caller="publisherToken", writes=True)

    def deactivate_vod_offer(self, *, offer_id: str) -> VodAnswer:
        """Take an offer off sale for good, in every country; what people bought of it they keep.

        Errors: 3, 4, 11.
        """
        return self._call("deactivateVodOffer", {"offerId": offer_id}, caller="publisherToken", writes=True)

    def delete_payment_details(self, *, payment_details_id: str) -> Success:
        """Forget a way to pay, here and at its gateway.

        Errors: 3, 11.
        """
        return self._call(
            "deletePaymentDetails", {"paymentDetailsId": payment_details_id}, caller="publisherToken", writes=True
        )

    def extend_token_expiration(self, *, customer_token: str, extension_time: int) -> Success:
        """Let a customer token live longer: at most 60 days from now.

        Errors: 1, 11, 12.
        """
        return self._call(
            "extendTokenExpiration", {"customerToken": customer_token, "extensionTime": extension_time}, writes=True
        )

    def fetch_broadcaster_specific_personal_data_with_capture_answers(self, *, user_id: int) -> PersonalDataReply:
        """Return what is known about a customer.

        Errors: 3, 11, 23.
        """
        return self._call(
            "fetchBroadcasterSpecificPersonalDataWithCaptureAnswers", {"userId": user_id}, caller="publisherToken"
        )

    def fetch_capture_questions(self) -> CaptureQuestions:
        """Return the questions, as an array: the built-in ones first, whether they are asked or not.

        Errors: 3.
        """
        return self._call("fetchCaptureQuestions", {}, caller="publisherToken")

    def generate_checkout_url(self, *, customer_email: str, flow_description: Flow | None = None) -> Url:
        """Return a link that signs a known customer in at the checkout.

        Errors: 3, 4, 10, 11, 12.
        """
        return self._call(
            "generateCheckoutUrl",
            {"customerEmail": customer_email, "flowDescription": flow_description},
            caller="publisherToken",
            writes=True,
        )

    def generate_customer_token(self, *, customer_email: str) -> Token:
        """Return a token for a customer whom the publisher has signed in itself.

        Errors: 3, 10, 11, 12.
        """
        return self._call(
            "generateCustomerToken", {"customerEmail": customer_email}, caller="publisherToken", writes=True
        )

    def generate_customer_token_from_external_id(self, *, external_id: str) -> Token:
        """Return a token for a customer whom the publisher knows by an id of its own.

        Errors: 3, 10, 11, 12.
        """
        return self._call(
            "generateCustomerTokenFromExternalId", {"externalId": external_id}, caller="publisherToken", writes=True
        )

    def generate_customer_token_from_facebook(self, *, facebook_id: str) -> Token:
        """Return a token for a customer who was registered with this Facebook id.

        Errors: 3, 10, 11, 12.
        """
        return self._call(
            "generateCustomerTokenFromFacebook", {"facebookId": facebook_id}, caller="publisherToken", writes=True
        )

    def generate_customer_token_from_password(self, *, customer_email: str, password: str) -> Token:
        """Return a token for a customer who gave the right password.

        Errors: 3, 10, 11, 12, 15.
        """
        return self._call(
            "generateCustomerTokenFromPassword",
            {"customerEmail": customer_email, "password": password},
            caller="publisherToken",
            writes=True,
        )

    def generate_customer_token_from_transaction_id(self, *, transaction_id: str) -> Token:
        """Return a token for whoever made a purchase in the last days, for apps without a keyboard.

        Errors: 5, 11, 12, 15.
        """
        return self._call("generateCustomerTokenFromTransactionId", {"transactionId": transaction_id}, writes=True)

    def generate_my_account_url(self, *, customer_email: str, modules: list[str] | None = None) -> Url:
        """Return a link that signs a known customer in at my account.

        Errors: 3, 10, 12, 16.
        """
        return self._call(
            "generateMyAccountUrl",
            {"customerEmail": customer_email, "modules": modules},
            caller="publisherToken",
            writes=True,
        )

    def get_access_status(
        self, *, offer_id: str, customer_token: str | None = None, ip_address: str | None = None
    ) -> AccessStatus:
        """Say whether a customer may watch an offer now; a viewer without a token may not, and that is no error.

        Errors: 1, 4, 12, 16.
        """
        return self._call(
            "getAccessStatus", {"offerId": offer_id, "customerToken": customer_token, "ipAddress": ip_address}
        )

    def get_access_status_for_device(
        self, *, customer_token: str, offer_id: str, device_id: str, device_type: str
    ) -> AccessStatus:
        """Say whether a customer may watch an offer on a device now.

        Errors: 1, 4, 11, 12, 14.
        """
        return self._call(
            "getAccessStatusForDevice",
            {"customerToken": customer_token, "offerId": offer_id, "deviceId": device_id, "deviceType": device_type},
            writes=True,
        )

    def get_accessible_tags(self, *, customer_token: str) -> Tags:
        """Return the tags that a customer's running passes and subscriptions open; "(all)" stands for every offer.

        Errors: 1, 3, 11.
        """
        return self._call("getAccessibleTags", {"customerToken": customer_token}, caller="publisherToken")

    def get_associate(self, *, associate_email: str) -> PublisherAccount:
        """Return an associate of the distributor whose token it is.

        Errors: 3, 5, 10, 11.
        """
        return self._call("getAssociate", {"associateEmail": associate_email}, caller="distributorToken")

    def get_bundle_offer(self, *, offer_id: str) -> BundleReply:
        """Return an offer, an inactive one too.

        Errors: 4, 11.
        """
        return self._call("getBundleOffer", {"offerId": offer_id})

    def get_consent_definitions(self) -> ConsentDefinitions:
        """Return what the publisher asks customers to agree to, by name.

        Errors: 3, 24.
        """
        return self._call("getConsentDefinitions", {}, caller="publisherToken")

    def get_customer(self, *, customer_token: str) -> Customer:
        """Return the customer whose token it is.

        Errors: 1, 12.
        """
        return self._call("getCustomer", {"customerToken": customer_token})

    def get_customer_email(self, *, customer_token: str) -> EmailAddress:
        """Return the e-mail address of one of the publisher's customers.

        Errors: 1, 3, 11.
        """
        return self._call("getCustomerEmail", {"customerToken": customer_token}, caller="publisherToken")

    def get_event_offer(self, *, offer_id: str) -> EventReply:
        """Return an offer, an inactive one too.

        Errors: 4, 11.
        """
        return self._call("getEventOffer", {"offerId": offer_id})

    def get_live_event_offer(self, *, offer_id: str) -> LiveEventReply:
        """Return an offer, an inactive one too.

        Errors: 4, 11.
        """
        return self._call("getLiveEventOffer", {"offerId": offer_id})

    def get_locale_data_from_ip(self, *, ip_address: str) -> LocaleData:
        """Return country, currency and locale of an address; of an unknown place, those of the publisher.

        Errors: 16.
        """
        return self._call("getLocaleDataFromIp", {"ipAddress": ip_address})

    def get_pass_offer(self, *, offer_id: str) -> PassReply:
        """Return an offer, an inactive one too.

        Errors: 4, 11.
        """
        return self._call("getPassOffer", {"offerId": offer_id})

    def get_publisher(self) -> PublisherAccount:
        """Return the publisher whose token it is.

        Errors: 3.
        """
        return self._call("getPublisher", {}, caller="publisherToken")

    def get_rental_offer(self, *, offer_id: str | None = None, video_id: str | None = None) -> RentalReply:
        """Return an offer, an inactive one too.

        Errors: 3, 4, 11.
        """
        return self._call("getRentalOffer", {"offerId": offer_id, "videoId": video_id}, caller="publisherToken")

    def get_single_offer(self, *, offer_id: str | None = None, video_id: str | None = None) -> SingleReply:
        """Return an offer, an inactive one too.

        Errors: 3, 4, 11.
        """
        return self._call("getSingleOffer", {"offerId": offer_id, "videoId": video_id}, caller="publisherToken")

    def get_subscription_offer(self, *, offer_id: str) -> SubscriptionReply:
        """Return an offer, an inactive one too.

        Errors: 4, 11.
        """
        return self._call("getSubscriptionOffer", {"offerId": offer_id})

    def get_viewer_consents(self, *, customer_email: str) -> ViewerConsents:
        """Return what a customer answered last to each consent, by its name; what was not answered is not there.

        Errors: 3, 10, 11, 23.
        """
        return self._call("getViewerConsents", {"customerEmail": customer_email}, caller="publisherToken")

    def get_vod_offer(self, *, offer_id: str) -> VodAnswer:
        """Return an offer, an inactive one too.

        Errors: 3, 4, 11.
        """
        return self._call("getVodOffer", {"offerId": offer_id}, caller="publisherToken")

    def grant_access_with_coupon(
        self, *, customer_email: str, coupon_code: str, offer_id: str, coupon_options: CouponOptions | None = None
    ) -> Success:
        """Give a customer access with a code that makes the offer cost nothing; any other is refused.

        Errors: 3, 4, 10, 11, 12.
        """
        return self._call(
            "grantAccessWithCoupon",
            {
                "customerEmail": customer_email,
                "couponCode": coupon_code,
                "offerId": offer_id,
                "couponOptions": coupon_options,
            },
            caller="publisherToken",
            writes=True,
        )

    def import_coupons(self, *, campaign_id: str, coupons: list[str] | None = None) -> Success:
        """Give a campaign codes that somebody else made, up to 100,000 in one call: all of them or none.

        Errors: 3, 11.
        """
        return self._call(
            "importCoupons", {"campaignId": campaign_id, "coupons": coupons}, caller="distributorToken", writes=True
        )

    def is_trial_allowed(self, *, customer_email: str, offer_id: str) -> Success:
        """Say whether a customer would still get the free trial of a subscription; an address unknown so far would.

        Errors: 3, 4, 11.
        """
        return self._call(
            "isTrialAllowed", {"customerEmail": customer_email, "offerId": offer_id}, caller="publisherToken"
        )

    def list_bundle_offers(
        self, *, offset: int | None = None, limit: int | None = None, criteria: Criteria | None = None
    ) -> BundleOfferPage:
        """Return a page of the publisher's offers, newest first.

        Errors: 3, 5, 11.
        """
        return self._call(
            "listBundleOffers", {"offset": offset, "limit": limit, "criteria": criteria}, caller="publisherToken"
        )

    def list_cancellations(
        self, *, offset: int | None = None, limit: int | None = None, criteria: CancellationCriteria | None = None
    ) -> CancellationPage:
        """Return a page of the subscriptions that were cancelled or ended, newest first.

        Errors: 3, 4, 5, 11.
        """
        return self._call(
            "listCancellations", {"offset": offset, "limit": limit, "criteria": criteria}, caller="publisherToken"
        )

    def list_coupon_campaigns(
        self, *, offset: int | None = None, limit: int | None = None, criteria: CampaignCriteria | None = None
    ) -> CampaignPage:
        """Return a page of the campaigns for everything but subscriptions, newest first.

        Errors: 3, 5, 11.
        """
        return self._call(
            "listCouponCampaigns", {"offset": offset, "limit": limit, "criteria": criteria}, caller="distributorToken"
        )

    def list_coupons(
        self, *, criteria: CouponCriteria, offset: int | None = None, limit: int | None = None
    ) -> CouponPage:
        """Return the codes of a campaign, newest first, and how often each was used.

        Errors: 3, 11.
        """
        return self._call(
            "listCoupons", {"criteria": criteria, "offset": offset, "limit": limit}, caller="distributorToken"
        )

    def list_customer_library(
        self,
        *,
        customer_email: str,
        offset: int | None = None,
        limit: int | None = None,
        criteria: Period | None = None,
    ) -> LibraryPage:
        """Return a page of what a customer bought, newest first.

        Errors: 3, 10, 11, 12.
        """
        return self._call(
            "listCustomerLibrary",
            {"customerEmail": customer_email, "offset": offset, "limit": limit, "criteria": criteria},
            caller="publisherToken",
        )

    def list_customer_subscriptions(
        self, *, customer_email: str, offset: int | None = None, limit: int | None = None
    ) -> SubscriptionPage:
        """Return a page of the subscriptions that give a customer access, cancelled ones too, newest first.

        Errors: 3, 10, 11, 12.
        """
        return self._call(
            "listCustomerSubscriptions",
            {"customerEmail": customer_email, "offset": offset, "limit": limit},
            caller="publisherToken",
        )

    def list_event_offers(
        self, *, offset: int | None = None, limit: int | None = None, criteria: Criteria | None = None
    ) -> EventOfferPage:
        """Return a page of the publisher's offers, newest first.

        Errors: 3, 5, 11.
        """
        return self._call(
            "listEventOffers", {"offset": offset, "limit": limit, "criteria": criteria}, caller="publisherToken"
        )

    def list_live_event_offers(
        self, *, offset: int | None = None, limit: int | None = None, criteria: Criteria | None = None
    ) -> LiveEventOfferPage:
        """Return a page of the publisher's offers, newest first.

        Errors: 3, 5, 11.
        """
        return self._call(
            "listLiveEventOffers", {"offset": offset, "limit": limit, "criteria": criteria}, caller="publisherToken"
        )

    def list_offer_ids_by_video_id(self, *, video_id: str) -> OfferIds:
        """Return the ids of all offers on sale that sell a video, newest first.

        Errors: 3, 11.
        """
        return self._call("listOfferIdsByVideoId", {"videoId": video_id}, caller="publisherToken")

    def list_pass_offers(
        self, *, offset: int | None = None, limit: int | None = None, criteria: Criteria | None = None
    ) -> PassOfferPage:
        """Return a page of the publisher's offers, newest first.

        Errors: 3, 5, 11.
        """
        return self._call(
            "listPassOffers", {"offset": offset, "limit": limit, "criteria": criteria}, caller="publisherToken"
        )

    def list_payment_details(self, *, user_email: str) -> PaymentDetailsList:
        """Return the ways to pay that a customer keeps, as an array.

        Errors: 3, 10, 11, 12.
        """
        return self._call("listPaymentDetails", {"userEmail": user_email}, caller="publisherToken")

    def list_rental_offers(
        self,
        *,
        offset: int | None = None,
        limit: int | None = None,
        criteria: Criteria | None = None,
        video_id: str | None = None,
    ) -> RentalOfferPage:
        """Return a page of the publisher's offers, newest first.

        Errors: 3, 5, 11.
        """
        return self._call(
            "listRentalOffers",
            {"offset": offset, "limit": limit, "criteria": criteria, "videoId": video_id},
            caller="publisherToken",
        )

    def list_single_offers(
        self,
        *,
        offset: int | None = None,
        limit: int | None = None,
        criteria: Criteria | None = None,
        video_id: str | None = None,
    ) -> SingleOfferPage:
        """Return a page of the publisher's offers, newest first.

        Errors: 3, 5, 11.
        """
        return self._call(
            "listSingleOffers",
            {"offset": offset, "limit": limit, "criteria": criteria, "videoId": video_id},
            caller="publisherToken",
        )

    def list_subscription_coupon_campaigns(
        self, *, offset: int | None = None, limit: int | None = None, criteria: CampaignCriteria | None = None
    ) -> SubscriptionCampaignPage:
        """Return a page of the campaigns for subscriptions, newest first.

        Errors: 3, 5, 11.
        """
        return self._call(
            "listSubscriptionCouponCampaigns",
            {"offset": offset, "limit": limit, "criteria": criteria},
            caller="distributorToken",
        )

    def list_subscription_offers(
        self, *, offset: int | None = None, limit: int | None = None, criteria: Criteria | None = None
    ) -> SubscriptionOfferPage:
        """Return a page of the publisher's offers, newest first.

        Errors: 3, 5, 11.
        """
        return self._call(
            "listSubscriptionOffers", {"offset": offset, "limit": limit, "criteria": criteria}, caller="publisherToken"
        )

    def list_transactions(
        self, *, offset: int | None = None, limit: int | None = None, criteria: TransactionCriteria | None = None
    ) -> TransactionPage:
        """Return a page of the payments that moved money, newest first, and sums.

        Errors: 3, 4, 5, 11.
        """
        return self._call(
            "listTransactions", {"offset": offset, "limit": limit, "criteria": criteria}, caller="publisherToken"
        )

    def list_vod_offers(
        self, *, offset: int | None = None, limit: int | None = None, criteria: Criteria | None = None
    ) -> VodOfferPage:
        """Return a page of the publisher's offers, newest first.

        Errors: 3, 5, 11.
        """
        return self._call(
            "listVodOffers", {"offset": offset, "limit": limit, "criteria": criteria}, caller="publisherToken"
        )

    def prepare_remote_auth(self, *, customer_data: RemoteCustomer, flow_description: Flow) -> Url:
        """Register a customer whom the publisher has signed in, or bring him up to date, and return a checkout link.

        Errors: 3, 11, 12.
        """
        return self._call(
            "prepareRemoteAuth",
            {"customerData": customer_data, "flowDescription": flow_description},
            caller="publisherToken",
            writes=True,
        )

    def protect_videos(
        self, *, videos: list[CatalogueVideo], rules: list[ProtectionRule] | None = None, dry_run: bool | None = None
    ) -> ProtectionReport:
        """Make offers of videos by rules; the same call again changes nothing.

        Errors: 3, 11.
        """
        return self._call(
            "protectVideos", {"videos": videos, "rules": rules, "dryRun": dry_run}, caller="publisherToken", writes=True
        )

    def register_customer(self, *, customer_data: CustomerData) -> Token:
        """Make a customer and return a token that speaks for him.

        Errors: 3, 11, 13.
        """
        return self._call("registerCustomer", {"customerData": customer_data}, caller="publisherToken", writes=True)

    def register_subscription(
        self,
        *,
        customer_email: str,
        offer_id: str,
        expiration_date: int,
        payment_gateway: str,
        payment_method: str,
        payment_method_specific_params: str | None = None,
        payment_external_id: str | None = None,
    ) -> Success:
        """Let a customer have a subscription that is paid elsewhere, until a moment.

        Errors: 3, 4, 10, 11, 12.
        """
        return self._call(
            "registerSubscription",
            {
                "customerEmail": customer_email,
                "offerId": offer_id,
                "expirationDate": expiration_date,
                "paymentGateway": payment_gateway,
                "paymentMethod": payment_method,
                "paymentMethodSpecificParams": payment_method_specific_params,
                "paymentExternalId": payment_external_id,
            },
            caller="publisherToken",
            writes=True,
        )

    def request_password_reset(self, *, customer_email: str, reset_url: str | None = None) -> Success:
        """Mail a customer a link to set a new password; it brings `email` and `resetPasswordToken` to the page.

        Errors: 3, 10, 11, 12, 15, 16.
        """
        return self._call(
            "requestPasswordReset",
            {"customerEmail": customer_email, "resetUrl": reset_url},
            caller="publisherToken",
            writes=True,
        )

    def save_capture_questions(self, *, questions: list[QuestionFields]) -> Success:
        """Store what is asked, all of it or nothing.

        Errors: 3, 11.
        """
        return self._call("saveCaptureQuestions", {"questions": questions}, caller="publisherToken", writes=True)

    def set_capture_enabled(self, *, enabled: bool) -> Success:
        """Ask customers about themselves, or ask them no more; questions and answers stay.

        Errors: 3, 11.
        """
        return self._call("setCaptureEnabled", {"enabled": enabled}, caller="publisherToken", writes=True)

    def submit_consent(
        self, *, customer_email: str, name: str, state: Literal["accepted", "declined"], version: str
    ) -> Success:
        """Write down what a customer answered to the present version of a consent; earlier answers are kept.

        Errors: 3, 11, 23, 27, 28, 29.
        """
        return self._call(
            "submitConsent",
            {"customerEmail": customer_email, "name": name, "state": state, "version": version},
            caller="publisherToken",
            writes=True,
        )

    def subscribe_to_webhook_event(self, *, topic: str, url: str, active: bool | None = None) -> Subscribed:
        """Have an address told whenever something of a topic happens.

        Errors: 3, 11.
        """
        return self._call(
            "subscribeToWebhookEvent",
            {"topic": topic, "url": url, "active": active},
            caller="publisherToken",
            writes=True,
        )

    def track_offer_impression(
        self, *, offer_id: str, customer_token: str | None = None, ip_address: str | None = None
    ) -> Success:
        """Count one look at an offer, for conversion rates.

        Errors: 4, 11.
        """
        return self._call(
            "trackOfferImpression",
            {"offerId": offer_id, "customerToken": customer_token, "ipAddress": ip_address},
            writes=True,
        )

    def update_associate(self, *, associate_email: str, associate_data: AssociateFields) -> PublisherAccount:
        """Change what the data name of an associate, its e-mail address too, and nothing else.

        Errors: 3, 5, 10, 11, 13.
        """
        return self._call(
            "updateAssociate",
            {"associateEmail": associate_email, "associateData": associate_data},
            caller="distributorToken",
            writes=True,
        )

    def update_broadcaster_specific_personal_data_with_capture_answers(
        self, *, user_id: int, new_personal_data: PersonalFields
    ) -> Success:
        """Write down what a customer told; only what enabled questions ask for.

        Errors: 3, 11, 23.
        """
        return self._call(
            "updateBroadcasterSpecificPersonalDataWithCaptureAnswers",
            {"userId": user_id, "newPersonalData": new_personal_data},
            caller="publisherToken",
            writes=True,
        )

    def update_bundle_offer(self, *, offer_id: str, offer_data: BundleFields) -> BundleReply:
        """Change what the data name of an offer, and nothing else.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "updateBundleOffer", {"offerId": offer_id, "offerData": offer_data}, caller="publisherToken", writes=True
        )

    def update_customer_email(self, *, customer_email: str, new_email: str) -> Success:
        """Give a customer another e-mail address.

        Errors: 3, 10, 11, 12, 13.
        """
        return self._call(
            "updateCustomerEmail",
            {"customerEmail": customer_email, "newEmail": new_email},
            caller="publisherToken",
            writes=True,
        )

    def update_customer_password(self, *, customer_email: str, reset_password_token: str, new_password: str) -> Success:
        """Set the password that a mailed link allows, once; all devices are signed out.

        Errors: 3, 10, 11, 12, 16.
        """
        return self._call(
            "updateCustomerPassword",
            {"customerEmail": customer_email, "resetPasswordToken": reset_password_token, "newPassword": new_password},
            caller="publisherToken",
            writes=True,
        )

    def update_customer_rental(self, *, customer_email: str, offer_id: str, rental_data: RentalData) -> ChangedRental:
        """Let a rental that runs end at another time.

        Errors: 3, 4, 10, 11, 12.
        """
        return self._call(
            "updateCustomerRental",
            {"customerEmail": customer_email, "offerId": offer_id, "rentalData": rental_data},
            caller="publisherToken",
            writes=True,
        )

    def update_customer_subscription(
        self, *, customer_email: str, offer_id: str, subscription_data: SubscriptionData
    ) -> ChangedSubscription:
        """Cancel, resume, end at once or extend a subscription; it can be made longer, never shorter.

        Errors: 3, 4, 10, 11, 12.
        """
        return self._call(
            "updateCustomerSubscription",
            {"customerEmail": customer_email, "offerId": offer_id, "subscriptionData": subscription_data},
            caller="publisherToken",
            writes=True,
        )

    def update_event_offer(self, *, offer_id: str, offer_data: EventFields) -> EventReply:
        """Change what the data name of an offer, and nothing else.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "updateEventOffer", {"offerId": offer_id, "offerData": offer_data}, caller="publisherToken", writes=True
        )

    def update_live_event_offer(self, *, offer_id: str, offer_data: LiveEventFields) -> LiveEventReply:
        """Change what the data name of an offer, and nothing else.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "updateLiveEventOffer", {"offerId": offer_id, "offerData": offer_data}, caller="publisherToken", writes=True
        )

    def update_multi_currency_bundle_offer(
        self,
        *,
        multi_currency_offer_id: str,
        offer_data: BundleFields,
        localized_data: list[LocalizedBundleFields] | None = None,
    ) -> BundleGroup:
        """Change an offer in several countries: what `offerData` names in all of them, but the price; no currency.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "updateMultiCurrencyBundleOffer",
            {"multiCurrencyOfferId": multi_currency_offer_id, "offerData": offer_data, "localizedData": localized_data},
            caller="publisherToken",
            writes=True,
        )

    def update_multi_currency_event_offer(
        self,
        *,
        multi_currency_offer_id: str,
        offer_data: EventFields,
        localized_data: list[LocalizedEventFields] | None = None,
    ) -> EventGroup:
        """Change an offer in several countries: what `offerData` names in all of them, but the price; no currency.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "updateMultiCurrencyEventOffer",
            {"multiCurrencyOfferId": multi_currency_offer_id, "offerData": offer_data, "localizedData": localized_data},
            caller="publisherToken",
            writes=True,
        )

    def update_multi_currency_pass_offer(
        self,
        *,
        multi_currency_offer_id: str,
        offer_data: PassFields,
        localized_data: list[LocalizedPassFields] | None = None,
    ) -> PassGroup:
        """Change an offer in several countries: what `offerData` names in all of them, but the price; no currency.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "updateMultiCurrencyPassOffer",
            {"multiCurrencyOfferId": multi_currency_offer_id, "offerData": offer_data, "localizedData": localized_data},
            caller="publisherToken",
            writes=True,
        )

    def update_multi_currency_rental_offer(
        self,
        *,
        multi_currency_offer_id: str,
        offer_data: RentalFields,
        localized_data: list[LocalizedRentalFields] | None = None,
    ) -> RentalGroup:
        """Change an offer in several countries: what `offerData` names in all of them, but the price; no currency.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "updateMultiCurrencyRentalOffer",
            {"multiCurrencyOfferId": multi_currency_offer_id, "offerData": offer_data, "localizedData": localized_data},
            caller="publisherToken",
            writes=True,
        )

    def update_multi_currency_single_offer(
        self,
        *,
        multi_currency_offer_id: str,
        offer_data: SingleFields,
        localized_data: list[LocalizedSingleFields] | None = None,
    ) -> SingleGroup:
        """Change an offer in several countries: what `offerData` names in all of them, but the price; no currency.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "updateMultiCurrencySingleOffer",
            {"multiCurrencyOfferId": multi_currency_offer_id, "offerData": offer_data, "localizedData": localized_data},
            caller="publisherToken",
            writes=True,
        )

    def update_multi_currency_subscription_offer(
        self,
        *,
        multi_currency_offer_id: str,
        offer_data: SubscriptionFields,
        localized_data: list[LocalizedSubscriptionFields] | None = None,
    ) -> SubscriptionGroup:
        """Change an offer in several countries: what `offerData` names in all of them, but the price; no currency.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "updateMultiCurrencySubscriptionOffer",
            {"multiCurrencyOfferId": multi_currency_offer_id, "offerData": offer_data, "localizedData": localized_data},
            caller="publisherToken",
            writes=True,
        )

    def update_pass_offer(self, *, offer_id: str, offer_data: PassFields) -> PassReply:
        """Change what the data name of an offer, and nothing else.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "updatePassOffer", {"offerId": offer_id, "offerData": offer_data}, caller="publisherToken", writes=True
        )

    def update_rental_offer(self, *, offer_id: str, offer_data: RentalFields) -> RentalReply:
        """Change what the data name of an offer, and nothing else.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "updateRentalOffer", {"offerId": offer_id, "offerData": offer_data}, caller="publisherToken", writes=True
        )

    def update_single_offer(self, *, offer_id: str, offer_data: SingleFields) -> SingleReply:
        """Change what the data name of an offer, and nothing else.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "updateSingleOffer", {"offerId": offer_id, "offerData": offer_data}, caller="publisherToken", writes=True
        )

    def update_subscription_offer(self, *, offer_id: str, offer_data: SubscriptionFields) -> SubscriptionReply:
        """Change what the data name of an offer, and nothing else.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "updateSubscriptionOffer",
            {"offerId": offer_id, "offerData": offer_data},
            caller="publisherToken",
            writes=True,
        )

    def update_vod_offer(self, *, offer_id: str, offer_data: VodFields) -> VodAnswer:
        """Change what the data name of an offer, and nothing else.

        Errors: 3, 4, 5, 8.
        """
        return self._call(
            "updateVodOffer", {"offerId": offer_id, "offerData": offer_data}, caller="publisherToken", writes=True
        )
