"""Colours are told by hints on the photo, with a panel, a bar and an undo of their own."""
