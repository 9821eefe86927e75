"""Who is one with whom across articles: hard pairs, decisions, and that nothing is lost."""

import pytest
from support.identity_pairs import DIFFERENT, SAME

from graphbuild.errors import DecisionError
from graphbuild.identity.decisions import Decision, read_decisions, to_line, write_decisions
from graphbuild.identity.profiles import gather
from graphbuild.identity.resolution import resolve
from graphbuild.knowledge.ontology import ENTITY_BASE

STATE = ENTITY_BASE + "state/"
PAIRS = [(*p, True) for p in SAME] + [(*p, False) for p in DIFFERENT]


def row(iri, kind, text):
    """A profile's row out of "Name; Other name | state"."""
    names, _, state = text.partition("|")
    label, *aliases = (n.strip() for n in names.split(";"))
    served = [STATE + state.strip()] if state.strip() else []
    return [iri, label, kind, aliases, [], [], served, []]


def two(kind, one, other):
    """The resolution of two entities, each in an article of its own."""
    a, b = (ENTITY_BASE + f"test/{n}" for n in "ab")
    articles = [
        ("one", "2024-01-05", [row(a, kind, one)]),
        ("two", "2024-03-05", [row(b, kind, other)]),
    ]
    return resolve(gather(articles))


def merged(kind, one, other):
    return bool(two(kind, one, other).merges)


def test_there_are_enough_hard_pairs():
    assert len({(k, *sorted(p)) for k, *p in SAME + DIFFERENT}) == len(PAIRS) >= 60


def test_hard_pairs_are_merged_with_precision_and_recall():
    right = [(pair, merged(*pair[:3]) == pair[3]) for pair in PAIRS]
    wrong = [pair for pair, ok in right if not ok]
    true = sum(ok for pair, ok in right if pair[3])
    false = sum(not ok for pair, ok in right if not pair[3])
    assert true / (true + false) >= 0.97, wrong
    assert true / len(SAME) >= 0.85, wrong


@pytest.mark.parametrize("pair", [p for p in PAIRS if p[3]][::7], ids=lambda p: p[1])
def test_every_merge_has_a_reason_and_a_score(pair):
    [match] = two(*pair[:3]).merges
    assert 0.9 <= match.score <= 1
    assert match.reason


def test_who_comes_first_makes_no_difference():
    for kind, one, other, _ in PAIRS:
        assert bool(two(kind, one, other).merges) == bool(two(kind, other, one).merges), (
            one,
            other,
        )


def test_an_uncertain_pair_is_a_candidate():
    found = two("Person", "David Morrow | gb", "David Morrow | au")
    assert not found.nodes
    [match] = found.candidates
    assert "different states" in match.reason


def test_two_in_one_sentence_are_two():
    a, b = (ENTITY_BASE + f"test/{n}" for n in "ab")
    rows = [
        [a, "Ann Vole", "Person", [], [], [], [], [b]],
        [b, "Anne Vole", "Person", [], [], [], [], [a]],
    ]
    assert not resolve(gather([("one", None, rows)])).merges


def test_the_catalogued_id_and_label_are_kept():
    a, b = (ENTITY_BASE + f"test/{n}" for n in "ab")
    one = [b, "Gilded Heron", "ThreatActor", [], ["https://example.org/G1"], [], [], []]
    other = [a, "GildedHeron", "ThreatActor", [], [], [], [], []]
    found = resolve(gather([("one", None, [one]), ("two", None, [other])]))
    assert found.nodes[a].id == found.nodes[b].id == b
    assert found.nodes[a].label == "Gilded Heron"
    assert found.nodes[a].same_as == ("https://example.org/G1",)


def decided(*decisions):
    return resolve(gather(NAMESAKES), decisions)


A, B, C = (ENTITY_BASE + f"test/{n}" for n in "abc")
NAMESAKES = [
    ("one", None, [row(A, "Person", "Ann Vole")]),
    ("two", None, [row(B, "Person", "Ann Vole")]),
    ("three", None, [row(C, "Person", "Bea Wren")]),
]


def test_a_person_can_part_what_the_rules_join():
    assert decided().nodes
    parted = decided(Decision("different", A, B))
    assert not parted.nodes
    assert not parted.candidates


