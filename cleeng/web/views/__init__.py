"""Views of the hosted pages: they decide nothing."""
