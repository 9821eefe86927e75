"""Document -> Mentions: names, other noun phrases and pronouns, each with a class of the ontology.

`names` finds what is spelt with capitals, `nominals` every other phrase that can take part in a
relation; `gazetteer` looks words up, `classify` says what a name names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphbuild.extraction.mentions.extents import Phrase, head_of
from graphbuild.extraction.mentions.name_shapes import find_offices
from graphbuild.extraction.mentions.names import find_names
from graphbuild.extraction.mentions.nominals import find_nominals, find_pronouns
from graphbuild.extraction.mentions.words import name_words
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import NAME, NOMINAL, PRONOUN, Mention
from graphbuild.nlp.annotate import ZERO_WIDTH, Document
from graphbuild.nlp.entries import LINKED, NATIONALITY, PROGRAMME, Entry, find_entries

BODIES = frozenset(
    ["Company", "GovernmentBody", "IntelligenceService", "MilitaryUnit", "Organization"]
)
LONGEST_BARE = 9  # tokens of a paragraph that is nothing but a name

__all__ = ["find_mentions"]


def find_mentions(document: Document, ontology: Ontology) -> list[Mention]:
    """The mentions of a document in reading order, the longer first; no two share a head."""
    doc = document.doc
    names = find_names(doc, ontology)
    entries = list(find_entries(document))
    data = [p for e in entries for p in _of_entry(document, e, names)]
    listed = {i for e in entries for i in range(e.first, e.last)}
    names = sorted([*(n for n in names if n.head not in listed), *data])
    names += find_bare(document, names)
    inside = {i for at, (first, _) in find_offices(doc, set()) for i in range(at, first)}
    nominals = [p for p in find_nominals(doc, names) if p.head not in inside | listed]
    pronouns = [p for p in find_pronouns(doc) if p.head not in listed]
    taken: set[int] = set()
    found: list[Mention] = []
    for form, phrases in ((NAME, names), (PRONOUN, pronouns), (NOMINAL, nominals)):
        for phrase in phrases:
            wordless = not doc.span(phrase.first, phrase.last).text.strip("-–—'\"“”’ ")
            if phrase.head not in taken and not wordless:
                taken.add(phrase.head)
                found.append(_mention(document, phrase, form))
    return sorted(found, key=lambda m: (m.first, -m.last, m.head))


def _of_entry(document: Document, entry: Entry, names: Sequence[Phrase]) -> Iterator[Phrase]:
    """The names in an entry of a list: whose it is, what that is linked to, nationality, programme."""
    doc, known = document.doc, {n.first: n for n in names}

    def phrase(first: int, last: int, kind: str) -> Phrase:
        found = known.get(first)
        told = found.kind if found is not None and found.kind in BODIES else kind
        return Phrase(first, last, told, head_of(doc, first, last))

    yield (
        phrase(*entry.name, "Person")._replace(kind="Person")
        if entry.personal
        else phrase(*entry.name, "Organization")
    )
    for field in entry.fields:
        if field.sort == LINKED:
            yield phrase(field.first, field.last, "Organization")
        elif field.sort == PROGRAMME:
            yield phrase(field.first, field.last, "LegalInstrument")._replace(
                kind="LegalInstrument"
            )
        elif field.sort == NATIONALITY and (state := known.get(field.first)) is not None:
            yield state


def find_bare(document: Document, names: Sequence[Phrase]) -> Iterator[Phrase]:
    """Paragraphs, such as the items of a list, that are one name which nothing else tells."""
    doc, owned = document.doc, {i for n in names for i in range(n.first, n.last)}
    for first, last in document.paragraphs:
        while last > first and doc[last - 1].is_punct:
            last -= 1
        tokens = doc[first:last]
        spelt = [t for t in tokens if t.text[0].isupper()]
        small = all(t in spelt or t.lower_ in name_words("opens") for t in tokens)
        if (
            0 < last - first <= LONGEST_BARE
            and small
            and spelt
            and not owned & set(range(first, last))
        ):
            yield Phrase(first, last, "Organization", head_of(doc, first, last))


def _mention(document: Document, phrase: Phrase, form: str) -> Mention:
    first, last = phrase.first, phrase.last
    return Mention(
        document.starts[first],
        document.ends[last - 1],
        _surface(document, first, last),
        phrase.kind,
        form,
        phrase.head,
        first,
        last,
    )


def _surface(document: Document, first: int, last: int) -> str:
    """The article's own text; the parser's where markup stands between the words."""
    raw, read = document.text(first, last), document.doc.span(first, last).text
    return raw if raw == read or _letters(raw) == _letters(read) else read


def _letters(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and c not in ZERO_WIDTH)
