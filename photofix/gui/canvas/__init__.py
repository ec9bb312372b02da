"""The canvas: the photo on the screen, with the mask, the comparison and the cursor over it."""
