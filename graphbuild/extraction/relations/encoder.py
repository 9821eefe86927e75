"""The encoder that scores pairs of mentions in context: a cut-down MiniLM by ONNX Runtime, heads in NumPy.

Segments of the article go through the lower layers of MiniLM (Wang et al., NeurIPS 2020), the upper ones of
which were trained further on annotated articles (tools/train_relations.py).  A mention is the vectors of
its first and last piece, the mean over all mentions of its entity, its class and its form; a pair adds
projections of its two mentions, of their elementwise product, of the mean vector between them and of the
pair's features.  One logit a predicate, as from the network (network.py), with which it is averaged.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from graphbuild.errors import ModelError
from graphbuild.extraction.relations.index import DocumentIndex
from graphbuild.extraction.relations.network import Bags, bag_sums, unpacked
from graphbuild.extraction.relations.pieces import Pieces, Vocabulary, cut_pieces
from graphbuild.nlp.speedups.matmul import on_one_thread

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

HEADS = Path(__file__).resolve().with_name("encoder.npz")
SEGMENTS = 16  # of a document that are run at once; bounds the memory that a long article takes
HIDDEN = -1e4  # what is added to the attention to a place that only fills a segment up
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoder:
    """The encoder's layers, its heads, and what numbers stand for.

    arrays: weights of the heads; `words` and `words_scale`, the vectors of the pieces as bytes with one scale a row.
    kinds, forms: numbers of the classes and forms of mentions; a class unknown in training has the last number.
    """

    session: InferenceSession
    arrays: Mapping[str, Floats]
    vocabulary: Vocabulary
    kinds: Mapping[str, int]
    forms: Mapping[str, int]

    def read(self, index: DocumentIndex, pairs: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """The hidden layer of pairs of mentions, (n pairs, hidden), and logits of all mentions alone."""
        a = self.arrays
        pieces = cut_pieces(index.context.document.doc, index.mentions, self.vocabulary)
        with on_one_thread():  # so that sums have one order wherever this runs
            states = self.states(pieces.segments)
            at, first, last = pieces.spans.T
            ends = np.concatenate([states[at, first], states[at, last - 1]], axis=1)
            kinds = np.array([self.kinds.get(k, len(self.kinds)) for k in index.kinds], np.intp)
            forms = np.array([self.forms[m.form] for m in index.mentions], np.intp)
            alone = np.maximum(ends @ a["alone_ends"] + a["alone_kind"][kinds], 0)
            alone = alone @ a["alone_out"] + a["alone_out_bias"]
            if not len(pairs):
                return np.zeros((0, len(a["out"])), np.float32), alone
            mentions = ends @ a["ends"] + self._whole(index, ends)
            mentions += a["kind"][kinds] + a["form"][forms]
            half, width = mentions.shape[1] // 2, a["product"].shape[0]
            factors = ends @ a["factors"] + a["factors_bias"]
            one, other = pairs.T
            hidden = mentions[one, :half] + mentions[other, half:]
            hidden += (factors[one, :width] * factors[other, width:]) @ a["product"]
            hidden += self._between(states, pieces, pairs)
        return hidden.astype(np.float32), alone.astype(np.float32)

    def logits(self, hidden: Floats, features: Bags | None = None) -> Floats:
        """Logits of the pairs, (n pairs, n predicates), from their hidden layer and their features' numbers.

        Without features, what the encoder thinks before it has seen any: enough to tell which pairs are
        worth looking at more closely.
        """
        a = self.arrays
        with on_one_thread():
            if features is not None:
                size = len(a["bags"])
                bags = [[n % size for n in bag] for bag in features]
                added = np.tanh(bag_sums(a["bags"], bags)) @ a["bag"]
                hidden = (hidden + added).astype(np.float32)
            out = np.maximum(hidden, 0) @ a["out"] + a["out_bias"]
        return out.astype(np.float32)

    def states(self, segments: Sequence[Sequence[int]]) -> Floats:
        """The vectors of each segment's pieces, (n segments, length of the longest, width)."""
        length = max(map(len, segments))
        found = [
            self._run(segments[at : at + SEGMENTS], length)
            for at in range(0, len(segments), SEGMENTS)
        ]
        return np.concatenate(found)

    def _run(self, segments: Sequence[Sequence[int]], length: int) -> Floats:
        a = self.arrays
        numbers = np.zeros((len(segments), length), np.intp)
        mask = np.full((len(segments), 1, 1, length), HIDDEN, np.float32)
        for row, segment in enumerate(segments):
            numbers[row, : len(segment)] = segment
            mask[row, 0, 0, : len(segment)] = 0
        x = a["words"][numbers] * a["words_scale"][numbers][..., None] + a["places"][:length]
        out: Floats = self.session.run(None, {"x": x.astype(np.float32), "mask": mask})[0]
        return out

    def _whole(self, index: DocumentIndex, ends: Floats) -> Floats:
        """The projected mean of all mentions of each mention's entity; mentions without one share theirs."""
        width = ends.shape[1] // 2
        mean = (ends[:, :width] + ends[:, width:]) / 2
        numbers: dict[object, int] = {}
        groups = np.array([numbers.setdefault(e, len(numbers)) for e in index.entities], np.intp)
        sums = np.zeros((len(numbers), width), np.float32)
        np.add.at(sums, groups, mean)
        counts = np.bincount(groups).astype(np.float32)
        projected: Floats = ((sums / counts[:, None]) @ self.arrays["whole"]).astype(np.float32)
        return projected[groups]

    def _between(self, states: Floats, pieces: Pieces, pairs: NDArray[np.intp]) -> Floats:
        """The projected mean of the vectors between two mentions of one segment; zeros elsewhere."""
        at, first, last = pieces.spans.T
        one, other = pairs.T
        projected = np.cumsum(states @ self.arrays["between"], axis=1)
        sums = np.concatenate([np.zeros_like(projected[:, :1]), projected], axis=1)
        start, end = np.minimum(last[one], last[other]), np.maximum(first[one], first[other])
        n = np.maximum(end - start, 0) * (at[one] == at[other])
        shares = (1 / np.maximum(n, 1)).astype(np.float32)
        found: Floats = (sums[at[one], end] - sums[at[one], start]) * shares[:, None]
        found[n == 0] = 0
        return found


@functools.cache
def load_encoder(path: Path = HEADS) -> Encoder:
    """The encoder in a file of heads and the .onnx file beside it (read once a process); ModelError when damaged."""
    from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions
    from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidProtobuf

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_ALL
    layers = path.with_suffix(".onnx")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            about = json.loads(str(stored["about"]))
            packed = {"words", "words_scale", "about"}
            names = [n for n in stored.files if n not in packed and not n.endswith("_scale")]
            arrays = {name: unpacked(stored, name) for name in names}
            arrays["words"] = stored["words"]
            arrays["words_scale"] = stored["words_scale"].astype(np.float32)
        session = InferenceSession(layers.read_bytes(), options, providers=["CPUExecutionProvider"])
    except (OSError, KeyError, ValueError, BadZipFile, Fail, InvalidProtobuf) as exc:
        raise ModelError(f"{path}: {exc}; reinstall graphbuild") from exc
    numbers = {piece: n for n, piece in enumerate(about["pieces"])}
    kinds, forms = ({name: n for n, name in enumerate(about[part])} for part in ("kinds", "forms"))
    return Encoder(session, arrays, Vocabulary(numbers), kinds, forms)
