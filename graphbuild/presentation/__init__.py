"""Statements as people read them: labels, stances, quotes and safe text, for pages and server alike."""
