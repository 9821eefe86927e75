"""The parser's matrix products by NumPy's own BLAS, which is several times faster than spaCy's.

How a row of a product is rounded may depend on how many rows there are and where it stands. Here each
product is made in blocks of eight rows, the last one filled up with zeros: all rows are treated
alike, and what a word gets does not depend on the paragraphs that are parsed with it. So any batch
and any number of workers give the same bytes.
"""

from __future__ import annotations

import functools
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from spacy.language import Language
from thinc.api import Model, NumpyOps
from threadpoolctl import ThreadpoolController

ROWS = 8  # 4 is as exact and slower; from 12 on, rows are rounded by where they stand (OpenBLAS 0.3.31)


class BlockOps(NumpyOps):  # type: ignore[misc]  # compiled, without type hints
    """thinc's operations on NumPy arrays with another product of matrices."""

    def gemm(
        self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False
    ) -> Any:
        """X times Y transposed, as all layers ask for it; any other product is thinc's."""
        if trans1 or not trans2 or x.dtype != np.float32:
            return super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
        n_rows, n_filled = len(x), -(-len(x) // ROWS) * ROWS
        if n_filled != n_rows:
            filled = np.zeros((n_filled, x.shape[1]), dtype=np.float32)
            filled[:n_rows] = x
            x = filled
        blocks = x.reshape(-1, ROWS, x.shape[1])
        product = np.matmul(blocks, np.ascontiguousarray(y.T)).reshape(n_filled, len(y))[:n_rows]
        if out is None:
            return product
        out[...] = product
        return out


def multiply_in_blocks(nlp: Language) -> None:
    """Let all models of a pipeline that run on NumPy multiply in blocks."""
    ops = BlockOps()
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if isinstance(model, Model):
            for layer in model.walk():
                if type(layer.ops) is NumpyOps:
                    layer.ops = ops


def on_one_thread() -> AbstractContextManager[object]:
    """Keep NumPy's BLAS to one thread: the blocks are too small to share, two take twice as long."""
    limit: AbstractContextManager[object] = _pools().limit(limits=1, user_api="blas")
    return limit


@functools.cache
def _pools() -> ThreadpoolController:
    return ThreadpoolController()
