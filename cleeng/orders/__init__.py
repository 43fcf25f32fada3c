"""Orders: what a customer set out to buy, and how far it came."""
