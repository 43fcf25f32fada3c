JSON-RPC: subscriptions that an app store charges are registered, made longer with each payment, and listed with who takes the money.
