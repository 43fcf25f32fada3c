Players and servers get a signed address that plays for a customer's token.
