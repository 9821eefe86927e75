"""The network that scores pairs of mentions: bags of feature vectors, one hidden layer, in NumPy.

A mention, a sentence and a pair are each the sum of the vectors of their features (hashed, as in
Joulin et al., "Bag of Tricks for Efficient Text Classification", EACL 2017), squashed by tanh.  A pair's
hidden layer adds projections of its two mentions, of their elementwise product, of the sentence, of
the pair's own features and of static vectors of the words that connect the two.  One logit a predicate.
"""

from __future__ import annotations

import functools
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from graphbuild.errors import ModelError
from graphbuild.nlp.speedups.matmul import on_one_thread

WEIGHTS = Path(__file__).resolve().with_name("weights.npz")
Floats = NDArray[np.float32]
Bags = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Batch:
    """A document as the network reads it: feature numbers, and indices that tie them together.

    mentions, sentences, pairs: feature numbers of each. ends: (n pairs, 2) indices into mentions.
    places: the sentence of each mention. alone: indices of the mentions that are judged by themselves.
    words: (n pairs, slots) lists of word numbers, see `features.slots`.
    """

    mentions: Bags
    sentences: Bags
    pairs: Bags
    ends: NDArray[np.intp]
    places: NDArray[np.intp]
    alone: NDArray[np.intp]
    words: Sequence[Sequence[Sequence[int]]]


@dataclass(frozen=True, slots=True)
class Network:
    """The weights, and what the outputs and inputs stand for.

    predicates, alone: of the outputs for pairs and for mentions alone. vocabulary: numbers of known words.
    unclaimed: predicates that annotators hardly ever gave a claimant, whoever is quoted around them
        ("Russia's GRU" is the writer's description, not the speaker's claim).
    """

    arrays: Mapping[str, Floats]
    predicates: tuple[str, ...]
    alone: tuple[str, ...]
    vocabulary: Mapping[str, int]
    unclaimed: frozenset[str] = frozenset()

    def numbers(self, table: str, features: Iterable[str]) -> list[int]:
        """The rows of features in a table of vectors."""
        size, crc32 = len(self.arrays[table]), zlib.crc32
        return [crc32(feature.encode()) % size for feature in features]

    def score(self, batch: Batch) -> tuple[Floats, Floats]:
        """Logits of the pairs (n pairs, n predicates) and of the mentions alone (n alone, n of those)."""
        a = self.arrays
        with on_one_thread():  # so that sums have one order wherever this runs
            mentions = np.tanh(bag_sums(a["mentions"], batch.mentions))
            sentences = np.tanh(bag_sums(a["sentences"], batch.sentences))
            hidden = mentions[batch.alone] @ a["alone_mention"] + a["alone_bias"]
            hidden += sentences[batch.places[batch.alone]] @ a["alone_sentence"]
            alone = np.maximum(hidden, 0) @ a["alone_out"] + a["alone_out_bias"]
            if not len(batch.ends):
                return np.zeros((0, len(self.predicates)), np.float32), alone
            pairs = np.tanh(bag_sums(a["pairs"], batch.pairs))
            one, other = batch.ends[:, 0], batch.ends[:, 1]
            hidden = (mentions @ a["first"])[one] + (mentions @ a["second"])[other] + a["bias"]
            hidden += pairs @ a["pair"] + (sentences @ a["sentence"])[batch.places[one]]
            product = (mentions @ a["first_factor"] + a["first_factor_bias"])[one]
            product = product * (mentions @ a["second_factor"] + a["second_factor_bias"])[other]
            hidden += product @ a["product"] + self._words(batch) @ a["words"]
            out = np.maximum(hidden, 0) @ a["out"] + a["out_bias"] + pairs @ a["skip"]
        return out.astype(np.float32), alone.astype(np.float32)

    def _words(self, batch: Batch) -> Floats:
        """The mean static vector of each slot of each pair, side by side; zeros where a slot is empty."""
        vectors = self.arrays["vectors"]
        flat = [slot or [len(vectors) - 1] for slots in batch.words for slot in slots]
        sums = bag_sums(vectors, flat)  # the last row is zero, for a slot without a word
        counts = np.array([max(1, len(slot)) for slot in flat], np.float32)
        return (sums / counts[:, None]).reshape(len(batch.words), -1)


def bag_sums(table: Floats, bags: Bags) -> Floats:
    """The sum of the rows of each bag; no bag may be empty."""
    sizes = np.array([len(bag) for bag in bags], np.intp)
    if not len(sizes):
        return np.zeros((0, table.shape[1]), np.float32)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rows = np.fromiter(chain.from_iterable(bags), np.intp, int(sizes.sum()))
    return np.add.reduceat(table[rows], starts, axis=0)


@functools.cache
def load_network(path: Path = WEIGHTS) -> Network:
    """The network in a weights file (read once a process); ModelError when it cannot be read.

    Tables of vectors are kept as bytes with one scale a row (a quarter of the size; the loss of
    precision changes no figure of docs/quality.md).
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            about = json.loads(str(stored["about"]))
            arrays = {
                name: unpacked(stored, name)
                for name in stored.files
                if name != "about" and not name.endswith("_scale")
            }
    except (OSError, KeyError, ValueError, BadZipFile) as exc:
        raise ModelError(f"{path}: {exc}; reinstall graphbuild") from exc
    words = {word: number for number, word in enumerate(about["vocabulary"])}
    names = tuple(about["predicates"]), tuple(about["alone"])
    return Network(arrays, *names, words, frozenset(about.get("unclaimed", ())))


def unpacked(stored: Mapping[str, NDArray[np.float32]], name: str) -> Floats:
    """An array of a weights file; one that is stored as bytes with its scale a row is multiplied out."""
    values = stored[name].astype(np.float32)
    if f"{name}_scale" in stored:
        values *= stored[f"{name}_scale"].astype(np.float32)[:, None]
    return values
