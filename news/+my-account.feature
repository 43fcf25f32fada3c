Customers look after profile, library, subscriptions, payment methods and password in their account.
