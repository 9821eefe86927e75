"""Gradient-boosted trees as plain arrays; prediction needs nothing but NumPy.

LightGBM grows them (tools/train_relations.py, benchmarks/train_attributions.py); the arrays lie in .npz files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Forest(NamedTuple):
    """The trees of one binary classifier, their nodes in one array.

    A leaf is its own successor on both sides, so that all trees can be walked `depth` steps at once,
    whatever the depth of each.

    roots: (n_trees,), the first node of each tree.
    columns, thresholds: (n_nodes,), the feature that a node compares and with what.
    successors: (2 * n_nodes,), for node i at 2i the next node where the feature is not more than the
        threshold, at 2i + 1 the one where it is more.
    values: (n_nodes,), log-odds that a leaf adds. depth: steps from a root to its farthest leaf.
    Indices are of NumPy's own index type, since it would convert any other at every step.
    """

    roots: NDArray[np.intp]
    columns: NDArray[np.intp]
    thresholds: NDArray[np.float32]
    successors: NDArray[np.intp]
    values: NDArray[np.float32]
    depth: int

    def ask(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """The probability (0 to 1) of each row of features."""
        if not rows:
            return []
        table = np.asarray(rows, dtype=np.float32)
        flat, width = table.ravel(), table.shape[1]
        offsets = (np.arange(len(table), dtype=np.intp) * width)[:, None]
        at = np.broadcast_to(self.roots, (len(table), len(self.roots)))
        for _ in range(self.depth):
            more = flat.take(offsets + self.columns.take(at)) > self.thresholds.take(at)
            at = self.successors.take(2 * at + more)
        total = self.values.take(at).sum(axis=1, dtype=np.float64)
        return [float(p) for p in 1.0 / (1.0 + np.exp(-total))]


def read_forest(name: str, arrays: Mapping[str, Any]) -> Forest:
    """The forest whose arrays have names that begin with `name` and an underscore."""
    return Forest(
        arrays[f"{name}_roots"].astype(np.intp),
        arrays[f"{name}_columns"].astype(np.intp),
        arrays[f"{name}_thresholds"],
        arrays[f"{name}_successors"].astype(np.intp),
        arrays[f"{name}_values"],
        int(arrays[f"{name}_depth"]),
    )
