"""Reads who does what to whom from the sentences of PLOVER's gold standard, in its scorer's form.

usage: python benchmarks/plover.py FILE -o predictions.jsonl

FILE is PLOVER_GSR_CAMEO.dev.json, of which only "id" and "text" are read; one line a record is
written: {"id": ..., "events": [{"event": "SANCTION", "source": [...], "target": [...]}]}.
The words of the categories are in plover.toml; the syntax is graphbuild's.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from casie import context_of

from graphbuild.extraction.attributions.find import find_attributions
from graphbuild.extraction.claims.selection import acts
from graphbuild.extraction.clauses.coordination import with_conjuncts
from graphbuild.extraction.clauses.find import Clause, noun_clause, verb_clause
from graphbuild.extraction.clauses.verbs import is_verb
from graphbuild.extraction.coreference.chains import find_chains
from graphbuild.extraction.mentions.find import find_mentions
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import NAME, PRONOUN, Article, Mention
from graphbuild.nlp.annotate import Document, annotate
from graphbuild.nlp.load import load_model
from graphbuild.nlp.tokens import Token

TABLE = Path(__file__).with_suffix(".toml")
ACTORS = frozenset({"GPE", "NORP", "PERSON", "ORG"})
MODIFIERS = frozenset({"amod", "compound", "nmod"})
MAX_DEPTH = 5  # phrases below the predicate in which its target is looked for
ENDED = {  # what it means that such deeds end
    **dict.fromkeys(("PROTEST", "COERCE", "SANCTION", "MOBILIZE"), "CONCEDE"),
    **dict.fromkeys(("FIGHT", "ASSAULT"), "RETREAT"),
    **dict.fromkeys(("CONSULT", "SUPPORT", "COOPERATE", "AID"), "SANCTION"),
}
OBLIGATION = frozenset({"must", "should", "ought"})
FUTURE = frozenset({"will", "would", "may", "might", "could", "shall", "can"})


@dataclass(frozen=True, slots=True)
class Table:
    """plover.toml: categories of verbs and of nouns, and other lists of words."""

    verbs: Mapping[str, str]
    nouns: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Event:
    """A category and the heads of its source and target phrases."""

    category: str
    source: tuple[Token, ...]
    target: tuple[Token, ...]


def read_table(path: Path = TABLE) -> Table:
    """The words; a verb that several categories list belongs to the first."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    verbs: dict[str, str] = {}
    nouns: dict[str, tuple[str, ...]] = {}
    for category, lemmas in data["verbs"].items():
        for lemma in lemmas:
            verbs.setdefault(lemma, category)
    for category, lemmas in data["nouns"].items():
        for lemma in lemmas:
            nouns[lemma] = (*nouns.get(lemma, ()), category)
    return Table(verbs, nouns, {name: tuple(words) for name, words in data["words"].items()})


def read_articles(path: Path) -> Iterator[Article]:
    """Each record's sentence as an article; the record about the file itself is left out."""
    for record in json.loads(path.read_text(encoding="utf-8")):
        text = record.get("text") or ""
        if record.get("event") != "DOCUMENT" and text.strip():
            yield Article(record["id"], text, ((0, len(text)),))


