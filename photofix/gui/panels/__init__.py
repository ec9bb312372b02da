"""The panels around the photo: one file each."""
