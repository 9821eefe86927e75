"""Replaces a pipeline's entity recognizer by one that gives the same entities faster.

spaCy's recognizer goes through a text from left to right and takes at each token the likeliest of the
moves that are allowed there: to begin an entity, to go on with it, to end it, to take one token for
an entity or for none. Its compiled loop asks for Python's lock at each of the 74 moves at each token
(spaCy 3.8), and takes longer than the network behind it.

Outside an entity the scores of the moves depend on the token alone, and inside one on the token and
the entity's first token. So the moves outside are decided for all tokens in one matrix product, and
those inside for all possible entities together, one token further at each step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, compress, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span

NAME = "graphbuild_entity_recognizer"
AT_ONCE = 256  # paragraphs
COLUMNS: list[int | str] = ["SENT_START", "IS_SPACE"]
OUT = "O"

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]
Truths = NDArray[np.bool_]


@Language.factory(NAME)
class QuickRecognizer:
    """A recognizer with the weights of the pipeline's own, which must be simple (see `is_simple`)."""

    def __init__(self, nlp: Language, name: str) -> None:
        """Read the moves of the pipeline's own recognizer."""
        found = nlp.get_pipe("ner")
        assert isinstance(found, EntityRecognizer)
        self.ner = found
        rows: dict[str, dict[str, int]] = {move: {} for move in "BILU"}
        for row, (kind, label) in enumerate(map(_parts, found.move_names)):
            if kind in rows:
                rows[kind][label] = row
        self.labels = sorted(rows["B"])
        self.begin, self.inside, self.last, self.unit = (
            np.array([rows[kind][label] for label in self.labels], dtype=np.intp) for kind in "BILU"
        )

    def __call__(self, doc: Doc) -> Doc:
        """Set the entities of one text."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = AT_ONCE) -> Iterator[Doc]:
        """Set the entities of each text; one that has entities goes to spaCy's own recognizer."""
        waiting = iter(docs)
        while texts := list(islice(waiting, batch_size)):
            quick = [len(doc) > 0 and not doc.has_annotation("ENT_IOB") for doc in texts]
            self._recognize(list(compress(texts, quick)))
            for doc, done in zip(texts, quick, strict=True):
                yield doc if done else self.ner(doc)

    def _recognize(self, docs: Sequence[Doc]) -> None:
        if not docs:
            return
        bounds = list(accumulate((len(doc) for doc in docs), initial=0))
        network = Network(self.ner, docs)
        told = np.concatenate([doc.to_array(COLUMNS) for doc in docs]).astype(np.int64)
        final = np.zeros(bounds[-1], dtype=bool)  # where a text or a sentence ends
        final[:-1] = told[1:, 0] == 1
        final[np.array(bounds[1:]) - 1] = True
        labels, units = self._begun(network.outside(), final, told[:, 1] != 0)
        ends = self._ends(network, labels, units, final).tolist()
        kinds = labels.tolist()
        for doc, first, last in zip(docs, bounds, bounds[1:], strict=False):
            doc.set_ents([*self._spans(doc, first, kinds[first:last], ends[first:last])])

    def _begun(self, scores: Floats, final: Truths, spaces: Truths) -> tuple[Numbers, Truths]:
        """What each token does where no entity is open.

        scores: (n_tokens, n_moves), changed in place. final: (n_tokens,), whether a text or sentence
            ends with the token, after which no entity goes on. spaces: (n_tokens,), white space.
        Two arrays of n_tokens: the index of the label of the entity that begins there, -1 where none
        does; and whether that entity is this one token.
        """
        scores[:, self.inside] = scores[:, self.last] = -np.inf
        for kind, barred in ((self.begin, final | spaces), (self.unit, spaces)):
            scores[np.ix_(barred, kind)] = -np.inf
        best = scores.argmax(axis=1)
        label_of = np.full(scores.shape[1], -1, dtype=np.intp)
        label_of[self.begin] = label_of[self.unit] = np.arange(len(self.labels))
        return label_of[best], np.isin(best, self.unit)

    def _ends(self, network: Network, labels: Numbers, units: Truths, final: Truths) -> Numbers:
        """(n_tokens,): where an entity begins, the token after its last one; elsewhere meaningless.

        All entities that begin somewhere are followed at once, even those that an earlier one will
        turn out to contain; `_spans` passes over these.
        """
        ends = np.arange(len(labels), dtype=np.intp) + 1
        starts = np.flatnonzero((labels >= 0) & ~units)
        at = starts
        while len(starts):
            at = at + 1
            kinds = labels[starts]
            inside = network.inside(at, starts, self.inside[kinds])
            last = network.inside(at, starts, self.last[kinds])
            closed = final[at] | (last > inside)
            ends[starts[closed]] = at[closed] + 1
            starts, at = starts[~closed], at[~closed]
        return ends

    def _spans(
        self, doc: Doc, first: int, kinds: Sequence[int], ends: Sequence[int]
    ) -> Iterator[Span]:
        at = 0
        while at < len(kinds):
            if kinds[at] >= 0:
                yield Span(doc, at, ends[at] - first, label=self.labels[kinds[at]])
                at = ends[at] - first
            else:
                at += 1


