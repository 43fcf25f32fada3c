"""Reports: read-only lists and sums over what the other contexts wrote."""
