"""Coupons: campaigns, their codes, and who used them."""
