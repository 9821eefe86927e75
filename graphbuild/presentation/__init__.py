"""Statements as people read them (labels, stances, quotes, safe text), and entities by typed names."""
