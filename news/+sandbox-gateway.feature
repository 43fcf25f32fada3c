Test cards bring about every end of a payment, at a bank that keeps its own books; gateways have a contract test.
