"""Names: runs of capitalised words, cut where one name ends and the next begins."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from graphbuild.mentions.classify import ACTOR, heads, kind_of
from graphbuild.mentions.gazetteer import CATALOGUE, ORGANIZATION, STATE, Hit, find_known
from graphbuild.mentions.phrases import Phrase, head_of
from graphbuild.mentions.places import acts
from graphbuild.ontology import Ontology
from graphbuild.tables import lexicon

SKIPPED = frozenset(
    "DATE TIME PERCENT MONEY QUANTITY ORDINAL CARDINAL LANGUAGE WORK_OF_ART".split()
)
FUNCTION = frozenset({"DET", "PRON", "ADP", "SCONJ", "CCONJ", "ADV", "INTJ", "AUX", "PART"})
JOINERS = frozenset({"-", "\u2013", "&", "/"})
Range = tuple[int, int]


def find_names(doc: Doc, ontology: Ontology) -> list[Phrase]:
    """Names in reading order; one inside another only where it has a head of its own."""
    known = find_known(doc)
    cyber = _is_cyber(doc)
    hits = [h for h in known if h.source != CATALOGUE or _meant(doc, h, cyber)]
    people = _people(doc, hits)
    found: list[tuple[Range, str]] = [(p, "Person") for p in people]
    found += [((h.first, h.last), _hit_kind(doc, h)) for h in hits if not _inside(h, people)]
    found += _runs(doc, hits, people, ontology)
    found += _again(doc, found)
    return _select(doc, found)


def _hit_kind(doc: Doc, hit: Hit) -> str:
    if hit.source == STATE and hit.role == "capital":
        return "State" if acts(doc, hit.first, hit.last) else "Place"
    return hit.kind


def _inside(hit: Hit, ranges: Iterable[Range]) -> bool:
    return any(first <= hit.first and hit.last <= last for first, last in ranges)


def _is_cyber(doc: Doc) -> bool:
    return any(t.lower_ in _words("cyber") or t.lower_.startswith("cyber") for t in doc)


def _meant(doc: Doc, hit: Hit, cyber: bool) -> bool:
    """Whether a catalogued name is meant: its spelling or a word beside it must show it."""
    text = doc[hit.first : hit.last].text
    if _beside(doc, hit):
        return True
    if hit.kind in ("IntelligenceService", "Company"):
        return hit.last - hit.first > 1 and all(
            t.text[0].isupper() for t in doc[hit.first : hit.last]
        )
    if not cyber or hit.ordinary or not text[0].isupper() or len(text) < 5:
        return False
    if hit.last - hit.first > 1:
        return all(t.text[:1].isupper() or not t.is_alpha for t in doc[hit.first : hit.last])
    odd = any(c.isdigit() for c in text) or any(c.isupper() for c in text[1:])
    return (
        odd
        and not (text.isupper() and text.isalpha())
        or (doc[hit.first].ent_type_ in ("ORG", "PRODUCT", "") and doc[hit.first].pos_ == "PROPN")
    )


def _beside(doc: Doc, hit: Hit) -> bool:
    words = _words("cues_malware" if hit.kind == "Malware" else "cues_actor")
    after = doc[hit.last : hit.last + 3]
    before = doc[max(0, hit.first - 3) : hit.first]
    near = [t.lower_ for t in after[:2] if t.is_alpha][:1]
    near += [t.lower_ for t in before if t.lower_ in _words("naming")]
    near += [t.lower_ for t in before if t.is_alpha][-1:]
    return any(w in words or w in _words("naming") for w in near)


@functools.cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon("names")[name])


@functools.cache
def _titles() -> frozenset[str]:
    return frozenset((*lexicon("titles")["titles"], *lexicon("names")["honorifics"]))


def _people(doc: Doc, hits: Sequence[Hit]) -> list[Range]:
    """Names of persons: the parser's, without titles, and capitals after a title."""
    taken = {
        i
        for h in hits
        if h.source != CATALOGUE or h.last - h.first > 1
        for i in range(h.first, h.last)
    }
    spans = [(e.start, e.end) for e in doc.ents if e.label_ == "PERSON"]
    found = [_trim(doc, first, last, taken) for first, last in spans]
    for token in doc[:-1] if len(doc) else ():
        if token.lower_ in _words("honorifics") and token.text[0].isupper():
            found.append(_capitals(doc, token.i + 1, taken))
    kept = [(f, l) for f, l in found if f < l and kind_words(doc, f, l) is None]
    return sorted(set(_widen(doc, f, l, taken) for f, l in kept))


def kind_words(doc: Doc, first: int, last: int) -> str | None:
    """The class that the last word shows, if it shows one."""
    return heads().get(doc[last - 1].lower_) if last - first > 1 else None


