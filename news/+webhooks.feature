`subscribeToWebhookEvent`: publishers' servers are told of payments, accounts, consents and offers by signed webhooks.
