"""Three articles in which one officer has two names, for the tests of identity."""

from __future__ import annotations

from graphbuild.knowledge.ontology import ENTITY_BASE
from graphbuild.model import Entity
from support.factories import article, evidence, statement


def thing(name, kind="Person", *aliases, same_as=()):
    slug = name.lower().replace(" ", "-")
    return Entity(f"{ENTITY_BASE}{kind.lower()}/{slug}", name, kind, aliases, same_as)


KOVALEV = thing("Evgeny Kovalev", "Person", "Kovalev")
KOVALYOV = thing("Yevgeny Kovalyov", "Person", "the officer")
MOLE, OTHER = thing("Ivan Krotov"), thing("Piotr Kret")
STATE = Entity(
    ENTITY_BASE + "state/ru", "Russia", "State", (), ("http://www.wikidata.org/entity/Q159",)
)
ONE, TWO, THREE = (
    article(n, published=f"202{i}-02-03") for i, n in enumerate(("one", "two", "three"))
)
SAID = {
    "one": (
        ONE,
        [
            statement(STATE, "arrests", KOVALEV, evidence(ONE)),
            statement(KOVALEV, "worksFor", STATE, evidence(ONE, 56, 76)),
        ],
    ),
    "two": (
        TWO,
        [
            statement(STATE, "charges", KOVALYOV, evidence(TWO)),
            statement(KOVALYOV, "accuses", MOLE, evidence(TWO, 56, 76)),
        ],
    ),
    "three": (
        THREE,
        [
            statement(STATE, "arrests", OTHER, evidence(THREE)),
            statement(KOVALYOV, "denies", None, evidence(THREE)),
        ],
    ),
}