class Network:
    """The recognizer's network, applied to the tokens of several texts in a row.

    Its hidden layer adds up what three tokens contribute: the one at hand, the first of the open
    entity, and the one before; where there is no such token, a row for none (spaCy's `StateC`).
    """

    def __init__(self, ner: EntityRecognizer, docs: Sequence[Doc]) -> None:
        """Compute what each token contributes in each of the three roles (the costly part)."""
        model: Any = ner.model
        lower, self._upper = model.get_ref("lower"), model.get_ref("upper")
        table = lower.predict(model.get_ref("tok2vec").predict(docs))
        self._none, self._places = table[0], table[1:]
        self._bias = lower.get_param("b")
        self._weights, self._constants = self._upper.get_param("W"), self._upper.get_param("b")

    def outside(self) -> Floats:
        """(n_tokens, n_moves): the scores of all moves at each token where no entity is open."""
        hidden = self._places[:, 0] + self._none[1] + self._none[2] + self._bias
        scores: Floats = self._upper.predict(hidden.max(axis=-1))
        return scores

    def inside(self, at: Numbers, starts: Numbers, moves: Numbers) -> Floats:
        """(len(at),): the score of moves[k] at token at[k], in an entity that began at starts[k]."""
        places = self._places
        hidden = places[at, 0] + places[starts, 1] + places[at - 1, 2] + self._bias
        products = hidden.max(axis=-1) * self._weights[moves]
        scores: Floats = products.sum(axis=1) + self._constants[moves]
        return scores


def recognize_quickly(nlp: Language) -> None:
    """Replace a pipeline's recognizer where it is simple; leave any other pipeline as it is."""
    if "ner" in nlp.pipe_names and is_simple(nlp.get_pipe("ner")):
        nlp.add_pipe(NAME, after="ner")
        nlp.disable_pipe("ner")


def is_simple(ner: object) -> bool:
    """Whether a recognizer is of the architecture that QuickRecognizer computes.

    Greedy decoding, three tokens as features, one hidden layer, the moves B, I, L, U of the same
    labels, and O.
    """
    if not isinstance(ner, EntityRecognizer) or ner.cfg["beam_width"] != 1:
        return False
    model: Any = ner.model
    kinds: dict[str, set[str]] = {}
    for kind, label in map(_parts, ner.move_names):
        kinds.setdefault(kind, set()).add(label)
    return (
        bool(model.attrs["has_upper"])
        and not model.attrs["unseen_classes"]
        and model.get_ref("lower").get_dim("nF") == 3
        and kinds.pop(OUT, None) == {""}
        and set(kinds) == set("BILU")
        and all(labels == kinds["B"] and "" not in labels for labels in kinds.values())
    )


def _parts(move: str) -> tuple[str, str]:
    """Kind and label of a move: "B-ORG", "O"."""
    kind, _, label = move.partition("-")
    return kind, label
