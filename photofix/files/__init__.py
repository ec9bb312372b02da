"""Files in and out: pixels, depth, profile and metadata of photographs."""
