"""What can be counted in a graph: its central entities, the ways through it, and its outlets."""
