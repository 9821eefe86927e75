"""Other names: "X (Y)", "X, also known as Y", "X/Y", "X (formerly Y)"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from graphbuild.extraction.noun_phrases.pairs import Pair
from graphbuild.extraction.noun_phrases.rows import words
from graphbuild.extraction.noun_phrases.view import DASHES, DETERMINERS, QUOTES, View
from graphbuild.knowledge.person_names import nicknames
from graphbuild.knowledge.reference import known_bodies, lookup, pieces
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME, NOMINAL, Mention

OPEN, CLOSE = frozenset({"(", "["}), frozenset({")", "]"})
SEPARATORS = frozenset({",", ";", "/", "and", "or", "|"})
LONGEST = 8
SMALL = frozenset({"of", "de", "for", "the", "del", "al", "e", "&"})
INNER = frozenset("-'\u2019\u2018\u2011")
COMMON = frozenset({"NN", "NNS", "JJ"})
MARKS = frozenset({"'s", "\u2019s"})
REACH = 60
BETWEEN = frozenset({",", "(", "but", "and", "also", "is", "are", "was"})
SHORT = r"[\w.&/-]{2,14}(?: [\w.&-]{2,14}){0,3}"
FURTHER = frozenset(
    {"also", "aka", "a.k.a", "a.k.a.", "a", "f.k.a.", "fka", "better", "otherwise", "formerly"}
)
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
        if word in {"which", "that"}:
            yield from _called_by(view, at)
    for mention in view.mentions:
        if mention.form == NAME and view.is_a(mention, "Person"):
            for nickname in nicknames(mention.surface):
                yield Pair(mention, nickname, "cue", "", mention.head)


def _parenthesis(view: View, at: int) -> Iterator[Pair]:
    reach = range(at + 1, min(at + 40, len(view.doc)))
    close = next((i for i in reach if view.lower[i] in CLOSE), None)
    subjects = _before_parenthesis(view, at)
    if close is None or not subjects:
        return
    cue = _cue(view, at + 1, "aliases", "aliases_participle", "aliases_bracket")
    names = [n for n in _names(view, at + 1 + cue, close) if cue or _is_whole(view, n[1])]
    literals = [_literal(view, *name) for name in names]
    actors = [m for m in subjects if view.is_a(m, "ThreatActor", "Malware")]
    if not cue and actors and _tells_namers(view, at + 1, close):
        return
    for literal in filter(None, literals):
        subject = _best(subjects, literal)
        if cue or _is_short_form(view, subject, literal) or _is_spelt_out(literal, literals):
            yield Pair(subject, literal, "cue" if cue else "parenthesis", "", at)


def _tells_namers(view: View, first: int, last: int) -> bool:
    """Whether the parenthesis says who uses the name before it: "Gamaredon (Eset, PwC)"."""
    known = (m for m in view.within(first, last) if m.form == NAME)
    return any(
        lookup(m.surface, "Company")
        or view.is_a(m, "Company")
        or pieces(m.surface) in known_bodies()
        for m in known
    )


def _is_whole(view: View, end: int) -> bool:
    """Whether a name in a parenthesis ends where a separator or the parenthesis does."""
    return view.word(view.skip(end, QUOTES | MARKS)) in SEPARATORS | CLOSE


def _is_spelt_out(literal: str, literals: list[str]) -> bool:
    """Whether another name in the same parenthesis is a short form of this one."""
    return " " in literal and any(other.isupper() and _spells(other, literal) for other in literals)


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
    cues, openings = _cues(*lists)
    if view.word(at) not in openings:
        return 0
    for length in range(LONGEST, 0, -1):
        if " ".join(view.lower[at : at + length]) in cues:
            return length
    return 0


@functools.cache
def _cues(*lists: str) -> tuple[frozenset[str], frozenset[str]]:
    """The cues of some lists, and the words that they start with."""
    cues = frozenset[str]().union(*(words(name) for name in lists))
    return cues, frozenset(cue.split()[0] for cue in cues)


def _known_as(view: View, at: int) -> Iterator[Pair]:
    cue = _cue(view, at, "aliases")
    if not cue and view.tag(at) == "VBN" and view.doc[at].dep_ in {"acl", "conj"}:
        cue = _cue(view, at, "aliases_participle")
    subject = _subject(view, at) if cue else None
    if subject is None or view.is_a(subject, "State", "Place"):
        return
    subject = view.name_of(subject)
    names = list(_names(view, at + cue, min(at + REACH, len(view.doc))))
    if subject.form == NOMINAL and view.word(at) not in FURTHER and names:
        if view.tag(subject.head) in {"NNS", "NNPS"} and len(names) > 1:
            return  # "the groups tracked as A and B": two things
        subject = view.longest_at(names.pop(0)[0]) or subject
    for first, last in names:
        literal = _literal(view, first, last)
        if literal and literal.casefold() != subject.surface.casefold():
            yield Pair(subject, literal, "cue", "", at)


def _called_by(view: View, at: int) -> Iterator[Pair]:
    """ "Unit 7, which security firms call A and B", "…, which Microsoft tracks as A"."""
    reach = range(at + 1, min(at + LONGEST, len(view.doc)))
    verb = next((i for i in reach if view.doc[i].lemma_ in CALLING | TRACKING), None)
    end = at - 1 if view.word(at - 1) == "," else at
    before = [view.name_of(m) for m in view.ending[end]]
    subject = min((m for m in before if m.form == NAME), key=lambda m: m.first, default=None)
    if verb is None or subject is None:
        return
    follows = view.word(verb + 1)
    if (view.doc[verb].lemma_ in TRACKING) != (follows == "as") or view.tag(verb) == "VBN":
        return
    for first, last in _names(view, verb + 1 + (follows == "as"), min(verb + REACH, len(view.doc))):
        literal = _literal(view, first, last)
        if literal and literal.casefold() != subject.surface.casefold():
            yield Pair(subject, literal, "cue", "", at)


CALLING = frozenset({"call", "dub", "nickname", "name"})
TRACKING = frozenset({"track", "know"})


def _subject(view: View, at: int) -> Mention | None:
    """What a cue speaks of: the noun before it, or the one that its participle belongs to."""
    end = at
    while view.word(end - 1) in BETWEEN | QUOTES | DASHES:
        end -= 1
    if view.word(end - 1) == ")":
        opening = (i for i in range(end - 1, max(end - 12, 0), -1) if view.word(i) == "(")
        end = next(opening, end)
    found = view.longest_before(end)
    participle = next((i for i in range(at, at + LONGEST) if view.tag(i) == "VBN"), None)
    if participle is not None:  # "X, a figure within Y, is also known as": X
        subjects = [c for c in view.doc[participle].lefts if c.dep_ in {"nsubj", "nsubjpass"}]
        spoken = [m for c in subjects if (m := view.by_head.get(c.i)) and m.form == NAME]
        if spoken:
            return spoken[0]
    return found or (_governor(view, participle) if participle is not None else None)


def _governor(view: View, at: int) -> Mention | None:
    token = view.doc[at]
    while token.dep_ == "conj":
        token = token.head
    if token.dep_ in {"acl", "relcl"}:
        return view.by_head.get(token.head.i)
    verb = token.head if token.dep_ == "advcl" else token
    if verb.i < at:
        return None
    for child in verb.lefts:
        if child.dep_ in {"nsubj", "nsubjpass"}:
            return view.by_head.get(child.i)
    return None


def _names(view: View, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The names of a list ("A, B and the C"), until a word that is no part of a name."""
    at = first
    while at < last:
        start, at = at, view.skip(at, DETERMINERS | QUOTES | SEPARATORS | {"!"})
        cue = _cue(view, at, "aliases", "aliases_bracket")
        if ";" in view.lower[start:at] and not cue and _opens_entry(view, at, last):
            return
        at += cue
        at = view.skip(at, DETERMINERS | QUOTES)
        end = at
        if at > 1 and view.doc[at - 1].text == "The" and view.doc[at - 2].text in QUOTES:
            at -= 1  # "the Owl" is a nickname with its article only where the quotation has it
        while end < last and _in_name(view, end, at):
            end += 1
        if end == at or end - at > LONGEST:
            return
        if view.tag(end) not in COMMON:
            yield at, end
        if view.skip(end, QUOTES) < last and view.word(view.skip(end, QUOTES)) not in SEPARATORS:
            return
        at = end


