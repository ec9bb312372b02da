"""Tools: what a press, a drag and a release do to the document. One gesture each."""
