"""Chameleon templates shared by the core and several plugins; imported as cleeng_templates."""
