"""Subscriptions: agreements that renew."""
