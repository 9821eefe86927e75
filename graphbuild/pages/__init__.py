"""HTML pages: explorer, chronology, matrix, map and brief."""