def _trim(doc: Doc, first: int, last: int, taken: set[int]) -> Range:
    while last > first and (
        not _is_capital(doc[last - 1]) or doc[last - 1].text in ("'s", "\u2019s")
    ):
        last -= 1
    for i in range(last - 1, first - 1, -1):
        if (
            i in taken
            or (doc[i].lower_ in _titles() and i < last - 1)
            or doc[i].text in ("'s", "\u2019s", ",")
        ):
            return i + 1, last
    while first < last and not _is_capital(doc[first]):
        first += 1
    return first, last


def _capitals(doc: Doc, first: int, taken: set[int]) -> Range:
    while first < len(doc) and doc[first].lower_ in _titles():
        first += 1
    last = first
    while last < len(doc) and last - first < 4 and _is_capital(doc[last]) and last not in taken:
        last += 1
    return first, last


def _widen(doc: Doc, first: int, last: int, taken: set[int]) -> Range:
    """Take in capitalised words and hyphens that the parser left off on either side."""
    while (
        first > 0
        and doc[first - 1].pos_ == "PROPN"
        and _is_capital(doc[first - 1])
        and (
            doc[first - 1].lower_ not in _titles()
            and first - 1 not in taken
            and not doc[first].is_sent_start
            and doc[first - 1].ent_type_ in ("PERSON", "")
        )
    ):
        first -= 1
    while last < len(doc) and last not in taken and doc[last].lower_ not in _titles():
        token = doc[last]
        hyphen = (
            token.text in JOINERS
            and last + 1 < len(doc)
            and not token.whitespace_
            and not doc[last - 1].whitespace_
            and _is_capital(doc[last + 1])
        )
        plain = (
            _is_capital(token)
            and token.pos_ == "PROPN"
            and token.ent_type_ in ("PERSON", "")
            and not token.is_sent_start
        )
        if not (hyphen or plain):
            break
        last += 2 if hyphen else 1
    return first, last


def _is_capital(token: Token) -> bool:
    text = token.text
    if not text[0].isupper():
        return False
    return not (token.is_sent_start and token.pos_ in FUNCTION) and token.text not in ("I",)


def _runs(
    doc: Doc, hits: Sequence[Hit], people: Sequence[Range], ontology: Ontology
) -> Iterator[tuple[Range, str]]:
    """Names by their head words or entity label."""
    persons = {i for first, last in people for i in range(first, last)}
    exact = {(h.first, h.last) for h in hits}
    for first, last in _capital_runs(doc, persons):
        first, last = _strip(doc, first, last)
        if first >= last or (first, last) in exact:
            continue
        words = [t.text for t in doc[first:last]]
        label = _label(doc[first:last])
        if label in SKIPPED and not any(c.isdigit() for w in words for c in w):
            label = ""
        kind = kind_of(words, label, ontology)
        if kind is None and label == "" and _unlabelled(doc[first:last]):
            kind = "Organization"
        if kind == "State":
            kind = "Place"
        if kind == "Malware" and label == "PRODUCT" and not _is_cyber(doc):
            kind = "Group"
        if kind and not _only_titles(doc, first, last) and _worth(doc, first, last, hits, kind):
            yield (first, last), kind


def _unlabelled(span: Span) -> bool:
    return len(span) > 1 and all(t.pos_ == "PROPN" for t in span)


def _worth(doc: Doc, first: int, last: int, hits: Sequence[Hit], kind: str) -> bool:
    """Not a state with a common noun ("Russian Research"), not a demonym alone."""
    inside = [h for h in hits if first <= h.first and h.last <= last]
    covered = sum(h.last - h.first for h in inside if h.source == STATE)
    return covered < last - first


def _only_titles(doc: Doc, first: int, last: int) -> bool:
    """Whether the phrase ends in an office ("Foreign Minister", "Attorney General")."""
    return doc[last - 1].lower_ in _titles() and doc[last - 1].lower_ not in heads()


def _label(span: Span) -> str:
    labels = [t.ent_type_ for t in span if t.ent_type_]
    return max(labels, key=labels.count) if labels else ""


def _capital_runs(doc: Doc, persons: set[int]) -> Iterator[Range]:
    first = None
    last = 0
    i = 0
    while i < len(doc):
        token = doc[i]
        if first is not None and token.is_sent_start:
            yield first, last
            first = None
        if _is_capital(token) and i not in persons and token.pos_ not in ("NUM",):
            if first is None:
                first = i
            last = i + 1
        elif first is not None and (jump := _bridge(doc, first, last, i, persons)):
            last = jump
            i = jump - 1
        elif first is not None and i >= last:
            yield first, last
            first = None
        i += 1
    if first is not None:
        yield first, last


