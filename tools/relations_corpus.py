"""Annotated articles -> arrays that the network of the learned reader is trained on.

CORPUS/texts/ID.txt and CORPUS/annotations/ID.json, in the format of data/gold with the fields `evidence`
(the beginning of the sentence) and `mentions` (words for subject and object in that sentence).  A pair of
mentions is an example of a predicate where a statement's own words stand there; other pairs of the same
two entities are neither an example nor a counter-example of it.
"""

from __future__ import annotations

import bisect
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphbuild.analysis.evaluate import same_words, words
from graphbuild.extraction.relations.find import candidates, make_batch
from graphbuild.extraction.relations.index import DocumentIndex
from graphbuild.extraction.relations.network import Network
from graphbuild.extraction.relations.pieces import Vocabulary, cut_pieces
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import PRONOUN

FOLDED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
MASKED, OPTIONAL = -1.0, 0.5  # labels: unknown, and what a careful annotator could leave out
LEAST_OVERLAP = 0.3  # of a mention with the annotated words, by characters


@dataclass(frozen=True, slots=True)
class Examples:
    """The features and labels of one document.

    Feature numbers are flat, with offsets; ends (n, 2) index mentions; pair_labels (n, predicates) and
    alone_labels (m, predicates of mentions alone) hold 1, OPTIONAL, 0 or MASKED.
    """

    arrays: Mapping[str, NDArray[Any]]

    def save(self, path: Path) -> None:
        """Write them as a compressed .npz file."""
        np.savez_compressed(path, **self.arrays)


def predicates(ontology: Ontology) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The predicates of pairs and those of mentions alone; literals are left to the rules."""
    named = [p for p in ontology.properties.values() if not p.literal]
    pairs = tuple(p.name for p in named if not p.object_optional)
    return pairs, tuple(p.name for p in named if p.object_optional)


def examples(
    index: DocumentIndex, gold: Mapping[str, Any], network: Network, vocabulary: Vocabulary
) -> Examples:
    """The examples of one document; `network` gives the tables' sizes and the words known."""
    every = np.array(list(candidates(index)), np.intp).reshape(-1, 2)
    batch = make_batch(index, network, every)
    pairs, alone = label(index, gold, network)
    rows = np.zeros((len(batch.ends), len(network.predicates)), np.float16)
    for at, (one, other) in enumerate(batch.ends):
        for name, value in pairs.get((int(one), int(other)), {}).items():
            rows[at, network.predicates.index(name)] = value
    single = np.zeros((len(batch.alone), len(network.alone)), np.float16)
    for at, one in enumerate(batch.alone):
        for name, value in alone.get(int(one), {}).items():
            single[at, network.alone.index(name)] = value
    flat = [slot for slots in batch.words for slot in slots]
    bags = {
        "mentions": batch.mentions,
        "sentences": batch.sentences,
        "pairs": batch.pairs,
        "words": flat,
    }
    arrays: dict[str, NDArray[Any]] = {
        "ends": batch.ends.astype(np.int32),
        "places": batch.places.astype(np.int32),
        "alone": batch.alone.astype(np.int32),
        "pair_labels": rows,
        "alone_labels": single,
    }
    for name, bag in bags.items():
        arrays[name] = np.array([n for row in bag for n in row], np.int32)
        arrays[f"{name}_offsets"] = np.cumsum([0, *(len(row) for row in bag)]).astype(np.int32)
    return Examples(arrays | _piece_arrays(index, vocabulary))


def _piece_arrays(index: DocumentIndex, vocabulary: Vocabulary) -> dict[str, NDArray[Any]]:
    """Piece numbers, flat, with offsets of segments; of each mention its span, entity, class and form."""
    pieces = cut_pieces(index.context.document.doc, index.mentions, vocabulary)
    return {
        "pieces": np.array([n for segment in pieces.segments for n in segment], np.int32),
        "pieces_offsets": np.cumsum([0, *map(len, pieces.segments)]).astype(np.int32),
        "spans": pieces.spans,
        "groups": np.array(_groups(index), np.int32),
        "kinds": np.array(index.kinds),
        "forms": np.array([m.form for m in index.mentions]),
    }


Labels = dict[str, float]


def label(
    index: DocumentIndex, gold: Mapping[str, Any], network: Network
) -> tuple[dict[tuple[int, int], Labels], dict[int, Labels]]:
    """Labels of pairs and of mentions alone, by mention number; what is not named is 0."""
    matched = match_entities(index, gold)
    by_entity: defaultdict[int, list[int]] = defaultdict(list)
    for i, group in enumerate(_groups(index)):
        by_entity[group].append(i)
    pairs: defaultdict[tuple[int, int], Labels] = defaultdict(dict)
    alone: defaultdict[int, Labels] = defaultdict(dict)
    known = {*network.predicates, *network.alone}
    found = [(s, *locate(index, s, matched)) for s in gold["statements"] if s["p"] in known]
    symmetric = {n for n, p in index.context.ontology.properties.items() if p.symmetric}
    for statement, _, _ in found:  # first all that is unknown, then what is known
        name = statement["p"]
        ones = [i for g in matched.get(statement["s"], ()) for i in by_entity[g]]
        if name in network.alone:
            for one in ones:
                alone[one][name] = MASKED
            continue
        others = [i for g in matched.get(statement["o"], ()) for i in by_entity[g]]
        for one in ones:
            for other in others:
                pairs[one, other][name] = MASKED
                if name in symmetric:
                    pairs[other, one][name] = MASKED
    for statement, one, other in found:
        name, value = statement["p"], OPTIONAL if statement["optional"] else 1.0
        if one is None:
            continue
        if name in network.alone:
            alone[one][name] = max(value, alone[one].get(name, 0.0))
        elif other is not None:
            for pair in [(one, other), (other, one)][: 1 + (name in symmetric)]:
                pairs[pair][name] = max(value, pairs[pair].get(name, 0.0))
    return pairs, alone


