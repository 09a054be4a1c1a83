"""Floor 5: the passes, in the order in which they run."""
