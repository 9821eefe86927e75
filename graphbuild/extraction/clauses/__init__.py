"""Predicates and their arguments, whatever the syntax."""
