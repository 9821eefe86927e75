"""Reads who attacked whom with what from the texts of CASIE, in the form that its scorer reads.

usage: python benchmarks/casie.py FOLDER -o predictions.jsonl

FOLDER/*.json are CASIE's annotation files, of which only "content" is read; one line a document is
written: {"doc": stem, "events": [{"attacker": [...], "victim": [...], "tool": [...], "trigger": ...}]}.
The words and the roles that clauses give are in casie.toml; the syntax is graphbuild's.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from graphbuild.extraction.attributions.find import find_attributions
from graphbuild.extraction.claims.context import ClaimContext, claim_context
from graphbuild.extraction.claims.roles import take, walk
from graphbuild.extraction.claims.selection import acts
from graphbuild.extraction.clauses.coordination import possessors
from graphbuild.extraction.clauses.find import Clause
from graphbuild.extraction.coreference.chains import Chain, find_chains
from graphbuild.extraction.mentions.find import find_mentions
from graphbuild.knowledge.frames import Frames, Role, _path
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import NAME, PRONOUN, Article, Attribution, Mention
from graphbuild.nlp.annotate import Document, annotate
from graphbuild.nlp.load import load_model
from graphbuild.nlp.tokens import Token

TABLE = Path(__file__).with_suffix(".toml")
LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")
ROLES = ("attacker", "victim", "tool")
PRE_MODIFIERS = frozenset({"compound", "amod", "nmod", "nummod"})
Filler = tuple[str, Token]
RATIO = 2  # words about weaknesses for one about crime, above which a text is not about an attack


@dataclass(frozen=True, slots=True)
class Row:
    """A `[[role]]` of casie.toml: which argument of a predicate has which role.

    where: roles that must lead somewhere.
    general: whether it is such a crime only in a sentence that says so elsewhere, too.
    """

    lemmas: frozenset[str]
    pos: str
    where: tuple[Role, ...]
    roles: tuple[tuple[str, Role], ...]
    general: bool


@dataclass(frozen=True, slots=True)
class Table:
    """casie.toml: the lists of words by name, and the rows by part of speech and lemma."""

    words: Mapping[str, frozenset[str]]
    rows: Mapping[tuple[str, str], tuple[Row, ...]]

    def lemmas(self, pos: str) -> frozenset[str]:
        """The lemmas that rows of a part of speech have."""
        return frozenset(lemma for each, lemma in self.rows if each == pos)


def read_table(path: Path = TABLE) -> Table:
    """The table of words and roles."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    lists = {name: frozenset(words) for name, words in data.pop("lists").items()}
    index: dict[tuple[str, str], tuple[Row, ...]] = {}
    for each in data.pop("role"):
        row = _row(each, lists)
        for lemma in row.lemmas:
            index[row.pos, lemma] = (*index.get((row.pos, lemma), ()), row)
    return Table({name: frozenset(words) for name, words in data.items()} | lists, index)


def _row(row: Mapping[str, Any], lists: Mapping[str, frozenset[str]]) -> Row:
    def role(value: str | list[str]) -> Role:
        texts = [value] if isinstance(value, str) else value
        return tuple(_path(text, lists, TABLE.name) for text in texts)

    lemmas = [w for lemma in row["lemma"] for w in lists.get(lemma.removeprefix("@"), {lemma})]
    return Row(
        frozenset(lemmas),
        row.get("pos", "verb"),
        tuple(role(w) for w in row.get("where", ())),
        tuple((name, role(row[name])) for name in ROLES if name in row),
        row.get("general", False),
    )


def read_articles(folder: Path) -> Iterator[Article]:
    """The texts of the annotation files, every line that is not blank a paragraph."""
    for path in sorted(folder.glob("*.json")):
        text = json.loads(path.read_text(encoding="utf-8"))["content"]
        yield Article(path.stem, text, tuple(m.span() for m in LINE.finditer(text)))


