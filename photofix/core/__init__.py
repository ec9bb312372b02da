"""The photo as data: regions, pixels, masks, edits, documents. numpy and OpenCV only."""
