"""PhotoFix: takes out what should not be in a photograph, and brings back what time took from it."""

__version__ = "0.1.0"
