"""Our own network architectures, as torch modules without weights."""
