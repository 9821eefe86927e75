"""Persons told by how a name is built, whatever the parser's label.

Patronymics ("Orlov Ivan Petrovich"), SURNAMES in capitals beside a given name, nicknames in quotation
marks inside a name, and names after an office of several words ("Minister of Foreign Affairs X").
"""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.extraction.mentions.classify import heads
from graphbuild.extraction.mentions.words import Range, is_capital, titles
from graphbuild.knowledge.person_names import is_patronymic, is_shouted
from graphbuild.knowledge.reference import given_names, pieces, places, state_index
from graphbuild.knowledge.tables import lexicon
from graphbuild.nlp.tokens import Doc, Token

LONGEST_OFFICE = 14  # tokens from an office to the name of who holds it
LONGEST_NICKNAME = 4
MARKS = frozenset("\"'“”‘’«»")
HYPHENS = ("-", "‑")


def find_shapes(doc: Doc, taken: set[int]) -> Iterator[Range]:
    """The names in reading order, the surest kinds first."""
    for token in doc:
        yield from _quoted(doc, token.i, taken)
    for token in doc:
        yield from _patronymic(doc, token.i, taken)
    for token in doc:
        yield from _shouted(doc, token.i, taken)
    for token in doc:
        yield from _particled(doc, token.i, taken)
    yield from (named for _, named in find_offices(doc, taken))


def is_given(token: Token) -> bool:
    """Whether a word is a given name in the spelling of one."""
    return token.text[0].isupper() and "".join(pieces(token.text)) in given_names()


def _is_part(token: Token, taken: set[int]) -> bool:
    """Whether a word can be part of a person's name."""
    return (
        is_capital(token)
        and token.i not in taken
        and (token.is_alpha or "-" in token.text or "'" in token.text)
        and token.lower_ not in titles()
    )


def _patronymic(doc: Doc, at: int, taken: set[int]) -> Iterator[Range]:
    """ "Orlov Ivan Petrovich", "Ivan Petrovich Orlov", "Huseynli Elchin Rza oglu"."""
    token = doc[at]
    particle = token.lower_ in lexicon("titles")["patronymic_particles"] and token.is_lower
    if not particle and not (is_patronymic(token.text) and _is_part(token, taken)):
        return
    first, sent = at, token.sent
    while first > sent.start and at - first < 3 and _in_patronymic(doc[first - 1], taken):
        first -= 1
    if at - first < (2 if particle else 1):
        return
    last = at + 1
    if not particle and at - first == 1 and last < sent.end and _is_surname(doc, last, taken):
        last += 1
    if not particle and last - first == 2 and not is_given(doc[first]):
        return
    yield first, last


def _in_patronymic(token: Token, taken: set[int]) -> bool:
    """Capitals, whatever the parser takes them for: "Said" is no verb before "oglu"."""
    return token.text[0].isupper() and token.is_alpha and token.i not in taken | _offices(token)


def _offices(token: Token) -> set[int]:
    return {token.i} if token.lower_ in titles() or token.lower_ in heads() else set()


def _is_surname(doc: Doc, at: int, taken: set[int]) -> bool:
    token = doc[at]
    return _is_part(token, taken) and token.lower_ not in heads() and not is_patronymic(token.text)


def _shouted(doc: Doc, at: int, taken: set[int]) -> Iterator[Range]:
    """ "ORLOV Ivan", "Ivan ORLOV", "ORLOV, Ivan Petrovich"."""
    token = doc[at]
    if not is_shouted(token.text) or at in taken or len(token.text) < 3:
        return
    if token.lower_ in heads() or token.lower_ in titles() or pieces(token.text) in state_index():
        return
    end = token.sent.end
    before = doc[at - 1] if at > token.sent.start else None
    if before is not None and before.i not in taken and is_given(before) and _quiet(before):
        after = doc[at + 1] if at + 1 < end else None
        if after is None or not (after.text[0].isupper() and after.is_alpha):
            yield at - 1, at + 1
        return
    follow = at + 1
    while follow < end and is_shouted(doc[follow].text) and doc[follow].i not in taken:
        follow += 1
    comma = follow < end and doc[follow].text == ","
    given = follow + comma
    if given >= end or not (is_given(doc[given]) and _quiet(doc[given])):
        return
    last = given + 1
    while last < end and last - given < 3 and _quiet(doc[last]) and _is_part(doc[last], taken):
        if not (comma or is_patronymic(doc[last].text)):
            return  # "NATO Anna Berg": no surname
        last += 1
    yield at, last


