"""Document, Mention -> Claim: relations inside noun phrases (titles, possessives, appositions, parentheses).

Each module reads one kind of pattern and yields Pairs; the rows of ontology/phrases.toml say which
property a pair evokes. The first row that admits a pair makes the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from graphbuild.extraction.noun_phrases.affiliations import find_affiliations
from graphbuild.extraction.noun_phrases.aliases import find_aliases
from graphbuild.extraction.noun_phrases.bodies import find_appositions, find_nestings
from graphbuild.extraction.noun_phrases.demonyms import find_demonyms
from graphbuild.extraction.noun_phrases.entries import find_entry_facts
from graphbuild.extraction.noun_phrases.pairs import Pair
from graphbuild.extraction.noun_phrases.roles import find_roles
from graphbuild.extraction.noun_phrases.rows import PhraseRow, phrase_rows
from graphbuild.extraction.noun_phrases.seats import find_seats
from graphbuild.extraction.noun_phrases.sponsors import find_sponsors
from graphbuild.extraction.noun_phrases.view import View
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Claim, Mention
from graphbuild.nlp.annotate import Document
from graphbuild.nlp.entries import find_entries

ENTRY = "entry"  # reads what the other kinds would misread
PATTERNS: dict[str, Callable[[View], Iterator[Pair]]] = {
    "role": find_roles,
    "affiliation": find_affiliations,
    "demonym": find_demonyms,
    "nesting": find_nestings,
    "apposition": find_appositions,
    "seat": find_seats,
    "sponsor": find_sponsors,
    "alias": find_aliases,
    ENTRY: find_entry_facts,
}


def find_phrase_claims(
    document: Document,
    mentions: Sequence[Mention],
    rows: Sequence[PhraseRow] | None = None,
) -> Iterator[Claim]:
    """The claims that noun phrases make, in reading order; each (subject, property, object) once."""
    rows = phrase_rows() if rows is None else rows
    view = View(document, mentions, Ontology.load())
    listed = {i for e in find_entries(document) for i in range(e.first, e.last)}
    claims: dict[tuple[Mention, str, Mention | str], Claim] = {}
    for kind, find in PATTERNS.items():
        usable = [row for row in rows if row.kind == kind]
        for pair in find(view) if usable else ():
            if kind != ENTRY and pair.at in listed:
                continue
            claim = _claim(view, pair, usable)
            if claim is not None and claim.object is not None:
                claims.setdefault((claim.subject, claim.predicate, claim.object), claim)
    yield from sorted(claims.values(), key=lambda c: (c.start, c.subject.start, c.rule))


def _claim(view: View, pair: Pair, rows: Sequence[PhraseRow]) -> Claim | None:
    row = next((row for row in rows if row.admits(pair, view.ontology)), None)
    if row is None:
        return None
    first, last = view.sentence(pair.at)
    document = view.document
    return row.claim(pair, document.starts[first], document.ends[last - 1])
