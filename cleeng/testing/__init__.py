"""Contract tests and fakes for plugin authors."""
