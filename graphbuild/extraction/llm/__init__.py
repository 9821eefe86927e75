"""A large language model as a reader: what it is asked, and what of its answer the article bears out."""
