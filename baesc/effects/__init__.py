"""Floor 8: disk, SQLite, processes, clock."""
