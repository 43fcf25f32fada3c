"""Mails to customers: what they say, and how the outbox brings them to people."""
