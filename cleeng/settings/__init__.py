"""Settings: from ini files to frozen values, every fault named at once."""

from cleeng.settings.application import Settings
from cleeng.settings.faults import ConfigurationError, Fault, Faults
from cleeng.settings.publisher import Branding, PublisherSettings, Route

__all__ = ["Branding", "ConfigurationError", "Fault", "Faults", "PublisherSettings", "Route", "Settings"]
