"""Entitlements: who may watch what, until when, and why."""
