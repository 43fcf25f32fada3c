"""Payments: moving money once, and knowing what became of it."""
