"""Reads ontology/frames.toml: which words evoke which property, and which argument fills which role.

To add a way of saying a relation, add a row there; its `example` is a test.

A role is a path from the clause to the heads of noun phrases, steps joined by "/":

    actor, undergoer, recipient, attribute, complement   arguments of the clause (or of the clause at that token)
    topic                                                its grammatical subject
    prep:on|against                                      objects of its prepositions
    possessor, modifier                                  of a noun
    owner                                                of a system its owner ("computers of X": X), else itself
    modal:must|should                                    keep the clauses with this modal
    verbal, quoted, negative, passive                    keep the heads of clauses; of what stands in quotation
                                                         marks; of negated clauses and phrases; of passive ones
    relayed                                              keep what holds somebody else's reported words
    specific                                             drop "a tool", "programs": means that anybody may use,
                                                         unless they are called by a name ("a tool called X")
    governor                                             the word that a token depends on
    source                                               who says it, where the clause is reported (denials apart)
    self                                                 the predicate's own token
    =sanction|ban, =@attacks, !@attacks                  keep the tokens with (without) these lemmas

A role may give several paths; the first that leads anywhere is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphbuild.errors import OntologyError
from graphbuild.knowledge.ontology import Ontology
from graphbuild.knowledge.tables import table

Step = tuple[str, frozenset[str]]
Path = tuple[Step, ...]
Role = tuple[Path, ...]

ARGUMENTS = frozenset({"actor", "undergoer", "recipient", "attribute", "complement", "topic"})
NOUN_STEPS = frozenset(
    {
        "possessor",
        "modifier",
        "self",
        "owner",
        "source",
        "verbal",
        "quoted",
        "negative",
        "passive",
        "governor",
        "relayed",
        "specific",
    }
)
KEYS = frozenset(
    [
        "id",
        "predicate",
        "lemma",
        "pos",
        "subject",
        "object",
        "where",
        "unless",
        "subject_kind",
        "object_kind",
        "qualifiers",
        "modality",
        "unreal",
        "negated",
        "claimant",
        "accused",
        "effect",
        "list",
        "event",
        "confidence",
        "example",
        "expect",
    ]
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A row: a clause with one of `lemmas` is read as `predicate`.

    pos: "verb", "noun", "adjective" or "attribution" (the main word of a cue that reports).
    where, unless: roles that must (must not) lead anywhere.
    subject_kinds, object_kinds: classes that the arguments must have; empty: what the ontology admits.
    claimant: who says so, where the clause itself tells ("X blames Y for the attack": X).
    accused: which argument ("subject", "object") whoever claims this accuses; "" where it is no wrong.
    list: whether the object may be a list that runs to the end of the sentence or over bullets.
    event: whether an agentless passive is about the operation that the article names elsewhere.
    effect: what becomes of a measure or an accusation ("ended", "eased"), a qualifier of the claim, or "".
    unreal: whether the row is read in unreal clauses too ("threatened to expel"), as planned.
    """

    id: str
    predicate: str
    lemmas: frozenset[str]
    pos: str
    subject: Role
    object: Role
    where: tuple[Role, ...]
    unless: tuple[Role, ...]
    subject_kinds: tuple[str, ...]
    object_kinds: tuple[str, ...]
    claimant: Role
    accused: str
    list: bool
    event: bool
    effect: str
    qualifiers: tuple[tuple[str, Role], ...]
    modality: str | None
    unreal: bool
    negated: bool
    confidence: float
    example: str
    expect: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """A row of `[[derive]]`: what follows from a claim of a wrong, by whoever claims it.

    "C says that X hacked Y" is also "C accuses X"; "C says that X did not": C denies it.

    polarity: of the claim. aimed: whether the accused becomes the object.
    """

    polarity: str
    predicate: str
    aimed: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Basis:
    """A row of `[[basis]]`: after a cue, a name of one of `kinds` is the basis of the acts beside it.

    act: the property whose objects become the subjects of `predicate`.
    heads: head nouns that the name must have, where any will not do.
    nouns: words that point back to such an act in an earlier sentence ("the restrictions").
    """

    act: str
    predicate: str
    kinds: tuple[str, ...]
    cues: tuple[tuple[str, ...], ...]
    nouns: frozenset[str]
    heads: frozenset[str]
    confidence: float


@dataclass(frozen=True, slots=True)
class Composition:
    """A row of `[[compose]]`: an operation by A (a kind of property) that harms B: A harms B."""

    attribution: str
    harm: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Frames:
    """All rows, by part of speech and lemma.

    reporting: lemmas of cues whose source is a claimant. denying: of those whose content is denied.
    """

    rows: tuple[Frame, ...]
    index: Mapping[tuple[str, str], tuple[Frame, ...]]
    derivations: tuple[Derivation, ...]
    bases: tuple[Basis, ...] = ()
    compositions: tuple[Composition, ...] = ()
    reporting: frozenset[str] = frozenset()
    denying: frozenset[str] = frozenset()

    def get(self, pos: str, lemma: str) -> tuple[Frame, ...]:
        """The rows that a predicate evokes, those for any predicate ("*") last."""
        return self.index.get((pos, lemma), ()) + self.index.get((pos, "*"), ())

    def accused(self, rule: str) -> str:
        """Which argument of a row is accused by whoever claims it."""
        return next((row.accused for row in self.rows if row.id == rule), "")

    def lemmas(self, pos: str) -> frozenset[str]:
        """The lemmas of a part of speech that evoke a row."""
        return frozenset(lemma for each, lemma in self.index if each == pos)


