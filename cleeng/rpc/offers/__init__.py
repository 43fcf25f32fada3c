"""Offers (JSON-RPC reference, 2.5 and 2.6)."""
