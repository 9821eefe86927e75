"""Document -> Mention: the places where an article names or describes something."""
