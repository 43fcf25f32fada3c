"""Sample configuration; imported as cleeng_config."""
