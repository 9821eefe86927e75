"""Other names: "X (Y)", "X, also known as Y", "X/Y", "X (formerly Y)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graphbuild.model import NAME, Mention
from graphbuild.phrases.table import Pair, words
from graphbuild.phrases.view import DASHES, DETERMINERS, QUOTES, View

OPEN, CLOSE = frozenset({"(", "["}), frozenset({")", "]"})
SEPARATORS = frozenset({",", ";", "/", "and", "or", "|"})
ALIAS_TAGS = frozenset(
    {"NNP", "NNPS", "NN", "NNS", "CD", "JJ", "FW", "HYPH", "XX", "ADD"}
)
LONGEST = 8
EDGES = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb*_ .,"


def find_aliases(view: View) -> Iterator[Pair]:
    """Each mention with each other name that the text gives it, as a literal."""
    for at, word in enumerate(view.lower):
        if word in OPEN:
            yield from _parenthesis(view, at)
        elif word == "/":
            yield from _slash(view, at)
        if view.word(at - 1) not in OPEN:
            yield from _known_as(view, at)


def _parenthesis(view: View, at: int) -> Iterator[Pair]:
    close = next(
        (
            i
            for i in range(at + 1, min(at + 40, len(view.doc)))
            if view.lower[i] in CLOSE
        ),
        None,
    )
    subjects = _before_parenthesis(view, at)
    if close is None or not subjects:
        return
    cue = _cue(view, at + 1, "aliases", "aliases_participle", "aliases_bracket")
    start = at + 1 + cue
    for first, last in _names(view, start, close):
        literal = _literal(view, first, last)
        subject = _best(subjects, literal)
        if literal and (cue or _is_short_form(view, subject, literal)):
            yield Pair(
                subject, literal, "cue" if cue else "parenthesis", literal.lower(), at
            )
        elif literal and not cue:
            return


def _before_parenthesis(view: View, at: int) -> list[Mention]:
    """The mentions that end before the parenthesis, possessor's 's apart, longest first."""
    end = at - 1 if view.tag(at - 1) == "POS" else at
    while view.word(end - 1) in QUOTES:
        end -= 1
    found = [m for m in view.ending[end] if m.form == NAME]
    return sorted(found or view.ending[end], key=lambda m: m.first)


def _best(subjects: list[Mention], literal: str) -> Mention:
    """The mention whose initials the short form spells, else the longest."""
    return next((m for m in subjects if _spells(literal, m.surface)), subjects[0])


def _cue(view: View, at: int, *lists: str) -> int:
    """How many tokens of a cue such as "also known as" start here."""
    cues = frozenset[str]().union(*(words(name) for name in lists))
    for length in range(LONGEST, 0, -1):
        if " ".join(view.lower[at : at + length]) in cues:
            return length
    return 0


def _known_as(view: View, at: int) -> Iterator[Pair]:
    cue = _cue(view, at, "aliases")
    if (
        not cue
        and view.tag(at) == "VBN"
        and view.doc[at].dep_ in {"acl", "advcl", "conj"}
    ):
        cue = _cue(view, at, "aliases_participle")
    subject = _subject(view, at) if cue else None
    if subject is None:
        return
    _, sentence_end = view.sentence(at)
    for first, last in _names(view, at + cue, sentence_end):
        literal = _literal(view, first, last)
        if literal and literal.casefold() != subject.surface.casefold():
            yield Pair(subject, literal, "cue", literal.lower(), at)


def _subject(view: View, at: int) -> Mention | None:
    """What a cue speaks of: the noun before it, the one that its participle belongs to."""
    end = at
    while view.word(end - 1) in {",", "(", "but", "and", "also"} | QUOTES | DASHES:
        end -= 1
    found = view.longest_before(end)
    if found is not None:
        return found
    for i in range(at, min(at + LONGEST, len(view.doc))):
        token = view.doc[i]
        if token.tag_ == "VBN":
            return _governor(view, i)
    return None


def _governor(view: View, at: int) -> Mention | None:
    token = view.doc[at]
    while token.dep_ == "conj":
        token = token.head
    if token.dep_ == "acl":
        return view.by_head.get(token.head.i)
    verb = token.head if token.dep_ == "advcl" else token
    for child in verb.lefts:
        if child.dep_ in {"nsubj", "nsubjpass"}:
            return view.by_head.get(child.i)
    return None


def _names(view: View, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The names of a list ("A, B and the C"), until a word that is no part of a name."""
    at = first
    while at < last:
        at = view.skip(at, DETERMINERS | QUOTES | SEPARATORS)
        at += _cue(view, at, "aliases", "aliases_bracket")
        at = view.skip(at, DETERMINERS | QUOTES)
        end = at
        while end < last and _in_name(view, end, at):
            end += 1
        if end == at or end - at > LONGEST:
            return
        yield at, end
        if (
            view.skip(end, QUOTES) < last
            and view.word(view.skip(end, QUOTES)) not in SEPARATORS
        ):
            return
        at = end


def _in_name(view: View, at: int, first: int) -> bool:
    token = view.doc[at]
    if token.text in QUOTES or token.lower_ in SEPARATORS or token.text in CLOSE | OPEN:
        return False
    if token.text[:1].isupper() or token.text[:1].isdigit():
        return True
    return at > first and (
        token.text in {"-", ".", "'", "\u2019", "&"}
        or token.lower_ in {"of", "de", "for", "the", "del", "al", "e"}
    )


def _literal(view: View, first: int, last: int) -> str:
    """The name's own characters, without quotation marks and markup."""
    text = view.document.text(first, last) if first < last else ""
    return re.sub(r"\s+", " ", text).strip(EDGES)


def _is_short_form(view: View, subject: Mention, literal: str) -> bool:
    """Whether a bare parenthesis gives a short form: one token with capitals that fits the name."""
    if (
        view.is_a(subject, "Person", "Place")
        or " " in literal
        or not re.fullmatch(r"[\w.&-]{2,12}", literal)
    ):
        return False
    if view.is_a(subject, "Group") and subject.form != NAME:
        return False
    if _spells(literal, subject.surface):
        return True
    if view.is_a(subject, "State"):
        return False
    capitals = sum(c.isupper() for c in literal)
    return (
        (capitals >= 2
        and literal[0] in {w[0] for w in subject.surface.split()})
        or capitals >= 3
    )


def _spells(literal: str, name: str) -> bool:
    """Whether the letters of the short form are the name's initials, in order, with gaps allowed."""
    letters = [c for c in literal.lower() if c.isalpha()]
    initials = [w[0].lower() for w in re.findall(r"[^\W_]+", name)]
    if len(letters) < 2 or len(initials) < 2 or not literal[:1].isupper():
        return False
    rest = iter(initials)
    return all(letter in rest for letter in letters)


def _slash(view: View, at: int) -> Iterator[Pair]:
    left = view.longest_before(at)
    right = view.longest_at(at + 1)
    if left is None or right is None or left.kind != right.kind or left.form != NAME:
        return
    if view.is_a(left, "ThreatActor", "Malware", "Organization"):
        yield Pair(left, right.surface, "slash", right.surface.lower(), at)
