"""Telling PhotoFix the colours of a photo: hints on the photo, their panel, bar and undo."""
