"""What follows from the statements of many articles: disputes, corroboration, reprints, counts."""
