"""Floor 0: sources and spans, digests, names."""