def load_frames(ontology: Ontology) -> Frames:
    """Read and check every row; OntologyError names the row and what is wrong with it."""
    data = table("frames.toml")
    lists = {name: frozenset(words) for name, words in data.get("lists", {}).items()}
    rows = tuple(_frame(n, row, lists, ontology) for n, row in enumerate(data["frame"], 1))
    if len({r.id for r in rows}) != len(rows):
        seen: set[str] = set()
        double = next(r.id for r in rows if r.id in seen or seen.add(r.id))  # type: ignore[func-returns-value]
        raise OntologyError(f"frames.toml: two rows have the id {double!r}")
    return Frames(
        rows,
        index_rows(rows),
        tuple(_derivation(row, ontology) for row in data.get("derive", ())),
        tuple(_basis(row, ontology) for row in data.get("basis", ())),
        tuple(Composition(**row) for row in data.get("compose", ())),
        lists["speech"] | lists["claiming"],
        lists["denying"],
    )


def index_rows(rows: Iterable[Frame]) -> Mapping[tuple[str, str], tuple[Frame, ...]]:
    """Rows by part of speech and lemma."""
    index: dict[tuple[str, str], list[Frame]] = {}
    for row in rows:
        for lemma in row.lemmas:
            index.setdefault((row.pos, lemma), []).append(row)
    return {k: tuple(v) for k, v in index.items()}


def _derivation(row: Mapping[str, Any], ontology: Ontology) -> Derivation:
    ontology.check([row["predicate"]], "frames.toml [[derive]]")
    return Derivation(row["polarity"], row["predicate"], row["aimed"], row.get("confidence", 0.7))


def _basis(row: Mapping[str, Any], ontology: Ontology) -> Basis:
    ontology.check([row["act"], row["predicate"], *row["kinds"]], "frames.toml [[basis]]")
    return Basis(
        row["act"],
        row["predicate"],
        tuple(row["kinds"]),
        tuple(tuple(cue.split()) for cue in row["cues"]),
        frozenset(row["nouns"]),
        frozenset(row.get("heads", ())),
        row.get("confidence", 0.7),
    )


def _frame(
    n: int, row: Mapping[str, Any], lists: Mapping[str, frozenset[str]], ontology: Ontology
) -> Frame:
    where = f"frames.toml row {n} ({row.get('id', 'without id')})"
    if unknown := row.keys() - KEYS:
        raise OntologyError(f"{where}: unknown key {sorted(unknown)[0]!r}")
    for key in ("id", "predicate", "lemma", "example", "expect"):
        if key not in row:
            raise OntologyError(f"{where}: {key!r} is missing")
    ontology.check([row["predicate"]], where)
    ontology.check([*row.get("subject_kind", ()), *row.get("object_kind", ())], where)

    def role(value: str | list[str] | None) -> Role:
        texts = [value] if isinstance(value, str) else value or []
        return tuple(_path(text, lists, where) for text in texts)

    expect = row["expect"]
    pairs = expect if expect and isinstance(expect[0], list) else [expect]
    return Frame(
        id=row["id"],
        predicate=row["predicate"],
        lemmas=frozenset(w for lemma in row["lemma"] for w in _words(lemma, lists, where)),
        pos=row.get("pos", "verb"),
        subject=role(row.get("subject", "actor")),
        object=role(row.get("object")),
        where=tuple(role(w) for w in row.get("where", ())),
        unless=tuple(role(w) for w in row.get("unless", ())),
        subject_kinds=tuple(row.get("subject_kind", ())),
        object_kinds=tuple(row.get("object_kind", ())),
        claimant=role(row.get("claimant")),
        accused=row.get("accused", ""),
        list=row.get("list", False),
        event=row.get("event", False),
        effect=row.get("effect", ""),
        qualifiers=tuple((k, role(v)) for k, v in sorted(row.get("qualifiers", {}).items())),
        modality=row.get("modality"),
        unreal=row.get("unreal", False),
        negated=row.get("negated", False),
        confidence=row.get("confidence", 0.8),
        example=row["example"],
        expect=tuple((p[0], p[1] if len(p) > 1 and p[1] else None) for p in pairs),
    )


def _words(text: str, lists: Mapping[str, frozenset[str]], where: str) -> frozenset[str]:
    if not text.startswith("@"):
        return frozenset(text.split("|"))
    if text[1:] not in lists:
        raise OntologyError(f"{where}: no list {text[1:]!r} under [lists]")
    return lists[text[1:]]


def _path(text: str, lists: Mapping[str, frozenset[str]], where: str) -> Path:
    steps: list[Step] = []
    for part in text.split("/"):
        if part.startswith(("=", "!")):
            words = frozenset(w for each in part[1:].split("|") for w in _words(each, lists, where))
            steps.append((part[0], words))
        elif part.startswith(("prep:", "modal:")):
            name, arguments = part.split(":", 1)
            steps.append((name, frozenset(arguments.split("|"))))
        elif part in ARGUMENTS | NOUN_STEPS:
            steps.append((part, frozenset()))
        else:
            raise OntologyError(f"{where}: unknown step {part!r} in {text!r}")
    return tuple(steps)