def read(document: Document, ontology: Ontology, table: Table) -> list[dict[str, Any]]:
    """The events of a document, none where it is not about attacks."""
    mentions = find_mentions(document, ontology)
    attributions = find_attributions(document)
    chains = find_chains(document, mentions, attributions, ontology)
    context = context_of(document, mentions, attributions, ontology, table.lemmas("noun"))
    return Reader(context, chains, table).events()


class Reader:
    """Reads the events off one document's context."""

    def __init__(self, context: ClaimContext, chains: Sequence[Chain], table: Table) -> None:
        """Index the chains by mention."""
        self.context, self.document, self.table = context, context.document, table
        self.chain_of = {m: c for c in chains for m in c.mentions}

    def events(self) -> list[dict[str, Any]]:
        """The events of the document, none where it is not about attacks."""
        if not self.is_about_attacks():
            return []
        found = [e for c in self.context.clauses.values() for e in self.clause_events(c)]
        return [self.as_event(*e) for e in (*found, *self.word_events()) if e[1]]

    def as_event(self, trigger: str, fillers: Sequence[Filler]) -> dict[str, Any]:
        """An event as the scorer reads it."""
        event: dict[str, Any] = {}
        for role, token in fillers:
            event.setdefault(role, []).append(self.phrase(token))
        return {**event, "trigger": trigger} if trigger else event

    def is_about_attacks(self) -> bool:
        """Whether the text speaks of crime, and of it more than of weaknesses."""
        words = [{t.lemma_.lower(), t.lower_} for t in self.document.doc]
        crime = sum(not w.isdisjoint(self.table.words["crime"]) for w in words)
        weakness = sum(not w.isdisjoint(self.table.words["weakness"]) for w in words)
        return RATIO * crime > weakness

    def clause_events(self, clause: Clause) -> Iterator[tuple[str, list[Filler]]]:
        """What the rows for a clause's predicate say of its arguments."""
        for row in self.table.rows.get((clause.kind, clause.lemma), ()):
            if row.general and not self.is_told_as_crime(clause.head):
                continue
            if all(walk(self.context, clause, role) for role in row.where):
                yield (
                    clause.lemma,
                    [
                        filler
                        for name, role in row.roles
                        for at in walk(self.context, clause, role)
                        for filler in self.fill(name, at)
                    ],
                )

    def is_told_as_crime(self, at: int) -> bool:
        """Whether the sentence of a token says what sort of crime it is."""
        words = self.table.words["evidence"]
        sent = self.document.doc[at].sent
        return any(t.lemma_.lower() in words or t.lower_ in words for t in sent)

    def word_events(self) -> Iterator[tuple[str, list[Filler]]]:
        """Nouns that have a role by their meaning, where a sentence tells of a crime."""
        struck = self.table.words["victims"]
        for token in self.document.doc:
            if token.pos_ not in ("NOUN", "PROPN") or token.dep_ in ("compound", "amod"):
                continue
            if not self.is_told_as_crime(token.i):
                continue
            if self.attacks(token):
                yield "", [("attacker", token)]
            elif self.is_tool(token):
                yield "", [("tool", token)]
            elif token.lemma_.lower() in struck:
                yield "", [("victim", token)]

    def fill(self, role: str, at: int) -> Iterator[Filler]:
        """What a token is where its clause gives it a role: a tool is one wherever it stands."""
        token = self.antecedent(self.document.doc[at])
        if token is None or token.pos_ not in ("NOUN", "PROPN", "X", "NUM", "ADJ"):
            return
        mention = self.context.at.get(token.i)
        named = mention is not None and mention.form == NAME and mention.kind == "Malware"
        if named or self.is_tool(token):
            yield "tool", token
        elif role == "attacker":
            if self.attacks(token) or (mention and mention.kind == "ThreatActor"):
                yield "attacker", token
        elif role == "tool":
            if token.lemma_.lower() in self.table.words["carriers"]:
                yield "tool", token
        else:
            yield from (("victim", t) for t in self.owned(token) if not self.attacks(t))

    def owned(self, token: Token) -> Iterator[Token]:
        """The victims that a phrase names: systems and people, the owners of data."""
        lemma = token.lemma_.lower()
        words = self.table.words
        owners = [self.document.doc[i] for i in possessors(token)]
        owners += [
            self.document.doc[i]
            for i in take(self.context, token.i, "prep", frozenset({"of", "from", "belonging"}))
        ]
        owners += [
            c for c in token.children if c.dep_ in ("compound", "nmod") and self.is_victim_like(c)
        ]
        owners = [o for o in owners if o.pos_ in ("NOUN", "PROPN")]
        if lemma in words["data"]:
            for each in owners:
                if each.lemma_.lower() not in words["data"]:
                    yield each
        elif lemma in words["systems"]:
            yield token
            yield from (o for o in owners if o.lemma_.lower() not in words["data"])
        elif self.is_victim_like(token) or self.acts(token):
            yield token

    def is_victim_like(self, token: Token) -> bool:
        """Whether a phrase names something that is no tool or attack, or is of people or bodies."""
        mention = self.context.at.get(token.i)
        return bool(
            mention and mention.form == NAME and mention.kind not in ("Malware", "Operation")
        ) or self.acts(token)

    def acts(self, token: Token) -> bool:
        """Whether a phrase is of people or bodies."""
        mention = self.context.at.get(token.i)
        if mention is None or not self.context.ontology.is_a(mention.kind, "Agent", "Place"):
            return False
        return mention.form == NAME or acts(self.context, mention)

    def antecedent(self, token: Token) -> Token | None:
        """The head of what a pronoun stands for, if anything; any other token itself."""
        if token.pos_ != "PRON":
            return token
        mention = self.context.at.get(token.i)
        chain = self.chain_of.get(mention) if mention else None
        named = [m for m in chain.mentions if m.form != PRONOUN] if chain else []
        return self.document.doc[named[0].head] if named else None

    def attacks(self, token: Token) -> bool:
        """Whether a noun means an attacker, by itself or with its modifiers."""
        words, lemma = self.table.words, token.lemma_.lower()
        if lemma in words["attackers"]:
            return True
        return lemma in words["groups"] and any(
            c.lemma_.lower() in words["hostile"] for c in token.children
        )

    def is_tool(self, token: Token) -> bool:
        """Whether a noun means a tool, by itself or with its modifiers."""
        words, lemma = self.table.words, token.lemma_.lower()
        if lemma in words["tools"]:
            return token.dep_ != "compound"
        return lemma in words["carriers"] and any(
            c.lower_ in words["deceptive"] for c in token.children
        )

    def phrase(self, token: Token) -> str:
        """A noun with its modifiers, or the whole name it belongs to."""
        mention = self.context.at.get(token.i)
        if mention is not None and mention.form == NAME:
            return " ".join(mention.surface.split())
        first = token.i
        for child in token.lefts:
            if child.dep_ in PRE_MODIFIERS:
                first = min(first, child.left_edge.i)
        return str(self.document.doc.span(first, token.i + 1).text)


def context_of(
    document: Document,
    mentions: Sequence[Mention],
    attributions: Sequence[Attribution],
    ontology: Ontology,
    nouns: frozenset[str] = frozenset(),
) -> ClaimContext:
    """What graphbuild's walk over roles needs, the clauses of these nouns among it."""
    frames = Frames((), {("noun", lemma): () for lemma in nouns}, ())
    kinds = {m: m.kind for m in mentions}
    return claim_context(document, mentions, attributions, kinds, frames=frames, ontology=ontology)


def write_predictions(documents: Iterable[Document], to: Path) -> None:
    """Write a line for each document."""
    ontology, table = Ontology.load(), read_table()
    with to.open("w", encoding="utf-8") as file:
        for document in documents:
            events = read(document, ontology, table)
            line = {"doc": document.article.id, "events": events}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def main() -> None:
    """Parse the arguments, predict, and say how to score."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("predictions.jsonl"))
    arguments = parser.parse_args()
    documents = annotate(read_articles(arguments.folder), load_model())
    write_predictions(documents, arguments.output)
    sys.stdout.write(
        f"score: python score_casie.py {arguments.output} --realis any --root {arguments.folder}\n"
    )


if __name__ == "__main__":
    main()