def _opens_entry(view: View, at: int, last: int) -> bool:
    """Whether a name after a semicolon has other names of its own: "A, aka B; C, aka D"."""
    end = at
    while end < last and _in_name(view, end, at):
        end += 1
    return bool(_cue(view, view.skip(end, QUOTES | frozenset({",", "("})), "aliases"))


FILE_NAME = re.compile(r"\w[\w-]*\.[a-z]\w{1,4}")


def _in_name(view: View, at: int, first: int) -> bool:
    token = view.doc[at]
    if token.text in QUOTES or token.lower_ in SEPARATORS or token.text in CLOSE | OPEN:
        return at > first and _continues(view, at)
    if token.text[:1].isupper() or token.text[:1].isdigit() or FILE_NAME.fullmatch(token.text):
        return True
    return at > first and (token.lower_ in SMALL or _continues(view, at))


def _continues(view: View, at: int) -> bool:
    """Whether a token goes on without a space, as a hyphen or apostrophe does inside a name."""
    token, before = view.doc[at], view.doc[at - 1]
    if before.whitespace_ or token.tag_ == "POS":
        return False
    return (token.text in INNER and not token.whitespace_) or (
        token.text[0].isalnum() and before.text in INNER
    )


def _literal(view: View, first: int, last: int) -> str:
    """The name's own characters, without quotation marks and markup."""
    text = view.document.text(first, last) if first < last else ""
    return re.sub(r"\s+", " ", text).strip(EDGES)


