"""What a role serves: a modifier, a possessor, or what a preposition after the noun governs."""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.extraction.noun_phrases.pairs import Role
from graphbuild.extraction.noun_phrases.rows import words
from graphbuild.extraction.noun_phrases.view import View
from graphbuild.model import NAME, Mention

PREPOSITIONS = frozenset({"of", "for", "at", "with", "to", "from", "in"})
EMPLOYERS = ("Person", "State", "Body", "ThreatActor")
ABROAD = frozenset({"to", "in", "at", "from"})


def employers(view: View, role: Role) -> Iterator[tuple[Mention, str]]:
    """Each thing that the phrase says is served, with how it is joined."""
    states = list(_states(view, role)) if role.word in words("cabinet") | words("envoys") else []
    if states or role.word in words("cabinet"):
        yield from states or _self_styled(view, role)
        return
    before, after = _before(view, role), _after(view, role)
    if after is None or (before and _prefers_before(view, role, before)):
        yield from before
    else:
        yield after


def only_one_near(view: View, at: int, *kinds: str) -> Mention | None:
    """The last mention of these classes before a token, here or one sentence back.

    None where this sentence and the one before speak of more than one state.
    """
    first, last = view.sentence(at)
    first = view.sentence(max(first - 1, 0))[0]
    around = [m for m in view.within(first, last) if view.is_a(m, *kinds)]
    names = (view.state_name(m.surface) for m in around if view.is_a(m, "State"))
    if len({name.code for name in names if name is not None}) > 1:
        return None
    found = [m for m in around if m.last <= at and m.form == NAME]
    return max(found, key=lambda m: m.last, default=None)


def _prefers_before(view: View, role: Role, before: list[tuple[Mention, str]]) -> bool:
    """Whether what follows is where somebody serves ("X's ambassador to Y") or what for."""
    return view.word(role.last) in ABROAD or not view.is_a(before[-1][0], "State")


def _states(view: View, role: Role) -> Iterator[tuple[Mention, str]]:
    """The country of a member of its government, nearest first, before the noun or after "of"."""
    inside = [m for m in view.within(role.start, role.first) if view.is_a(m, "State")]
    if inside:
        yield inside[-1], "modifier"
        return
    after = _after(view, role)
    if after is not None and view.is_a(after[0], "State"):
        yield after


def _self_styled(view: View, role: Role) -> Iterator[tuple[Mention, str]]:
    """What calls itself a state and is in no list of states: "minister of the X People's Republic"."""
    after = _after(view, role)
    if after is None or after[0].form != NAME or not view.is_a(after[0], "Organization"):
        return
    if view.lower[after[0].last - 1] in {"republic", "emirate", "caliphate"}:
        yield after


def _before(view: View, role: Role) -> list[tuple[Mention, str]]:
    """What stands before the noun: the nearest that is not part of a longer one, and its equals."""
    inside = [m for m in view.within(role.start, role.first) if view.is_a(m, *EMPLOYERS)]
    outer = [m for m in inside if not any(_inside(m, other) for other in inside)]
    if not outer:
        pronoun = view.owning_pronoun(max(role.start - 1, 0), role.first)
        return [(pronoun, "possessive")] if pronoun is not None else []
    if _hidden(view, outer[-1], role):
        return []
    return [(m, _link(view, outer[-1])) for m in view.joined_with_last(outer)]


def _link(view: View, near: Mention) -> str:
    if view.is_mark(near.last):
        return "possessive"
    name = view.state_name(near.surface)
    return "metonym" if name is not None and name.role in {"seat", "capital"} else "modifier"


def _hidden(view: View, near: Mention, role: Role) -> bool:
    """Whether a hyphen or a body that is no mention stands between ("X-based", "X ministry")."""
    between = view.lower[near.last : role.first]
    if view.is_a(near, "State") and words("bodies") & set(between):
        return True
    return bool(between) and between[0] == "-"


def _inside(inner: Mention, outer: Mention) -> bool:
    return inner is not outer and outer.first <= inner.first and inner.last <= outer.last


def _after(view: View, role: Role) -> tuple[Mention, str] | None:
    """The first employer that a preposition after the noun governs, before the phrase closes."""
    at = role.last
    while view.word(at) in PREPOSITIONS:
        found = view.governed(at)
        if found is not None and view.is_a(found, *EMPLOYERS):
            return found, view.word(at)
        at = _next_preposition(view, at)
    return None


def _next_preposition(view: View, at: int) -> int:
    """The preposition after the bare nouns that this one governs ("of threat research at X")."""
    end = at + 1
    while view.tag(end).startswith(("NN", "JJ")) or view.word(end) in {"and", "the"}:
        end += 1
    return end
