"""Networks as plain callables: numpy in, numpy out. torch is imported inside load() only."""