def _groups(index: DocumentIndex) -> list[int]:
    """A number for each mention's entity; the same number for the same entity, -1 for none."""
    numbers: dict[object, int] = {}
    return [-1 if e is None else numbers.setdefault(e, len(numbers)) for e in index.entities]


def match_entities(index: DocumentIndex, gold: Mapping[str, Any]) -> dict[str, set[int]]:
    """For each gold entity, the groups of mentions that one of its names fits."""
    names: defaultdict[int, set[tuple[str, ...]]] = defaultdict(set)
    for group, entity, mention in zip(_groups(index), index.entities, index.mentions, strict=True):
        if entity is not None:
            names[group] |= {words(n) for n in (entity.label, *entity.aliases)}
            names[group] |= {words(mention.surface)} if mention.form != PRONOUN else set()
    found = {}
    for entity in gold["entities"]:
        own = {words(n) for n in (entity["name"], *entity["aliases"])}
        found[entity["id"]] = {
            group
            for group, forms in names.items()
            if any(same_words(a, b) for a in forms for b in own)
        }
    return found


def locate(
    index: DocumentIndex, statement: Mapping[str, Any], matched: Mapping[str, Collection[int]]
) -> tuple[int | None, int | None]:
    """The mentions that stand for subject and object in a statement's evidence sentence."""
    document = index.context.document
    text, offsets = folded(document.article.text)
    at = text.find(_fold(statement["evidence"]))
    if at < 0:
        return None, None
    token = bisect.bisect_right(document.ends, offsets[at])
    if token >= len(document.ends):
        return None, None
    last = document.doc[token].sent.end - 1
    end = max(bisect.bisect_right(offsets, document.ends[last]), at + len(statement["evidence"]))
    words = statement.get("mentions") or {}
    found = [
        _find(index, words.get(side), (text, offsets, at, end), matched.get(statement[side], ()))
        for side in ("s", "o")
    ]
    return found[0], found[1]


def _find(
    index: DocumentIndex,
    words: str | None,
    where: tuple[str, Sequence[int], int, int],
    groups: Collection[int],
) -> int | None:
    """The mention that overlaps the words most, one of a fitting entity first."""
    if not words:
        return None
    text, offsets, start, end = where
    wanted, numbers = _fold(words), _groups(index)
    best: tuple[bool, float, int] | None = None
    for at in _occurrences(text, wanted, start, end):
        first, last = offsets[at], offsets[min(at + len(wanted), len(offsets)) - 1] + 1
        for i, mention in enumerate(index.mentions):
            shared = min(last, mention.end) - max(first, mention.start)
            if shared > 0:
                overlap = shared / max(last - first, mention.end - mention.start)
                best = max(best or (False, 0.0, 0), (numbers[i] in groups, overlap, i))
        if best and best[0]:
            break
    return best[2] if best and (best[0] or best[1] >= LEAST_OVERLAP) else None


def _occurrences(text: str, words: str, start: int, end: int) -> Iterator[int]:
    at = text.find(words, start)
    while 0 <= at < end:
        yield at
        at = text.find(words, at + 1)


def folded(text: str) -> tuple[str, list[int]]:
    """Text in lower case with single spaces and straight quotes, and the offset of each character."""
    chars: list[str] = []
    offsets: list[int] = []
    for at, char in enumerate(text):
        if char.isspace():
            if chars and chars[-1] != " ":
                chars.append(" ")
                offsets.append(at)
        else:
            chars.append(char.translate(FOLDED).casefold()[:1] or char)
            offsets.append(at)
    return "".join(chars), offsets


def _fold(text: str) -> str:
    return folded(text)[0].strip()


def outlets(corpus: Path) -> dict[str, str]:
    """The outlet of each annotated article: first words of file names that share a publisher are one."""
    publisher: defaultdict[str, set[str]] = defaultdict(set)
    ids = sorted(path.stem for path in (corpus / "annotations").glob("*.json"))
    for id in ids:
        about = json.loads((corpus / "annotations" / f"{id}.json").read_text(encoding="utf-8"))
        name = "".join(c for c in (about.get("publisher") or "").lower() if c.isalpha())
        publisher[id.split("-")[0]].add(name.removeprefix("the"))
    joined: dict[str, str] = {}
    for word in sorted(publisher):
        fellows = [o for o in joined if publisher[o] & publisher[word] - {""}]
        joined[word] = joined[fellows[0]] if fellows else word
    return {id: joined[id.split("-")[0]] for id in ids}


def folds(outlet: Mapping[str, str], n: int, kept: Path | None = None) -> dict[str, int]:
    """The fold of each article: outlets as wholes, the largest first, each to the smallest fold.

    kept: a JSON file with the folds of outlets of an earlier run, which stay as they are when articles are
        added; it is written anew.
    """
    sizes: defaultdict[str, int] = defaultdict(int)
    for name in outlet.values():
        sizes[name] += 1
    chosen: dict[str, int] = {}
    if kept is not None and kept.exists():
        chosen = json.loads(kept.read_text(encoding="utf-8"))
    filled = [0] * n
    for name, fold in chosen.items():
        filled[fold] += sizes[name]
    for name in sorted(sizes.keys() - chosen.keys(), key=lambda o: (-sizes[o], o)):
        chosen[name] = filled.index(min(filled))
        filled[chosen[name]] += sizes[name]
    if kept is not None:
        kept.write_text(json.dumps(chosen, indent=1), encoding="utf-8")
    return {id: chosen[name] for id, name in outlet.items()}
