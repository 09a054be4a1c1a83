"""Floor 5: what changes between two builds of a schema, and how data follows."""
