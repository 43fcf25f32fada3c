"""Webhooks: publishers' servers that are told what happened."""
