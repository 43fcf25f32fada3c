"""The built-in plugins, one folder each; imported as cleeng_plugins."""
