"""Floor 3: the records that passes hand to each other."""
