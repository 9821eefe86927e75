"""From claims to statements: pooling, order, domain and range, members of groups, identity."""

from __future__ import annotations

from dataclasses import replace

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab
from support.factories import entity
from support.sentences import statements

from graphbuild.extraction.entities.descriptions import with_phrases
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import (
    ALLEGED,
    ASSERTED,
    NAME,
    NEGATED,
    NOMINAL,
    PLANNED,
    Article,
    Claim,
    Entity,
    Mention,
    Statement,
)
from graphbuild.nlp.annotate import Document
from graphbuild.nlp.tokens import read_doc
from graphbuild.statements.merge import merge, ordered
from graphbuild.statements.pool import evidence_order, join

ONTOLOGY = Ontology.load()
TEXT = "Ruritania hacked Graustark. Ruritania hacked the Guild. Zenda said Ruritania hacked it."
KINDS = {"Ruritania": "State", "Graustark": "State", "Guild": "ThreatActor", "Zenda": "State"}


def parsed(text: str = TEXT) -> Document:
    """A document by hand: words, no syntax."""
    words = text.replace(".", " .").split()
    doc = read_doc([Doc(Vocab(), words=words)])
    starts, at = [], 0
    for word in words:
        at = text.index(word, at)
        starts.append(at)
        at += len(word)
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    article = Article("one", text, ((0, len(text)),))
    return Document(article, doc, tuple(starts), tuple(ends), ((0, len(words)),))


DOCUMENT = parsed()


def mention(name: str, nth: int = 0, form: str = NAME) -> Mention:
    index = [i for i, t in enumerate(DOCUMENT.doc) if t.text == name][nth]
    start, end = DOCUMENT.starts[index], DOCUMENT.ends[index]
    return Mention(start, end, name, KINDS[name], form, index, index, index + 1)


RURITANIA, GRAUSTARK, GUILD, ZENDA = (
    mention(name) for name in ("Ruritania", "Graustark", "Guild", "Zenda")
)
AGAIN = mention("Ruritania", 1)
ENTITIES: dict[Mention, Entity] = {
    RURITANIA: entity("Ruritania"),
    AGAIN: entity("Ruritania"),
    GRAUSTARK: entity("Graustark"),
    GUILD: entity("Guild", "ThreatActor"),
    ZENDA: entity("Zenda"),
}


def claim(
    subject: Mention = RURITANIA,
    predicate: str = "targets",
    object: Mention | str | None = GRAUSTARK,
    claimant: Mention | None = None,
    sentence: int = 0,
    **changes: object,
) -> Claim:
    ends = [i + 1 for i, c in enumerate(TEXT) if c == "."]
    starts = [0, *(end + 1 for end in ends[:-1])]
    made = Claim(predicate, subject, object, claimant, starts[sentence], ends[sentence], "made.row")
    return replace(made, **changes)


def merged(*claims: Claim, members: dict[Entity, list[Entity]] | None = None) -> list[Statement]:
    return merge(claims, DOCUMENT, ENTITIES, members or {}, ontology=ONTOLOGY)


def test_evidence_quotes_the_sentence():
    [found] = merged(claim())
    [evidence] = found.evidence
    assert evidence.sentence == "Ruritania hacked Graustark."
    assert TEXT[evidence.start : evidence.end] == evidence.sentence
    assert (evidence.article, evidence.rule) == ("one", "made.row")
    assert (evidence.subject, evidence.object, evidence.claimant) == (
        "Ruritania",
        "Graustark",
        None,
    )


def test_same_statement_in_two_sentences_is_one_with_two_pieces_of_evidence():
    [found] = merged(claim(sentence=1, subject=AGAIN), claim())
    assert [e.start for e in found.evidence] == sorted(e.start for e in found.evidence)
    assert len(found.evidence) == 2


def test_same_claim_twice_is_one_piece_of_evidence():
    [found] = merged(claim(), claim())
    assert len(found.evidence) == 1


def test_claimant_and_polarity_make_other_statements():
    found = merged(claim(), claim(claimant=ZENDA, sentence=2), claim(polarity=NEGATED))
    assert len(found) == 3


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        (ASSERTED, ALLEGED, ASSERTED),
        (PLANNED, ASSERTED, ASSERTED),
        (PLANNED, ALLEGED, ALLEGED),
    ],
)
def test_stronger_modality_is_kept(one, other, kept):
    for first, second in ((one, other), (other, one)):
        [found] = merged(claim(modality=first), claim(modality=second, sentence=1))
        assert found.modality == kept


def test_first_date_is_kept():
    [found] = merged(claim(), claim(date="2020-10", sentence=1), claim(date="2021", sentence=2))
    assert found.date == "2020-10"


def test_qualifiers_are_pooled():
    [found] = merged(
        claim(qualifiers=(("reason", "hacking"),)),
        claim(qualifiers=(("conduct", "spying"),), sentence=1),
    )
    assert found.qualifiers == (("conduct", "spying"), ("reason", "hacking"))


def test_confidence_is_that_of_the_best_evidence():
    [found] = merged(claim(confidence=0.4), claim(confidence=0.9, sentence=1))
    assert found.confidence == 0.9


def test_outer_source_is_kept():
    [found] = merged(claim(claimant=GRAUSTARK, object=GUILD, outer=ZENDA))
    assert found.outer is not None
    assert found.outer.label == "Zenda"


def test_unresolved_arguments_are_dropped():
    stranger = replace(GUILD, start=GUILD.start, head=99)
    assert merged(claim(subject=stranger)) == []
    assert merged(claim(object=stranger)) == []


def test_nothing_is_joined_to_itself():
    assert merged(claim(object=AGAIN)) == []


