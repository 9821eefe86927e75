"""Names of persons, without their titles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphbuild.extraction.mentions.classify import ACTOR, heads, kind_of_opening
from graphbuild.extraction.mentions.gazetteer import CATALOGUE, STATE, Hit, is_gang
from graphbuild.extraction.mentions.name_shapes import find_offices, find_shapes
from graphbuild.extraction.mentions.rosters import find_rosters
from graphbuild.extraction.mentions.words import (
    POSSESSIVE,
    Range,
    is_capital,
    label_of,
    name_words,
    noun_kinds,
    titles,
)
from graphbuild.knowledge.person_names import reading_order
from graphbuild.knowledge.reference import given_names, leading_surnames, pieces, telling_names
from graphbuild.nlp.tokens import Doc, Token

JUNIOR = frozenset({"jr", "junior", "sr", "senior", "ii", "iii", "iv"})
LONGEST = 5  # tokens of a person's name
NOT_A_PERSON = frozenset({"GPE", "LOC", "FAC", "LAW", "DATE", "EVENT", "WORK_OF_ART", "PRODUCT"})


def firms(doc: Doc) -> Iterator[Range]:
    """Capitals that end in a legal form, which a short form of the name has not ("X Y LLC")."""
    always, with_comma = name_words("company"), name_words("after_comma")
    for token in doc:
        first, word = token.i, token.lower_
        if word not in always and word not in with_comma:
            continue
        comma = token.i > 1 and doc[token.i - 1].text == ","
        if (word not in always and not comma) or not is_capital(token):
            continue
        first -= comma  # "Neobit, OOO"
        while first > token.sent.start and is_capital(doc[first - 1]):
            first -= 1
        if first < token.i - comma:
            yield first, token.i + 1


def short_form(doc: Doc, first: int, last: int) -> tuple[str, ...]:
    """A firm's name without its legal form and the comma before that."""
    return tuple(t.text for t in doc[first : last - 1] if t.text != ",")


def find_people(doc: Doc, hits: Sequence[Hit]) -> list[Range]:
    """Full names, then surnames that the full ones explain; disjoint, in order."""
    formal = list(firms(doc))
    taken = _taken(doc, hits) | {i for first, last in formal for i in range(first, last)}
    names = {short_form(doc, first, last) for first, last in formal}
    common = {t.text for t in doc if t.text.islower()}
    shaped = [*find_shapes(doc, taken), *find_rosters(doc, taken)]
    found = [*shaped, *_after_titles(doc, taken), *_labelled(doc, taken), *_given(doc, taken)]
    full = _disjoint(found)
    full = [(f, e) for f, e in full if e - f > 1 or doc[f].lower_ not in common]
    full = [(f, e) for f, e in full if e - f > 1 or not _is_common(doc[f])]
    full = [(f, e) for f, e in full if tuple(t.text for t in doc[f:e]) not in names]
    kept = set(shaped)
    full = [p if p in kept else _widen(doc, *p, taken) for p in full]
    return _disjoint([*full, *_surnames(doc, full)])


def _is_common(token: Token) -> bool:
    """Whether a single capital is "the Order", "the Bank": a noun that the text points back with."""
    before = token.nbor(-1).lower_ if token.i else ""
    known = token.lemma_.lower() in noun_kinds() and token.lower_ not in titles()
    return token.tag_ == "NN" and before in ("the", "this", "that") and known


def offices(doc: Doc, hits: Sequence[Hit]) -> list[tuple[int, Range]]:
    """Offices of several words before a name: the token that begins each, and the name."""
    return list(find_offices(doc, _taken(doc, hits)))


def _taken(doc: Doc, hits: Sequence[Hit]) -> set[int]:
    """Tokens of names that are known not to be a person's."""
    sure = [
        h
        for h in hits
        if h.source != CATALOGUE
        or h.last - h.first > 1
        or _is_coined(doc[h.first].text)
        or is_gang(doc, h)
    ]
    sure = [h for h in sure if not (h.source == STATE and _is_in_person(doc, h))]
    return {i for h in sure for i in range(h.first, h.last)}


def _is_in_person(doc: Doc, hit: Hit) -> bool:
    """ "Steve Israel", "Jordan Smith": with the given name seen as one person."""
    after = doc[hit.last] if hit.last < len(doc) else None
    given = doc[hit.first].lower_ in given_names() and hit.last - hit.first == 1
    if after is not None and given and hit.role == "name" and is_capital(after):
        return doc[hit.first].ent_type_ == after.ent_type_ == "PERSON"
    before = doc[hit.first - 1] if hit.first else None
    if before is None or not _tells(before):
        return False
    return before.ent_type_ == "PERSON" and doc[hit.first].ent_type_ in ("PERSON", "GPE")


def _is_coined(text: str) -> bool:
    """Digits or capitals inside: no person is called so."""
    mixed = any(c.isupper() for c in text[1:]) and not text.isupper()
    return mixed or any(c.isdigit() for c in text)


def _disjoint(ranges: Sequence[Range]) -> list[Range]:
    """The ranges that cross none before them, in order."""
    kept: list[Range] = []
    used: set[int] = set()
    for first, last in ranges:
        inside = set(range(first, last))
        if first < last and not inside & used:
            kept.append((first, last))
            used |= inside
    return sorted(kept)