def _is_short_form(view: View, subject: Mention, literal: str) -> bool:
    """Whether a bare parenthesis gives a short form: initials, or part of the name's own words."""
    if view.is_a(subject, "Person", "Place", "Group") or not re.fullmatch(SHORT, literal):
        return False
    if re.match("CVE-", literal) or re.match("CVE-", subject.surface):
        return False
    if literal.casefold() in lexicon("names")["company"] or not literal[0].isalpha():
        return False
    if subject.form == NOMINAL and sum(w[0].isupper() for w in subject.surface.split()) < 2:
        return False
    if view.is_a(subject, "ThreatActor", "Malware"):
        return literal[:1].isupper() and view.state_name(literal) is None
    if _spells(literal, subject.surface) or _abridges(literal, subject.surface):
        return True
    if view.is_a(subject, "State") or " " in literal:
        return False
    capitals = sum(c.isupper() for c in literal)
    if any(c.isdigit() for c in literal):
        return False
    return capitals >= 3 or (capitals >= 2 and literal[0] in subject.surface)


def _abridges(literal: str, name: str) -> bool:
    """Whether the short form is a run of the name's own words ("X Group" of "X Group of Y LLC")."""
    return f" {literal} " in f" {name} " and literal != name and literal[:1].isupper()


def _spells(literal: str, name: str) -> bool:
    """Whether the short form consists of the initials of some of the name's words, in order.

    Where it has more words than one, each must spell: "SANS FAB".
    """
    letters = [c for c in literal.lower() if c.isalpha()]
    initials = [w[0].lower() for w in re.findall(r"[^\W_]+", name)]
    if len(letters) < 2 or len(initials) < 2 or sum(c.isupper() for c in literal) < 2:
        return False
    rest = iter(initials)
    return all(letter in rest for letter in letters)


def _slash(view: View, at: int) -> Iterator[Pair]:
    left = view.longest_before(at)
    right = view.longest_at(at + 1)
    if (
        left is None
        or right is None
        or left.head == right.head
        or left.kind != right.kind
        or left.form != NAME
    ):
        return
    if view.is_a(left, "ThreatActor", "Malware"):
        yield Pair(left, right.surface, "slash", "", at)
