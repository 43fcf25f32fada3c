"""Customers: viewers, how they sign in, and their tokens."""