def _bridge(doc: Doc, first: int, last: int, i: int, persons: set[int]) -> int:
    """Where a name goes on after small words, a hyphen, a number; 0 where it ends."""
    token, text = doc[i], doc[i].text
    if i != last or token.is_sent_start:
        return 0
    nxt = doc[i + 1] if i + 1 < len(doc) else None
    if (token.like_num or token.pos_ == "NUM" or text[0].isdigit()) and text[0].isalnum():
        known = kind_of([t.text for t in doc[first : i + 1]], "", Ontology.load())
        return i + 1 if known in ("LegalInstrument", "MilitaryUnit", "ThreatActor") else 0
    if text in JOINERS and nxt is not None and (text == "&" or not token.whitespace_):
        return i + 2 if _is_capital(nxt) and nxt.i not in persons and (text != "/") else 0
    if text.lower() in _words("opens") or text in ("'s", "\u2019s", "through", ","):
        return _continuation(doc, first, i, persons)
    return 0


def _continuation(doc: Doc, first: int, i: int, persons: set[int]) -> int:
    """ "Ministry of the Interior", "Countering America's Adversaries through Sanctions Act"."""
    at = i
    while at < len(doc) and at - i < 3 and (doc[at].lower_ in _words("opens")):
        at += 1
    end = at
    while (
        end < len(doc)
        and _is_capital(doc[end])
        and end not in persons
        and not doc[end].is_sent_start
    ):
        end += 1
    opener = doc[i - 1].lower_
    if doc[i].text in ("'s", "\u2019s", "through", ","):
        return _act_end(doc, i, persons)
    if end == at:
        return 0
    joins_names = doc[i].lower_ in ("and", "&", "to", "in", "against", "on")
    begins = {t.lower_ for t in doc[first:i]}
    if opener in heads() and opener not in _titles():
        if doc[i].lower_ in ("and", "in", "to", "against"):
            return _act_end(doc, i, persons)
        return end
    if joins_names and (begins & set(heads())) and _same_name(doc, first, i, end):
        return end
    if (
        doc[i].lower_ in ("of", "de", "di", "du", "des", "del", "la", "al", "el")
        and doc[i].ent_type_ == "ORG"
        and doc[i - 1].ent_type_ == "ORG"
    ):
        return end
    return _act_end(doc, i, persons)


def _same_name(doc: Doc, first: int, i: int, end: int) -> bool:
    """ "Ministry of Intelligence and Security": the parser sees one entity, or "of" came before."""
    if doc[i].ent_iob_ == "I" and doc[end - 1].ent_iob_ == "I":
        return True
    return (
        doc[i].lower_ in ("and", "&")
        and any(t.lower_ in ("of", "for") for t in doc[first:i])
        and (end - i == 2 and doc[end - 1].ent_type_ in ("", "ORG"))
    )


def _act_end(doc: Doc, i: int, persons: set[int]) -> int:
    """The end of a law's title that runs through small words, 0 if no law's name ends ahead."""
    at, end = i, 0
    while at < len(doc) and at - i < 10 and not doc[at].is_sent_start and at not in persons:
        token = doc[at]
        small = token.lower_ in _words("opens") or token.text in (
            "'s",
            "\u2019s",
            "through",
            ",",
            "by",
            "with",
            "-",
        )
        if not (small or _is_capital(token)):
            break
        if token.lower_ in ("act", "convention", "treaty", "initiative", "protocol"):
            end = at + 1
        at += 1
    return end


def _strip(doc: Doc, first: int, last: int) -> Range:
    """Without determiners, titles and honorifics in front."""
    while first < last and doc[first].lower_ in ("the", "a", "an", "this", "that", "former"):
        first += 1
    while first < last and not _is_capital(doc[last - 1]) and not doc[last - 1].text[0].isdigit():
        last -= 1
    return first, last


def _again(doc: Doc, found: Sequence[tuple[Range, str]]) -> Iterator[tuple[Range, str]]:
    """Capitalised words elsewhere that are the surname of a person named in full."""
    surnames = {
        doc[last - 1].text for (first, last), kind in found if kind == "Person" and last - first > 1
    }
    seen = {i for (first, last), kind in found for i in range(first, last) if kind == "Person"}
    for token in doc:
        if (
            token.text in surnames
            and token.i not in seen
            and token.pos_ in ("PROPN", "NOUN", "ADJ")
        ):
            yield (token.i, token.i + 1), "Person"


def _select(doc: Doc, found: Iterable[tuple[Range, str]]) -> list[Phrase]:
    """The longest names first; an inner one only when it is a state, body or place with its own head."""
    chosen: dict[Range, Phrase] = {}
    owned: set[int] = set()
    order = sorted(enumerate(found), key=lambda f: (f[1][0][0] - f[1][0][1], f[0]))
    for _, ((first, last), kind) in order:
        head = head_of(doc, first, last)
        crossing = any(f < last and first < l and not (f <= first and last <= l) for f, l in chosen)
        outer = [c for (f, l), c in chosen.items() if f <= first and last <= l]
        if crossing or head in owned or (outer and kind not in ("State", "MilitaryUnit", "Place")):
            continue
        if outer and any(c.kind in ("Person", "MediaOutlet", "LegalInstrument") for c in outer):
            continue
        chosen[first, last] = Phrase(first, last, kind, head)
        owned.add(head)
    return sorted(chosen.values(), key=lambda p: (p.first, -p.last))
