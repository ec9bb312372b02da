"""What PhotoFix can do to a photo: one file per operation, listed in table.py. No Qt, no torch."""
