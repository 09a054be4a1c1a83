"""The expression language: a typed subset of Python for rules and computed fields."""
