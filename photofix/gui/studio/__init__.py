"""The sketch studio: a window in which one draws what a translator turns into a picture, stroke by stroke."""