def _after_titles(doc: Doc, taken: set[int]) -> Iterator[Range]:
    """Capitals after "Mr", or two of them after "spokeswoman"."""
    for token in doc:
        if token.lower_ not in titles() or token.i + 1 >= len(doc):
            continue
        first, last = _capitals(doc, token.i + 1, taken)
        formal = token.lower_ in name_words("honorifics") and token.text[0].isupper()
        full = last - first > 1 and label_of(doc, first, last) in ("PERSON", "ORG", "")
        if (formal or full) and _plausible(doc, first, last):
            yield first, last


def _labelled(doc: Doc, taken: set[int]) -> Iterator[Range]:
    for entity in doc.ents:
        if entity.label_ == "PERSON":
            first, last = _trim(doc, entity.start, entity.end, taken)
            if _plausible(doc, first, last):
                yield first, last


def _given(doc: Doc, taken: set[int]) -> Iterator[Range]:
    """A given name and one to three capitals, whatever the parser's label."""
    for token in doc:
        if token.text[0].isupper() and _tells(token) and token.i not in taken:
            first, last = _capitals(doc, token.i, taken)
            if last - first > 1 and _plausible(doc, first, last):
                labels = {t.ent_type_ for t in doc[first:last]}
                if "PERSON" in labels or not labels & NOT_A_PERSON:
                    yield first, last


def _tells(token: Token) -> bool:
    word = "".join(pieces(token.text))
    return word in telling_names() and len(word) > 2 and token.text[1:].islower()


def _plausible(doc: Doc, first: int, last: int) -> bool:
    """Whether nothing in it is the mark of another kind of name."""
    if not 0 < last - first <= LONGEST:
        return False
    words = [t.lower_ for t in doc[first:last]]
    if last < len(doc) and doc[last].text[0].isupper() and not doc[last].is_sent_start:
        words.append(doc[last].lower_)
    if len(words) > last - first and (words[-1] in heads() or words[-1] in name_words("company")):
        return False
    words = words[: last - first]
    if last - first > 1 and (words[-1] in heads() or kind_of_opening(words)):
        return False
    if any(ACTOR.fullmatch(t.text) or any(c.isdigit() for c in t.text) for t in doc[first:last]):
        return False
    if last - first > 1 and words[-1] in name_words("threat"):
        return False
    if words[0] in name_words("not_names") or words[-1] in name_words("company"):
        return False
    return not any(
        t.pos_ in ("VERB", "AUX", "ADP") and t.ent_type_ != "PERSON" for t in doc[first:last]
    )


def _trim(doc: Doc, first: int, last: int, taken: set[int]) -> Range:
    """What is left of an entity after its last title, possessive, comma or known name."""
    while last > first and not is_capital(doc[last - 1]):
        last -= 1
    for i in range(last - 1, first - 1, -1):
        title = doc[i].lower_ in titles() and i < last - 1
        if i in taken or title or doc[i].text in (*POSSESSIVE, ",", "(", ":", ";"):
            return i + 1, last
    while first < last and not is_capital(doc[first]):
        first += 1
    return first, last


def _capitals(doc: Doc, first: int, taken: set[int]) -> Range:
    while first < len(doc) and doc[first].lower_ in titles() and doc[first].text[0].isupper():
        first += 1
    last = first
    while last < len(doc) and last - first < LONGEST and is_capital(doc[last]):
        if last in taken or (last > first and doc[last].is_sent_start):
            break
        if doc[last].lower_ in titles() and doc[last].ent_type_ != "PERSON":
            break
        last += 1
    return first, last


def _widen(doc: Doc, first: int, last: int, taken: set[int]) -> Range:
    """Take in the capitals and hyphenated parts that the parser left off on either side."""
    while first > 0 and _belongs(doc[first - 1], taken) and not doc[first].is_sent_start:
        first -= 1
    while last < len(doc) and not doc[last].is_sent_start:
        hyphen = doc[last].text in ("-", "\u2019", "'") and last + 1 < len(doc)
        if hyphen and not (doc[last].whitespace_ or doc[last - 1].whitespace_):
            if not doc[last + 1].is_alpha or last + 1 in taken:
                break
            last += 2
        elif _belongs(doc[last], taken) and doc[last].lower_ not in heads():
            last += 1
        else:
            break
    return first, last


def _belongs(token: Token, taken: set[int]) -> bool:
    return (
        token.pos_ == "PROPN"
        and is_capital(token)
        and token.i not in taken
        and token.lower_ not in titles()
        and token.ent_type_ in ("PERSON", "")
        and token.is_alpha
        and not (token.text.isupper() and len(token.text) > 1)
    )


def _surnames(doc: Doc, full: Sequence[Range]) -> Iterator[Range]:
    """Elsewhere, the last words of full names, or the first of Chinese and Korean ones."""
    known: dict[str, Range] = {}
    for first, last in full:
        if last - first > 1:
            if last - first > 2 and doc[last - 1].lower_.rstrip(".") in JUNIOR:
                last -= 1  # "Ann Vole Jr": Vole
            surname = reading_order(doc.span(first, last).text).split()[-1]
            whole = (first, last) if surname == doc[last - 1].text else (first, first + 1)
            known.setdefault(surname, whole)
            if doc[first].lower_ in leading_surnames():
                known.setdefault(doc[first].text, (first, first + 1))
    for token in doc:
        if token.text in known and token.pos_ in ("PROPN", "NOUN", "ADJ", "VERB"):
            first, last = known[token.text]
            size = 1
            while size < last - first - 1 and token.i - size >= 0:
                if doc[token.i - size].text != doc[last - 1 - size].text:
                    break
                size += 1
            yield token.i + 1 - size, token.i + 1
