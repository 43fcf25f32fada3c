"""Pricing: pure functions from an offer to a quote."""
