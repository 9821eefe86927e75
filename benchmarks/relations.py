"""Relations on articles of outlets that nothing was trained on: figures by folds, ablation, predicates.

    python benchmarks/relations.py CORPUS --work DIR [--folds 5] [--threshold X]

DIR holds what tools/train_relations.py left there for the same corpus and folds (run that first; it does the
training; folds that it has not come to are left out).  Every statement is decided by an encoder, a network and trees that have not seen any article of its outlet.
Printed: precision, recall and F1 of relations and of attributed relations and the recall of core statements,
with and without optional readings, for the rules alone, for what the network finds, and for both; the same by property
and by outlet; and how true the probabilities are.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

from relations_corpus import folds, outlets
from train_relations import (
    Candidates,
    cross_validated,
    label_candidates,
    read_candidates,
    right,
)

from graphbuild.analysis.evaluate import GoldStatement, figures, read_gold
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Statement
from graphbuild.statements.decide import LEARNED

Found = Mapping[str, Sequence[Statement]]
Gold = Mapping[str, Sequence[GoldStatement]]
BINS = 10


def only(
    candidates: Mapping[str, Candidates], wanted: Callable[[str], bool]
) -> dict[str, Candidates]:
    """The candidates with the evidence of some rules alone; those that lose all of it are left out."""
    out = {}
    for id, (statements, scores) in candidates.items():
        kept = (
            replace(s, evidence=own)
            for s in statements
            if (own := tuple(e for e in s.evidence if wanted(e.rule)))
        )
        out[id] = list(kept), scores
    return out


def row(name: str, found: Found, gold: Gold, ontology: Ontology) -> str:
    """One line of the table: figures with optional readings left out of account, then F1 with them."""
    free, strict = (figures(g, found, ontology) for g in (gold, required(gold)))
    cells = []
    for kind in ("relation", "attributed"):
        f = free[kind]
        cells.append(f"{f['p']:.3f} / {f['r']:.3f} / {f['f1']:.3f}")
    return f"| {name} | {' | '.join(cells)} | {free['core_recall']:.3f} | {strict['relation']['f1']:.3f} |"


def required(gold: Gold) -> dict[str, list[GoldStatement]]:
    """The same statements, optional ones required like any other."""
    return {id: [replace(g, optional=False) for g in each] for id, each in gold.items()}


def reliability(found: Found, gold: Gold, ontology: Ontology) -> Iterator[str]:
    """Expected calibration error, and the share of right ones among those of high probability."""
    pairs = [
        (s.confidence, value)
        for id, statements in found.items()
        for s in statements
        if (value := right(s, gold[id], ontology)) is not None
    ]
    bins: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for p, value in pairs:
        bins[min(int(p * BINS), BINS - 1)].append((p, value))
    error = sum(
        abs(sum(p for p, _ in each) - sum(v for _, v in each)) for each in bins.values()
    ) / len(pairs)
    yield f"expected calibration error: {error:.3f} ({len(pairs)} statements, {BINS} bins)"
    for least in (0.8, 0.9):
        sure = [v for p, v in pairs if p >= least]
        yield f"precision of those with confidence >= {least}: {sum(sure) / len(sure):.3f} ({len(sure)})"


def by_property(found: Found, gold: Gold, ontology: Ontology) -> Iterator[str]:
    """A line for each property, the commonest first."""
    names = {g.predicate for each in gold.values() for g in each}
    lines = []
    for name in names:
        own = {id: [g for g in each if g.predicate == name] for id, each in gold.items()}
        said = {id: [s for s in each if s.predicate == name] for id, each in found.items()}
        f = figures(own, said, ontology)["relation"]
        lines.append(
            (
                -f["gold"],
                f"| {name} | {f['gold']} | {f['predicted']} | {f['p']:.2f} | {f['r']:.2f} | {f['f1']:.2f} |",
            )
        )
    yield from (line for _, line in sorted(lines))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--work", type=Path, default=Path("out/relations"))
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--threshold", type=float, default=0.5)
    arguments = parser.parse_args()
    ontology = Ontology.load()
    outlet = outlets(arguments.corpus)
    fold = folds(outlet, arguments.folds, arguments.work / "folds.json")
    every = read_candidates(arguments.work / "candidates", fold)
    gold = {id: g for id, g in read_gold(arguments.corpus / "annotations", ontology) if id in every}
    fold = {id: fold[id] for id in every}
    outlet = {id: outlet[id] for id in every}
    parts = {
        "rules, decided by the trees": {
            id: (statements, {})  # without what the network thinks of them
            for id, (statements, _) in only(
                every, lambda rule: not rule.startswith(LEARNED)
            ).items()
        },
        "network and encoder, which see the rules": only(
            every, lambda rule: rule.startswith(LEARNED)
        ),
        "rules, network and encoder": every,
    }
    ruled = parts["rules, decided by the trees"]
    found: dict[str, Found] = {"rules, all that they find": {i: c for i, (c, _) in ruled.items()}}
    for name, part in parts.items():
        labels = label_candidates(part, gold)
        found[name] = cross_validated(part, labels, fold, arguments.threshold)
    print(
        f"{len(every)} articles of {len(set(outlet.values()))} outlets, "
        f"{len(set(fold.values()))} of {arguments.folds} folds\n"
    )
    print(
        "| reader | relation P / R / F1 | attributed P / R / F1 | core recall | F1, optional required |"
    )
    print("| --- | --- | --- | --- | --- |")
    for name, statements in found.items():
        print(row(name, statements, gold, ontology))
    best = found["rules, network and encoder"]
    print("\n" + "\n".join(reliability(best, gold, ontology)))
    print(
        "\n| outlet | relation P / R / F1 | attributed P / R / F1 | core recall | F1, optional required |"
    )
    print("| --- | --- | --- | --- | --- |")
    for name in sorted(set(outlet.values())):
        ids = [id for id in best if outlet[id] == name]
        part = {id: best[id] for id in ids}
        print(row(f"{name} ({len(ids)})", part, {id: gold[id] for id in ids}, ontology))
    print(
        "\n| property | gold | found | precision | recall | F1 |\n| --- | --- | --- | --- | --- | --- |"
    )
    print("\n".join(by_property(best, gold, ontology)))


if __name__ == "__main__":
    main()
