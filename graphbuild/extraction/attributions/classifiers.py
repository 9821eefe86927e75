"""Gradient-boosted trees as plain arrays: reading them from the weights file and asking them.

The trees were grown by benchmarks/train_attributions.py; nothing but numpy is needed to ask them.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphbuild.errors import ModelError

WEIGHTS = Path(__file__).resolve().with_name("weights.npz")


class Forest(NamedTuple):
    """Trees in one array of nodes; a leaf is its own successor on both sides.

    roots: the first node of each tree. successors: the nodes for "not more than the threshold"
    and for "more", two a node. depth: steps from a root to its farthest leaf. All numbers that numpy
    looks up by are of the size it does so with, lest it convert them at each step.
    """

    roots: NDArray[np.intp]
    columns: NDArray[np.intp]
    thresholds: NDArray[np.float32]
    successors: NDArray[np.intp]
    values: NDArray[np.float32]
    depth: int

    def ask(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """A probability for each row."""
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


class Classifiers(NamedTuple):
    """The trees that classify cues, contents, sources and cue words, and the codes that they read."""

    cue: Forest
    content: Forest
    source: Forest
    part: Forest
    codes: Mapping[str, Mapping[str, float]]


@functools.cache
def load_classifiers(path: Path = WEIGHTS) -> Classifiers:
    """The classifiers in the package's weights file (read once a process)."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            forests = {name: _forest(name, arrays) for name in Classifiers._fields[:-1]}
            codes = json.loads(str(arrays["codes"]))
    except (OSError, KeyError, ValueError) as exc:
        raise ModelError(f"{path}: {exc}; reinstall graphbuild") from exc
    return Classifiers(**forests, codes=codes)


def _forest(name: str, arrays: Any) -> Forest:
    return Forest(
        arrays[f"{name}_roots"].astype(np.intp),
        arrays[f"{name}_columns"].astype(np.intp),
        arrays[f"{name}_thresholds"],
        arrays[f"{name}_successors"].astype(np.intp),
        arrays[f"{name}_values"],
        int(arrays[f"{name}_depth"]),
    )
