"""Sentences in, statements or clauses out, for the tests of the extraction core."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from spacy.language import Language

from graphbuild.analysis.evaluate import same_name
from graphbuild.extraction.attributions.find import find_attributions
from graphbuild.extraction.claims.context import ClaimContext, claim_context
from graphbuild.extraction.coreference.chains import find_chains
from graphbuild.extraction.entities.resolve import resolve_entities
from graphbuild.extraction.mentions.find import find_mentions
from graphbuild.model import NEGATED, Article, Entity, Mention, Statement
from graphbuild.nlp.annotate import Document, annotate
from graphbuild.pipeline import Rules, read

PUBLISHED = "2023-03-15"  # a Wednesday
ACTS = frozenset(
    {
        "accuses",
        "denies",
        "sanctions",
        "charges",
        "arrests",
        "expels",
        "attributedTo",
        "targets",
        "condemns",
        "demands",
        "threatens",
        "confirms",
        "foils",
        "proposes",
        "lifts",
        "withdraws",
        "convicts",
        "extradites",
    }
)


def article(text: str, published: str | None = PUBLISHED, name: str = "a") -> Article:
    """An article whose lines are its paragraphs."""
    body: list[tuple[int, int]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            body.append((at, at + len(line.rstrip("\n"))))
        at += len(line)
    return Article(name, text, tuple(body), published=published)


def document(text: str, nlp: Language, published: str | None = PUBLISHED) -> Document:
    """The parse of a text."""
    [parsed] = annotate([article(text, published)], nlp)
    return parsed


def documents(texts: Iterable[str], nlp: Language) -> list[Document]:
    """The parses of many texts, in one batch."""
    return list(annotate((article(t) for t in texts), nlp))


def statements(
    text: str, nlp: Language, rules: Rules, published: str | None = PUBLISHED
) -> list[Statement]:
    """What the whole pipeline reads in a text."""
    return read(document(text, nlp, published), rules)


def context_of(parsed: Document, rules: Rules) -> tuple[ClaimContext, dict[Mention, Entity]]:
    """What the rules see of a document, and who its mentions are."""
    mentions = find_mentions(parsed, rules.ontology)
    attributions = find_attributions(parsed)
    chains = find_chains(parsed, mentions, attributions, rules.ontology)
    known = resolve_entities(parsed, chains)
    kinds = {mention: entity.type for mention, entity in known.items()}
    context = claim_context(
        parsed, mentions, attributions, kinds, frames=rules.frames, ontology=rules.ontology
    )
    return context, known


def names(value: Entity | str | None, surface: str | None = None) -> list[str]:
    """Every name of an argument."""
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    return [value.label, *value.aliases, *([surface] if surface else [])]


def is_called(value: Entity | str | None, name: str | None, surface: str | None = None) -> bool:
    """Whether an argument goes by a name or a phrase that it begins; None is called None."""
    if name is None or value is None:
        return name is None and value is None
    return any(
        same_name(each, name) or each.casefold().startswith(f"{name} ".casefold())
        for each in names(value, surface)
    )


class Told(NamedTuple):
    """One statement that a sentence makes, its arguments by any of their names.

    by: the claimant. modality, date: None is not looked at. optional: it may be missing, too.
    """

    subject: str
    predicate: str
    object: str | None = None
    by: str | None = None
    negated: bool = False
    modality: str | None = None
    date: str | None = None
    optional: bool = False

    def fits(self, found: Statement) -> bool:
        """Whether a statement is this one; both ways where its arguments were put in order."""
        seen = found.evidence[0]
        pairs = [(found.subject, seen.subject), (found.object, seen.object)]
        for one, other in (pairs, pairs[::-1]) if self.predicate == "linkedTo" else (pairs,):
            if is_called(one[0], self.subject, one[1]) and is_called(
                other[0], self.object, other[1]
            ):
                return self._qualified(found)
        return False

    def _qualified(self, found: Statement) -> bool:
        return (
            found.predicate == self.predicate
            and is_called(found.claimant, self.by, found.evidence[0].claimant)
            and (found.polarity == NEGATED) == self.negated
            and self.modality in (None, found.modality)
            and self.date in (None, found.date)
        )


def differences(found: Iterable[Statement], told: Sequence[Told]) -> list[str]:
    """What is missing, and what is there although nobody told; only of predicates that count."""
    about = ACTS | {t.predicate for t in told}
    statements = [s for s in found if s.predicate in about]
    missing = [
        f"missing: {t}" for t in told if not t.optional and not any(t.fits(s) for s in statements)
    ]
    wrong = [s for s in statements if not any(t.fits(s) for t in told)]
    return missing + [f"wrong: {line}" for line in shown(wrong)]


def shown(found: Iterable[Statement]) -> list[str]:
    """Statements in one line each, for the message of a failing test."""
    return [
        f"{s.subject.label} | {s.predicate} | {names(s.object)[:1]} | "
        f"{s.claimant.label if s.claimant else None} | {s.polarity} {s.modality} {s.date} "
        f"({s.evidence[0].rule})"
        for s in found
    ]
