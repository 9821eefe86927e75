"""Who holds a role: the name beside the noun, or the noun itself where there is none."""

from __future__ import annotations

from graphbuild.extraction.noun_phrases.pairs import Role
from graphbuild.extraction.noun_phrases.rows import words
from graphbuild.extraction.noun_phrases.view import DASHES, DETERMINERS, QUOTES, View
from graphbuild.model import NAME, Mention

COPULAS = frozenset({"be", "become", "remain"})
LINKS = frozenset({"who", "is", "was", "also", "serves", "as", "currently", "now"})
PREPOSITIONS = frozenset({"of", "for", "at", "with", "to", "from", "in"})
OPENERS = frozenset({",", ":", "("}) | DASHES
HOLDERS = ("Person", "Group", "ThreatActor")


def holders(view: View, role: Role) -> list[Mention]:
    """The names that a role stands for, else the mention whose head it is, else none.

    A group and those of its members who are named beside it all hold the role.
    """
    if role.plural:
        return [*_own(view, role), *listed(view, role.last)]
    found = _name_after(view, role) or _name_before(view, role) or _by_copula(view, role)
    if found is None and _is_denied(view, role):
        return []
    return [found] if found is not None else _own(view, role)


def _is_denied(view: View, role: Role) -> bool:
    """Whether somebody is said not to be it ("X is not a manager of Y"), so that nobody is."""
    head = view.doc[role.last - 1]
    copula = head.dep_ == "attr" and head.head.lemma_ in COPULAS
    return copula and any(c.dep_ == "neg" for c in head.head.children)


def _own(view: View, role: Role) -> list[Mention]:
    for at in range(role.last - 1, role.first - 1, -1):
        found = view.by_head.get(at)
        if found is not None and view.is_a(found, *HOLDERS):
            return [found]
    return []


def _name_after(view: View, role: Role) -> Mention | None:
    """The name right after the noun, or after a comma that closes its phrase."""
    at = _past_second_role(view, role.last)
    found = view.named(view.skip(at, words("honorifics") | QUOTES | DASHES), *HOLDERS)
    if found is not None:
        return found
    end = _phrase_end(view, role)
    found = view.named(end, "Person") if end > role.last else None
    if found is not None:
        return found
    if view.word(end) == "," and view.same_sentence(role.first, end + 1):
        found = view.named(view.skip(end + 1, words("honorifics") | QUOTES), "Person")
        if found is not None and view.closes(found.last):
            return found
    return None


def _past_second_role(view: View, at: int) -> int:
    """Past a second noun for the same name ("X's president and chief lawyer Jane Doe")."""
    end = at + 1
    while view.word(at) == "and" and view.tag(end) in {"NN", "JJ"} and not view.starting.get(end):
        end += 1
    return end if end > at + 1 and view.starting.get(end) else at


def listed(view: View, at: int) -> list[Mention]:
    """The names after a noun in the plural: "officers A, B and C", "four officers: A and B"."""
    opened = view.word(at) in OPENERS
    at = view.skip(at, OPENERS | {"namely"})
    found: list[Mention] = []
    while (name := view.named(at, "Person", "ThreatActor")) is not None:
        found.append(name)
        at = view.skip(name.last, frozenset({",", "and"}))
        if at == name.last:
            break
    return found if len(found) > opened else []


def _phrase_end(view: View, role: Role) -> int:
    """The token after the noun and the prepositional phrases that follow it."""
    end = role.last
    while view.word(end) in PREPOSITIONS:
        target = view.governed(end)
        edges = [c.right_edge.i + 1 for c in view.doc[end].children if c.dep_ == "pobj"]
        after = target.last if target is not None else max(edges, default=end)
        if after <= end:
            break
        end = after
    return end


def _name_before(view: View, role: Role) -> Mention | None:
    """The name before a comma, when the noun heads what follows ("X, 44, a spokesman for Y")."""
    at = _first_of_joined(view, role.start)
    while at > 0 and view.word(at - 1) in DETERMINERS | words("former") | LINKS:
        at -= 1
    if view.word(at - 1) not in {",", "("} | DASHES:
        return None
    at -= 1
    if view.word(at - 2) == "," and view.tag(at - 1) == "CD":
        at -= 2
    found = view.longest_before(at, "Person", "ThreatActor")
    return found if found is not None and found.form == NAME else None


def _first_of_joined(view: View, start: int) -> int:
    """Where the first of several roles starts ("X, founder and director of Y")."""
    while view.word(start - 1) in {"and", "&"} and view.tag(start - 2).startswith("NN"):
        start = view.phrase_start(start - 2)
    return start


def _by_copula(view: View, role: Role) -> Mention | None:
    head = view.doc[role.last - 1]
    if head.dep_ == "conj" and head.head.dep_ == "attr" and head.tag_ == head.head.tag_ == "NN":
        head = head.head  # "X is a Dane and a manager of Y"
    if head.dep_ != "attr" or head.head.lemma_ not in COPULAS:
        return None
    if any(child.dep_ == "neg" for child in head.head.children):
        return None
    for child in head.head.lefts:
        if child.dep_ == "nsubj":
            found = view.by_head.get(child.i)
            return found if found is not None and view.is_a(found, *HOLDERS) else None
    return None
