"""Bulk protection: offers made by rules from the videos of a catalogue."""
