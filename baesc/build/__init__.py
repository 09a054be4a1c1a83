"""Floor 6: the artifact graph, its execution, and reasons."""
