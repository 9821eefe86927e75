"""Bodies inside bodies and states: "X's GRU", "the Foreign Ministry of X", "Y, a unit of X"."""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.extraction.noun_phrases.pairs import Pair
from graphbuild.extraction.noun_phrases.rows import words
from graphbuild.extraction.noun_phrases.view import DASHES, QUOTES, View, singular
from graphbuild.model import NAME, Mention

BODY = "Body"
OWNING = frozenset({"of", "within", "under"})


def find_nestings(view: View) -> Iterator[Pair]:
    """Each body with what its own phrase puts it into: a modifier, a possessor, an "of" phrase.

    A description that stands for a name beside it ("the security service, the X") is left to
    `find_appositions`.
    """
    for part in view.mentions:
        if _is_body(view, part):
            seen = {part.head}
            for whole, link in _wholes(view, part):
                if whole.head not in seen:
                    seen.add(whole.head)
                    word = singular(view.lower[part.head], view.tag(part.head))
                    form = f"{link} {part.form}" if link == "modifier" else link
                    yield Pair(part, whole, form, word, part.head)


def _is_body(view: View, part: Mention) -> bool:
    """Whether it is a body (or a team), not an office, and no name beside it says which."""
    word = view.lower[part.head]
    body = view.is_a(part, BODY) or (view.is_a(part, "Group") and word in words("units"))
    return body and word not in words("posts") and view.name_of(part) is part


def _wholes(view: View, part: Mention) -> list[tuple[Mention, str]]:
    start = min(view.phrase_start(part.head), part.first)
    found = [*_possessors(view, start, part.head), *_modifiers(view, part, start)]
    after = _after(view, part)
    if after is not None:
        found.append(after)
    found += _subordinate(view, part)
    return found or list(_shared(view, part))


def _subordinate(view: View, part: Mention) -> Iterator[tuple[Mention, str]]:
    """What follows an adjective such as "subordinate to" after the noun."""
    for child in view.doc[part.head].rights:
        if child.lower_ in words("subordinate"):
            for preposition in child.children:
                found = (
                    view.governed(preposition.i) if preposition.dep_ in {"prep", "agent"} else None
                )
                if found is not None:
                    yield found, "subordinate"


def _possessors(view: View, start: int, head: int) -> Iterator[tuple[Mention, str]]:
    """The owner before the last 's, inside the mention or before it."""
    for at in range(head - 1, start, -1):
        if view.is_mark(at):
            owner = view.possessor(at)
            if owner is not None:
                yield owner, "possessive"
            return
    pronoun = view.owning_pronoun(max(start - 1, 0), head)
    if pronoun is not None:
        yield pronoun, "possessive"


def _modifiers(view: View, part: Mention, start: int) -> Iterator[tuple[Mention, str]]:
    """A country or body that starts the phrase ("the US Treasury", "Italian police")."""
    found = [m for m in view.within(start, part.head) if _stands_alone(view, m, part.head)]
    inside = [m for m in found if m.first >= part.first]
    for inner in inside or view.joined_with_last(found):
        yield inner, "modifier"


def _stands_alone(view: View, inner: Mention, head: int) -> bool:
    """Whether no possessor's mark and no hyphen comes between a modifier and the head."""
    marks = any(view.is_mark(at) for at in range(inner.last, head))
    return not marks and view.word(inner.last) not in DASHES


def _after(view: View, part: Mention) -> tuple[Mention, str] | None:
    """What follows "of" right after the body's name, or a state after "of" inside it."""
    end = view.after_parenthesis(part.last)
    if view.word(end) in OWNING:
        found = view.governed(end)
        if found is not None and found.first >= end:
            return found, view.word(end)
    for at in range(part.head + 1, part.last):
        if view.word(at) == "of":
            found = view.governed(at)
            if found is not None and view.is_a(found, "State") and found.last == part.last:
                return found, "of"
    return None


def _shared(view: View, part: Mention) -> Iterator[tuple[Mention, str]]:
    """The possessor of the first body of a list ("the US' X, Y and Z")."""
    first = part
    while (before := _listed_before(view, first)) is not None:
        first = before
    if first is not part:
        yield from _possessors(view, view.phrase_start(first.head), first.head)


def _listed_before(view: View, part: Mention) -> Mention | None:
    """The name that a comma or "and" joins to this one, on its left."""
    if part.form != NAME or view.word(part.first - 1) not in {",", "and"}:
        return None
    at = part.first - 2 if view.word(part.first - 2) == "," else part.first - 1
    found = view.longest_before(at, BODY)
    return found if found is not None and found.form == NAME else None


def find_appositions(view: View) -> Iterator[Pair]:
    """A body and the noun beside it that says whose it is: its owner, its country.

    "X, a unit of Y", "Y's security service, X", "the Russian bank X", "the Russian banks X and Y".
    """
    bodies = words("units") | words("firms")
    for at, word in enumerate(view.lower):
        own = view.by_head.get(at)
        if own is not None and own.form == NAME:
            continue
        if singular(word, view.tag(at)) in bodies:
            wholes = list(_noun_wholes(view, at))
            for part in _names(view, at) if wholes else ():
                for whole, link in wholes:
                    if whole.head != part.head:
                        yield Pair(part, whole, link, singular(word, view.tag(at)), at)


def _names(view: View, at: int) -> Iterator[Mention]:
    """The names that a common noun stands beside: before a comma, or in a list after it."""
    named = [m for m in view.before_comma(at) if m.form == NAME and view.is_a(m, BODY)]
    if named and not view.named(at + 1, BODY):
        yield max(named, key=lambda m: m.last - m.first)
        return
    token = view.doc[at]
    if token.dep_ == "appos":
        before = view.by_head.get(token.head.i)
        if before is not None and before.form == NAME and before.last <= at:
            yield before
            return
    plural = view.tag(at) in {"NNS", "NNPS"}
    comma = view.word(at + 1) in {",", ":"}
    follows = view.skip(at + 2 if comma else at + 1, frozenset({"the"}) | QUOTES)
    name = view.named(follows, BODY)
    if comma and name is not None and not view.closes(name.last):
        return
    while (name := view.named(follows, BODY)) is not None:
        yield name
        follows = _next_in_list(view, name.last)
        if not plural or follows == name.last:
            return


def _next_in_list(view: View, at: int) -> int:
    """Past a short form in parentheses, commas and "and"; the same index where no list goes on."""
    after = view.after_parenthesis(at)
    after_commas = view.skip(after, frozenset({",", ";", "and", "the"}))
    return after_commas if after_commas > after else at


def _noun_wholes(view: View, at: int) -> Iterator[tuple[Mention, str]]:
    start = view.phrase_start(at)
    owned = bool(words("state_owned") & _hyphened(view, start, at))
    for owner, _ in _possessors(view, start, at):
        yield owner, "owned" if owned else "possessive"
        return
    found = view.governed(at + 1) if view.word(at + 1) == "of" else None
    of_body = found is not None and found.form == NAME and view.is_a(found, BODY)
    for inner in view.within(start, at):
        if view.is_a(inner, "State") and view.word(inner.last) not in DASHES:
            if of_body and found is not None:  # "the Dutch branch of X" is X's, in a Dutch seat
                yield found, "of"
                if singular(view.lower[at], view.tag(at)) in words("units"):
                    return
            yield inner, "owned" if owned else "modifier"
            return
    if found is not None:
        yield found, "of"


def _hyphened(view: View, first: int, last: int) -> set[str]:
    """The words of a range, those joined by hyphens both joined and apart."""
    joined = "".join(t.text + t.whitespace_ for t in view.doc[first:last]).lower()
    return set(joined.split())
