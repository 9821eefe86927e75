"""Figures and checks of a graph: statistics, paths, comparisons, differences, validation, evaluation."""
