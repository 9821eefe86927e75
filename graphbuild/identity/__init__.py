"""Which entities of different articles are one, with the decisions of people."""
