"""Clauses -> Claims outside the ontology's vocabulary, in the words of the text."""
