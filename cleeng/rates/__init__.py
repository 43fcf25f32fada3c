"""Exchange rates: fetched, checked, kept, and ready to price with."""
