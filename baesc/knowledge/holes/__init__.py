"""Holes: what a function that a model writes must be, and how its answer is checked."""