def test_domain_and_range_are_kept():
    assert merged(claim(predicate="worksFor")) == []  # a State works for nobody
    assert merged(claim(predicate="accuses", object=None)) == []
    assert merged(claim(predicate="accuses", object="a literal")) == []


def test_missing_object_is_kept_where_it_may_be_missing():
    [found] = merged(claim(predicate="denies", object=None))
    assert found.object is None


def test_literal_object_is_kept():
    [found] = merged(claim(predicate="alsoKnownAs", object="RUR"))
    assert found.object == "RUR"
    assert found.evidence[0].object == "RUR"


@pytest.mark.parametrize("name", ["they", "some", "others", "It"])
def test_nobody_is_no_argument(name):
    nobody = {**ENTITIES, GUILD: entity(name, "Group")}
    assert merge([claim(object=GUILD)], DOCUMENT, nobody, {}, ontology=ONTOLOGY) == []


def test_symmetric_arguments_are_ordered_by_id():
    straight = claim(predicate="linkedTo")
    swapped = claim(subject=GRAUSTARK, predicate="linkedTo", object=RURITANIA)
    [found] = merged(straight, swapped)
    assert isinstance(found.object, Entity)
    assert found.subject.id < found.object.id
    assert {(e.subject, e.object) for e in found.evidence} == {("Graustark", "Ruritania")}


def test_other_arguments_keep_their_order():
    [found] = merged(claim())
    assert ordered(found, ONTOLOGY) == found


MEMBERS = {entity("Guild", "ThreatActor"): [entity("Hentzau", "Person"), entity("Jo", "Person")]}


def test_what_is_done_to_a_group_is_done_to_its_members():
    found = merged(claim(predicate="sanctions", object=GUILD), members=MEMBERS)
    assert {s.object.label for s in found if isinstance(s.object, Entity)} == {
        "Guild",
        "Hentzau",
        "Jo",
    }
    assert len({s.evidence for s in found}) == 1


def test_a_deed_of_a_group_is_not_each_members():
    found = merged(claim(subject=GUILD, object=GRAUSTARK), members=MEMBERS)
    assert [s.subject.label for s in found] == ["Guild"]


def test_statements_are_sorted_by_key():
    found = merged(claim(object=GUILD), claim(), claim(predicate="accuses"))
    assert [s.key for s in found] == sorted(s.key for s in found)


def test_order_of_claims_does_not_matter():
    claims = [claim(), claim(sentence=1), claim(predicate="accuses"), claim(object=GUILD)]
    assert merged(*claims) == merged(*reversed(claims))


def test_id_depends_on_the_key_alone():
    [one] = merged(claim())
    [other] = merged(claim(sentence=1, modality=ALLEGED, date="2020", confidence=0.1))
    assert one.id == other.id
    assert one.id != merged(claim(polarity=NEGATED))[0].id
    assert len(one.id) == 32
    assert set(one.id) <= set("0123456789abcdef")


def test_id_of_a_known_statement_never_changes():
    [found] = merged(claim())
    assert found.key == (
        "https://w3id.org/graphbuild/id/state/ruritania",
        "targets",
        "https://w3id.org/graphbuild/id/state/graustark",
        "",
        "affirmed",
    )
    assert found.id == "c602213b2f8e93ec18fefed535e6ea04"


def test_literal_and_entity_of_one_text_are_two_objects():
    [literal] = merged(claim(predicate="alsoKnownAs", object="x"))
    assert literal.key[2] == '"x"'


def test_evidence_with_other_surfaces_has_a_place_of_its_own():
    [found] = merged(claim())
    [evidence] = found.evidence
    changes = ({"subject": "x"}, {"object": "x"}, {"object": None}, {"claimant": "x"})
    others = [replace(evidence, **change) for change in changes]
    assert len({evidence_order(e) for e in (evidence, *others)}) == 5


def test_join_does_not_depend_on_the_order():
    [one] = merged(claim(modality=ALLEGED))
    [other] = merged(claim(sentence=1))
    assert join(one, other) == join(other, one)


@pytest.mark.model
def test_longer_forms_of_a_description_are_aliases(nlp, rules):
    from support.sentences import context_of, document

    text = "The 2018 attack on the Norwegian parliament failed."
    context, known = context_of(document(text, nlp), rules)
    more = with_phrases(context.document, known, {})
    [attack] = {e for e in more.values() if e.type == "Operation"}
    assert "2018 attack" in {attack.label, *attack.aliases}
    assert more.keys() == known.keys()


def test_coordinated_descriptions_are_one_entity():
    one, other = mention("Guild", form=NOMINAL), mention("Zenda", form=NOMINAL)
    whole = replace(one, surface="Guild and Zenda", kind="Group", last=other.last, end=other.end)
    names = {one: entity("Guild", "Group"), other: entity("Zenda", "Group")}
    found = with_phrases(DOCUMENT, names, {whole: (one, other)})[whole]
    assert (found.label, found.type) == ("Guild and Zenda", "Group")
    assert found.aliases == ("Guild", "Zenda")
    assert found.id not in {e.id for e in names.values()}


@pytest.mark.model
def test_a_sentence_that_two_rows_read_is_evidence_once(nlp, rules):
    found = statements("Chile blamed Peru for the attack on the ferry line.", nlp, rules)
    [accuses] = [s for s in found if s.predicate == "accuses"]
    assert len(accuses.evidence) == 1
    assert accuses.evidence[0].rule == "accuses.verb"


@pytest.mark.model
def test_two_sentences_that_say_the_same_are_evidence_twice(nlp, rules):
    text = "Chile blamed Peru for the attack. Later, Chile accused Peru of espionage."
    [accuses] = [s for s in statements(text, nlp, rules) if s.predicate == "accuses"]
    assert len(accuses.evidence) == 2
