"""Self-hosted video commerce: offers, checkout, payments, entitlements."""
