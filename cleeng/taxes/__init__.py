"""Taxes: asking a publisher's tax rules."""
