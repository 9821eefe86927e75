"""How a typed name finds entities: one rule for commands, pages and named queries."""

import pytest
from support.factories import GUILD, RURITANIA, article, evidence, statement

from graphbuild.errors import UnknownEntity
from graphbuild.identity.registry import find, registry
from graphbuild.presentation.names import Candidate, find_entity, matching
from graphbuild.query import named
from graphbuild.store import open_store

BASE = "https://w3id.org/graphbuild/id/"
CANDIDATES = [
    Candidate(BASE + "state/us", "United States", frozenset({"US", "America"}), 9),
    Candidate(BASE + "group/us", "us", frozenset(), 1),
    Candidate(BASE + "person/jose", "José  Núñez", frozenset(), 2),
    Candidate(BASE + "organization/guild", "The Guild", frozenset({"Guild of Thieves"}), 3),
    Candidate(BASE + "organization/guild-2", "Guild Hall", frozenset({"the guild"}), 1),
    Candidate(BASE + "person/morrow", "David Morrow", frozenset(), 1),
    Candidate(BASE + "person/morrow-2", "David Morrow", frozenset(), 5),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("US", ["state/us"]),  # an alias as typed goes before a label in another case
        ("us", ["group/us"]),
        ("united states", ["state/us"]),
        ("state/us", ["state/us"]),
        ("id:state/us", ["state/us"]),
        (BASE + "state/us", ["state/us"]),
        ("jose nunez", ["person/jose"]),
        ("guild", ["organization/guild"]),
        ("the guild", ["organization/guild-2"]),
        ("David Morrow", ["person/morrow-2", "person/morrow"]),
        ("nobody", []),
    ],
)
def test_a_name_finds(typed, found):
    assert matching(typed, CANDIDATES) == [BASE + end for end in found]


def test_commands_pages_and_queries_find_the_same_entity():
    one = article("one")
    said = [statement(RURITANIA, "accuses", GUILD, evidence(one))]
    with open_store("memory:") as store:
        store.replace(one, said)
        store.refresh()
        known = registry(store)
        query = named.named_query("entity")
        for typed in ("Guild", "guild", "GUILD", "the guild", "gúild", GUILD.id):
            assert find_entity(typed, said).id == GUILD.id
            assert find(known, typed) == GUILD.id
            assert f"<{GUILD.id}>" in named.bound(query, {"entity": typed}, store)
        for look_up in (
            lambda text: find_entity(text, said),
            lambda text: find(known, text),
            lambda text: named.bound(query, {"entity": text}, store),
        ):
            with pytest.raises(UnknownEntity, match=r'No entity named "Gild" .*\?$'):
                look_up("Gild")
