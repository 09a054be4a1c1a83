"""Requests in plain words: from a sentence to a change of specs."""
