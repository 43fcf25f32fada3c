"""Catalogue: what a publisher sells."""
