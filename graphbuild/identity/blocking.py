"""Blocking: selects the pairs of entities that are compared, those that share a rare key.

100,000 entities have five billion pairs. In a large block only neighbours in the order of names are
paired, so that the number of pairs grows linearly with the number of entities.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from graphbuild.identity.compare import Features
from graphbuild.identity.names import BodyName, PersonName, given, sound

LARGE = 40  # entities in a block from which on only neighbours are paired
NEIGHBOURS = 12


def pairs(entities: Sequence[Features]) -> Iterator[tuple[int, int]]:
    """Pairs of indices (lower first) to compare, each once, in order."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for index, entity in enumerate(entities):
        for key in set(keys(entity)):
            blocks[key].append(index)
    found = set[int]()
    for block in blocks.values():
        found.update(a * len(entities) + b for a, b in _within(block, entities))
    yield from (divmod(code, len(entities)) for code in sorted(found))


def keys(entity: Features) -> Iterator[str]:
    """The keys of the blocks that an entity is in."""
    for names in (entity.first, entity.also):
        for person in names.people:
            yield from _person_keys(person)
        for body in names.bodies:
            yield from _body_keys(body)
        yield from (f"{entity.family} {key}" for key in names.keys)
    yield from (f"acronym {a}" for a in entity.acronyms | entity.spelt_out if len(a) > 2)


def _person_keys(name: PersonName) -> Iterator[str]:
    first, last = given(name.words[0]), name.sounds[-1]
    yield f"name {''.join(name.words)}"
    yield f"name {''.join((name.words[-1], *name.words[:-1]))}"
    yield f"surname {last} {first[0]}"
    yield f"surname {last} {sound(name.words[0][0])}"
    yield f"surname {name.sounds[0]} {last[0]}"
    yield f"given {first} {last[:4]}"
    if len(name.words) > 2:
        yield f"given {first} {name.sounds[1][:4]}"


def _body_keys(name: BodyName) -> Iterator[str]:
    words = sorted(set(map(sound, name.words)))
    yield f"words {' '.join(words)}"
    yield f"start {''.join(name.words)[:6]}"
    yield from (f"word {word}" for word in words if len(word) > 2)
    yield from (f"two {a} {b}" for a, b in pairwise(words))


def _within(block: list[int], entities: Sequence[Features]) -> Iterable[tuple[int, int]]:
    if len(block) <= LARGE:
        return ((a, b) for i, a in enumerate(block) for b in block[i + 1 :])
    order = sorted(block, key=lambda i: (entities[i].profile.label.casefold(), i))
    return (
        (min(a, b), max(a, b))
        for i, a in enumerate(order)
        for b in order[i + 1 : i + 1 + NEIGHBOURS]
    )
