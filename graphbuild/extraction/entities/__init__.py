"""Chains of mentions -> Entity: identifier, label and class."""