class Reader:
    """One sentence's main event."""

    def __init__(self, document: Document, ontology: Ontology, table: Table) -> None:
        """Find the mentions and which of them mean the same."""
        self.document, self.ontology, self.table = document, ontology, table
        mentions = find_mentions(document, ontology)
        attributions = find_attributions(document)
        chains = find_chains(document, mentions, attributions, ontology)
        self.context = context_of(document, mentions, attributions, ontology)
        self.at = {m.head: m for m in mentions}
        self.names = {i: m for m in mentions if m.form == NAME for i in range(m.first, m.last)}
        self.chain_of = {m: c for c in chains for m in c.mentions}

    def event(self) -> Event | None:
        """The main event of the document's first sentence."""
        sent = max(self.document.doc.sents, key=len, default=None)
        if sent is None:
            return None
        return self.read(sent.root, ())

    def read(self, token: Token, reporter: tuple[Token, ...]) -> Event | None:
        """The event that a predicate heads; `reporter`: who says so."""
        clause = verb_clause(token) if is_verb(token) else noun_clause(token)
        source = self.people(clause.actor) or reporter
        inner = self.reported(token)
        if inner is not None:
            return self.read(inner, source)
        if reporter and clause.modal in OBLIGATION and clause.actor:
            return Event("DEMAND", reporter, self.people(clause.actor))
        while (below := self.below(token)) is not None and self.category(token) is None:
            token = below
            clause = verb_clause(token)
        category = self.qualified(token, clause)
        if clause.passive and not clause.actor:
            source = self.agent(token) or reporter
        used = {t.i for each in source for t in each.subtree}
        return Event(category, source, self.target(token, used))

    def reported(self, token: Token) -> Token | None:
        """The predicate of what is said, where the token only says that it is."""
        if token.lemma_.lower() not in self.table.words["reporting"]:
            return None
        return next((c for c in token.children if c.dep_ == "ccomp" and is_verb(c)), None)

    def below(self, token: Token) -> Token | None:
        """The infinitive or gerund that says what is done."""
        if token.lemma_.lower() not in self.table.words["aspect"]:
            return None
        return next((c for c in token.children if c.dep_ == "xcomp" and is_verb(c)), None)

    def category(self, token: Token) -> str | None:
        """The category of a verb and of what its object names."""
        verb = verb_clause(token)
        objects = [*verb.undergoer, *(i for _, each in verb.prepositions for i in each)]
        named = [
            c
            for i in ([*verb.attribute, *objects] if not verb.passive else verb.undergoer)
            for c in self.table.nouns.get(self.document.doc[i].lemma_.lower(), ())
        ]
        keys = [*(f"{verb.lemma} {prep}" for prep, _ in verb.prepositions), verb.lemma]
        own = next(
            (c for k in (*keys, verb.lemma.split()[0]) if (c := self.table.verbs.get(k))), None
        )
        if verb.lemma in self.table.words["ending"]:
            return next((ENDED[c] for c in named if c in ENDED), own)
        if (special := self.by_argument(verb)) is not None:
            return special
        if own is None:
            return named[0] if named else None
        if verb.lemma in self.table.words["light"] and named:
            return own if own in named else named[0]
        return own

    def by_argument(self, verb: Clause) -> str | None:
        """The category where it depends on who acts, or on whom."""
        words = self.table.words
        if verb.lemma in words["killing"] and self.any_of(verb.actor, words["military"]):
            return "FIGHT"
        if verb.lemma == "expel" and not self.any_of(verb.undergoer, words["envoys"]):
            return "COERCE"
        if verb.lemma == "hold" and any(
            self.is_actor(self.document.doc[i]) for i in verb.undergoer
        ):
            return "COERCE"
        return None

    def any_of(self, heads: Iterable[int], lemmas: tuple[str, ...]) -> bool:
        """Whether one of the tokens has one of the lemmas."""
        return any(self.document.doc[i].lemma_.lower() in lemmas for i in heads)

    def qualified(self, token: Token, clause: Clause) -> str:
        """The category, as announced deeds and refusals change it."""
        category = self.category(token) or "CONSULT"
        words = self.table.words
        governor = token.head
        unreal = clause.modal in FUTURE or (
            governor is not token and governor.lemma_.lower() in words["willing"]
        )
        if clause.negated and category in words["cooperative"]:
            return "REJECT"
        if unreal and category in words["cooperative"]:
            return "AGREE"
        if unreal and category in words["hostile"]:
            return "THREATEN"
        return category

    def agent(self, token: Token) -> tuple[Token, ...]:
        """Who acts in a passive whose agent hangs elsewhere."""
        for child in token.subtree:
            if child.dep_ == "agent":
                return self.people(tuple(c.i for c in child.children if c.dep_ == "pobj"))
        return ()

    def people(self, heads: Iterable[int]) -> tuple[Token, ...]:
        """The phrases at these heads, pronouns replaced by what they stand for."""
        return tuple(t for i in heads if (t := self.antecedent(self.document.doc[i])) is not None)

    def antecedent(self, token: Token) -> Token | None:
        """The head of what a pronoun stands for; any other token itself."""
        if token.pos_ != "PRON":
            return token
        mention = self.at.get(token.i)
        chain = self.chain_of.get(mention) if mention else None
        named = [m for m in chain.mentions if m.form != PRONOUN] if chain else []
        return self.document.doc[named[0].head] if named else None

    def target(self, token: Token, used: set[int]) -> tuple[Token, ...]:
        """Who undergoes it: the nearest named, else the nearest described."""
        return self.nearest(token, used, self.is_named) or self.nearest(token, used, self.is_actor)

    def nearest(
        self, token: Token, used: set[int], fits: Callable[[Token], bool], depth: int = 0
    ) -> tuple[Token, ...]:
        """The nearest fitting phrases that a predicate or a phrase reaches, but for those used."""
        if depth > MAX_DEPTH:
            return ()
        for group in self.reach(token, depth):
            for each in group:
                found = [t for t in with_conjuncts([each]) if t.i not in used and fits(t)]
                if found:
                    return tuple(found)
                if each.i not in used and (inner := self.nearest(each, used, fits, depth + 1)):
                    return inner
        return ()

    def reach(self, token: Token, depth: int) -> Iterator[list[Token]]:
        """What hangs on a token, by how likely it is acted upon."""
        doc = self.document.doc
        if is_verb(token):
            clause = verb_clause(token)
            yield [doc[i] for i in clause.recipient]
            yield [t for i in clause.undergoer if (t := self.antecedent(doc[i])) is not None]
            if depth:
                yield [t for i in clause.actor if (t := self.antecedent(doc[i])) is not None]
        preps = [
            c for c in token.subtree if c.dep_ in ("prep", "agent", "dative") and c.head == token
        ]
        order = self.table.words["prepositions"]
        if not is_verb(token):
            yield [c for c in token.children if c.dep_ == "poss"]
        for name in order:
            for prep in preps:
                if prep.lower_ == name:
                    yield [c for c in prep.children if c.dep_ in ("pobj", "pcomp", "prep")]
        yield [
            c
            for c in token.children
            if c.dep_ in ("xcomp", "ccomp", "acl", "relcl", "attr", "oprd", "pcomp", "acomp")
        ]
        yield [c for c in token.children if c.dep_ in ("amod", "compound", "nmod")]
        yield [c for c in token.children if c.dep_ in ("advcl", "conj", "appos", "prt", "prep")]

    def is_named(self, token: Token) -> bool:
        """Whether a phrase is of people, bodies or countries by name, or by its adjective."""
        if token.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM"):
            return False
        if token.ent_type_ in ACTORS:
            return True
        mention = self.at.get(token.i) or self.names.get(token.i)
        if mention is not None and mention.form == NAME:
            return self.ontology.is_a(mention.kind, "Agent", "Place")
        relations = MODIFIERS | {"poss"} if self.is_actor(token) else MODIFIERS
        return any(
            c.dep_ in relations and c.ent_type_ in ("NORP", "GPE", "ORG") for c in token.children
        )

    def is_actor(self, token: Token) -> bool:
        """Whether a phrase is of people or bodies, named or not."""
        mention = self.at.get(token.i)
        return mention is not None and mention.form != PRONOUN and acts(self.context, mention)

    def phrase(self, token: Token) -> str:
        """A noun with what stands before it."""
        mention: Mention | None = self.names.get(token.i)
        first = min(
            (
                t.i
                for c in token.lefts
                if c.dep_ in ("compound", "amod", "nmod", "poss")
                for t in c.subtree
            ),
            default=token.i,
        )
        last = token.i + 1
        if mention is not None:
            first, last = min(first, mention.first), max(last, mention.last)
        return str(self.document.doc.span(first, last).text)


def predict(document: Document, ontology: Ontology, table: Table) -> list[dict[str, Any]]:
    """The events of a record."""
    reader = Reader(document, ontology, table)
    event = reader.event()
    if event is None:
        return []
    return [
        {
            "event": event.category,
            "source": [reader.phrase(t) for t in event.source],
            "target": [reader.phrase(t) for t in event.target],
        }
    ]


def main() -> None:
    """Parse the arguments, predict, and say how to score."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("predictions.jsonl"))
    arguments = parser.parse_args()
    ontology, table = Ontology.load(), read_table()
    with arguments.output.open("w", encoding="utf-8") as file:
        for document in annotate(read_articles(arguments.file), load_model()):
            line = {"id": document.article.id, "events": predict(document, ontology, table)}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.write(f"score: python score_plover.py {arguments.output} --gold {arguments.file}\n")


if __name__ == "__main__":
    main()
