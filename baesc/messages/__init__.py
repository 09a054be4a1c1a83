"""Floor 1: diagnostics, their codes and their explanations."""
