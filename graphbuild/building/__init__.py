"""Articles -> a store: what is new or has changed is read, in one process or in several."""
