"""Article -> Document: an article with its parse."""
