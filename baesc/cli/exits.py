"""Exit codes."""

CLEAN = 0
DIAGNOSTICS = 1
USAGE = 2
INTERNAL = 3
