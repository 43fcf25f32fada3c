"""Coupons (JSON-RPC reference, 2.8)."""
