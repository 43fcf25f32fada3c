"""Invoices and credit notes: numbered without gaps, final once issued."""
