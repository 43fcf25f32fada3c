"""Files served to browsers; imported as cleeng_static."""