def test_a_person_can_join_what_the_rules_do_not():
    found = decided(Decision("same", C, A, why="her married name"))
    assert {n.id for n in found.nodes.values()} == {C}
    assert {n.label for n in found.nodes.values()} == {"Bea Wren"}
    assert "her married name" in {m.reason for m in found.merges}


def test_unsure_takes_a_pair_off_the_list_and_joins_nothing():
    pair = [
        ("one", None, [row(A, "Person", "Lu Vole | gb")]),
        ("two", None, [row(B, "Person", "Lu Vole | au")]),
    ]
    assert resolve(gather(pair)).candidates
    asked = resolve(gather(pair), [Decision("unsure", A, B)])
    assert not asked.candidates
    assert not asked.nodes


def test_of_two_decisions_the_later_one_counts():
    first, second = Decision("same", A, C), Decision("different", A, C)
    assert decided(first, second).overruled == (first.id,)
    assert decided(second, first).overruled == (second.id,)
    assert decided(second, first).nodes[C].id == A


def test_a_decision_about_what_is_not_there_does_no_harm():
    assert decided(
        Decision("same", A, ENTITY_BASE + "gone"), Decision("rename", "urn:x", value="X")
    ).nodes.keys() == {A, B}


def test_a_name_and_a_link_are_given_to_the_whole_group():
    found = decided(
        Decision("rename", B, value="Ann R. Vole"), Decision("link", A, value="urn:q:1")
    )
    assert {n.label for n in found.nodes.values()} == {"Ann R. Vole"}
    assert {n.same_as for n in found.nodes.values()} == {("urn:q:1",)}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: not JSON"),
        ("[]", "line 2: not an object"),
        ('{"decision": "sme"}', "unknown decision 'sme'"),
        ('{"decision": "same", "entity": "a"}', "needs a field 'other'"),
        ('{"decision": "same", "entity": "a", "other": "b", "whoo": "x"}', "unknown field 'whoo'"),
        ('{"decision": "split", "entity": "a", "value": "b", "articles": "c"}', "list of strings"),
        (
            '{"decision": "link", "entity": "http://a", "value": "javascript:alert(1)"}',
            "line 2: 'value'",
        ),
        ('{"decision": "rename", "entity": "a b", "value": "c"}', "line 2: 'entity' is not an IRI"),
        (
            '{"decision": "same", "entity": "http://a", "other": "http://b\\ud800"}',
            "line 2: 'other'",
        ),
        ("[" * 99_999, "line 2: nested too deeply"),
        ("[" * 100_001, "line 2: longer than 100000 characters"),
    ],
)
def test_a_bad_line_of_decisions_is_named(tmp_path, line, message):
    path = tmp_path / "decisions.jsonl"
    path.write_text(
        to_line(Decision("same", "http://a", "http://b")) + f"\n{line}\n", encoding="utf-8"
    )
    with pytest.raises(DecisionError, match=message):
        read_decisions(path)


def test_decisions_come_back_as_written(tmp_path):
    made = (
        Decision(
            "same", "http://a", "http://b", who="me", when="2024-01-01T00:00:00Z", why='é\n"x"'
        ),
        Decision("split", "http://a", value="http://a--1", articles=("x", "y")),
    )
    write_decisions(tmp_path / "new" / "d.jsonl", made)
    assert read_decisions(tmp_path / "new" / "d.jsonl") == made
    assert read_decisions(tmp_path / "none.jsonl") == ()


def test_a_bad_line_of_decisions_may_be_skipped(tmp_path):
    path, said = tmp_path / "decisions.jsonl", []
    good = Decision("same", "http://a", "http://b")
    path.write_text(f"[[[\n{to_line(good)}\n", encoding="utf-8")
    assert read_decisions(path, said.append) == (good,)
    assert [str(error).partition(": ")[0] for error in said] == [f"{path} line 1"]


def test_vendors_names_of_one_actor_are_close_and_not_one():
    main, other = (ENTITY_BASE + f"threat-actor/{n}" for n in ("apt28", "fancy-bear"))
    group = "https://attack.mitre.org/groups/G0007"
    one = [main, "APT28", "ThreatActor", ["Fancy Bear"], [group], [], [], []]
    two = [other, "Fancy Bear", "ThreatActor", [], [], [], [], []]
    found = resolve(gather([("one", None, [one]), ("two", None, [two])]))
    assert not found.nodes
    assert {(main, other), (other, main), (other, group)} <= set(found.close)
    assert (main, group) not in found.close
