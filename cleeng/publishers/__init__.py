"""Publishers: the accounts that sell, and their API tokens."""