def _quiet(token: Token) -> bool:
    return token.text[0].isupper() and not is_shouted(token.text)


def _quoted(doc: Doc, at: int, taken: set[int]) -> Iterator[Range]:
    """ "Dan «the Owl» Grey": quotation marks between a given name and a surname."""
    token = doc[at]
    if token.text not in MARKS or at == token.sent.start or not _is_part(doc[at - 1], taken):
        return
    close = next(
        (
            i
            for i in range(at + 1, min(at + LONGEST_NICKNAME + 2, len(doc)))
            if doc[i].text in MARKS
        ),
        None,
    )
    if close is None or close == at + 1 or close + 1 >= len(doc):
        return
    inside = doc[at + 1 : close]
    if not inside[0].text[0].isupper() or any(t.text in ".,!?;" for t in inside):
        return
    known = is_given(doc[at - 1]) or doc[at - 1].ent_type_ == "PERSON"
    surname = doc[close + 1]
    if known and _is_part(surname, taken) and surname.lower_ not in heads():
        first = at - 1
        while first > token.sent.start and at - first < 3 and is_given(doc[first - 1]):
            first -= 1
        last = close + 2
        if last < len(doc) and _is_part(doc[last], taken) and doc[last].ent_type_ == "PERSON":
            last += 1
        yield first, last


def _particled(doc: Doc, at: int, taken: set[int]) -> Iterator[Range]:
    """ "Ursula von der Leyen", "Khalid bin Salman": small words between given name and surname."""
    particles = lexicon("titles")["particles"]
    token, end = doc[at], doc[at].sent.end
    if not (_is_part(token, taken) and is_given(token)):
        return
    last = at + 1
    while last < end and last - at < 4 and doc[last].lower_ in particles:
        last += 1
    if not last - at > 1 or last >= end or not _is_part(doc[last], taken):
        return
    first = at
    while first > 1 and doc[first - 1].text in HYPHENS and not doc[first - 1].whitespace_:
        first -= 2  # "Jean-Marie Le Goff"
    if pieces(doc.span(first, last + 1).text) not in places():
        yield first, last + 1


def find_offices(doc: Doc, taken: set[int]) -> Iterator[tuple[int, Range]]:
    """Offices of several words with a name after them: the first token, and the name's range."""
    for token in doc:
        if token.lower_ in titles() and token.text[0].isupper() and token.i + 2 < len(doc):
            named = _after_office(doc, token.i, taken)
            if named is not None:
                yield token.i, named


def _after_office(doc: Doc, at: int, taken: set[int]) -> Range | None:
    """The person after "Minister of Public Safety and Preparedness", "Agent in Charge"."""
    words = lexicon("titles")
    if doc[at + 1].lower_ not in ("of", "for", "in"):
        return None
    end, reach = at + 1, min(at + LONGEST_OFFICE, doc[at].sent.end)
    while end < reach and (
        doc[end].lower_ in words["until"] or (doc[end].text[0].isupper() and doc[end].is_alpha)
    ):
        end += 1
    for i in range(end - 1, at + 1, -1):
        if doc[i].lower_ in words["portfolios"] and doc[i].text[0].isupper():
            last = i + 1
            while last < reach and (_is_part(doc[last], taken) or _is_initial(doc[last])):
                last += 1
            if 2 <= last - i - 1 <= 4 and not _is_initial(doc[last - 1]):
                return i + 1, last
    return None


def _is_initial(token: Token) -> bool:
    return len(token.text) == 2 and token.text[0].isupper() and token.text[1] == "."
