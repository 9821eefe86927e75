from dataclasses import replace

import pytest
from support.factories import GRAUSTARK, GUILD, RURITANIA, entity, statement

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import ALLEGED, NEGATED, PLANNED
from graphbuild.store.derived.disputes import Dispute, find_disputes

ONTOLOGY = Ontology.load()
SERVICE = entity("Ruritanian Secret Service", "IntelligenceService")
EMBASSY = entity("Ruritanian Embassy", "GovernmentBody")
ENVOY = entity("Rudolf Rassendyll", "Person")
TREASURY = entity("Treasury of Graustark", "GovernmentBody")
POLICE = entity("Dawsbergen Police", "GovernmentBody")
ATTACK = entity("attack on the dam", "Operation")

DENIES = statement(RURITANIA, "denies", None)
ACCUSES = statement(GRAUSTARK, "accuses", RURITANIA)
SERVICE_OF_STATE = statement(SERVICE, "partOf", RURITANIA)
EMBASSY_OF_STATE = statement(EMBASSY, "partOf", RURITANIA)
ENVOY_OF_EMBASSY = statement(ENVOY, "worksFor", EMBASSY)


def disputed(*statements, more=(), dates=("2020-10-24", "2020-10-26")):
    """What is disputed in an article of these statements, with another one of `more`."""
    articles = [(dates[0], statements), (dates[1], more)]
    found = {s.id: s for s in (*statements, *more)}
    return [found[d.disputed] for d in find_disputes(articles, ONTOLOGY)]


@pytest.mark.parametrize(
    "accusation",
    [
        ACCUSES,
        statement(ATTACK, "attributedTo", RURITANIA, claimant=GRAUSTARK, modality=ALLEGED),
        statement(RURITANIA, "targets", GRAUSTARK, claimant=GRAUSTARK, modality=ALLEGED),
        statement(RURITANIA, "targets", GRAUSTARK),
    ],
    ids=lambda s: s.predicate,
)
def test_a_denial_disputes_that_its_subject_stands_accused(accusation):
    assert disputed(DENIES, accusation) == [accusation]


@pytest.mark.parametrize(
    "other",
    [
        statement(RURITANIA, "accuses", GRAUSTARK),
        statement(GRAUSTARK, "sanctions", RURITANIA),
        statement(GRAUSTARK, "condemns", RURITANIA),
        statement(GRAUSTARK, "targets", RURITANIA),
        statement(GRAUSTARK, "accuses", RURITANIA, polarity=NEGATED),
        statement(GRAUSTARK, "accuses", RURITANIA, modality=PLANNED),
        statement(ATTACK, "attributedTo", GRAUSTARK, claimant=RURITANIA),
        statement(ATTACK, "attributedTo", GUILD),
    ],
    ids=lambda s: f"{s.predicate}-{s.polarity}-{s.modality}",
)
def test_a_denial_disputes_nothing_else(other):
    assert disputed(DENIES, other) == []


@pytest.mark.parametrize(
    "unreal",
    [
        statement(RURITANIA, "denies", None, polarity=NEGATED),
        statement(RURITANIA, "denies", None, modality=PLANNED),
    ],
    ids=lambda s: s.polarity + s.modality,
)
def test_a_denial_that_was_not_made_disputes_nothing(unreal):
    assert disputed(unreal, ACCUSES) == []


def test_a_state_denies_for_its_services():
    on_service = statement(ATTACK, "attributedTo", SERVICE, claimant=GRAUSTARK)
    assert disputed(DENIES, SERVICE_OF_STATE, on_service) == [on_service]


def test_an_envoy_denies_for_the_state_and_its_services():
    on_service = statement(GRAUSTARK, "accuses", SERVICE)
    said = (statement(ENVOY, "denies", None), ENVOY_OF_EMBASSY, EMBASSY_OF_STATE, SERVICE_OF_STATE)
    assert set(disputed(*said, ACCUSES, on_service)) == {ACCUSES, on_service}


def test_whoever_stands_accused_in_person_denies_only_that():
    personal = statement(GRAUSTARK, "accuses", ENVOY)
    said = (statement(ENVOY, "denies", None), ENVOY_OF_EMBASSY, EMBASSY_OF_STATE)
    assert disputed(*said, ACCUSES, personal) == [personal]


def test_a_denial_that_names_the_accuser_disputes_no_other():
    others = statement(POLICE, "accuses", RURITANIA)
    denial = statement(RURITANIA, "denies", GRAUSTARK)
    assert disputed(denial, ACCUSES, others) == [ACCUSES]


def test_the_accuser_may_be_an_organ_of_the_one_named():
    by_organ = statement(TREASURY, "accuses", RURITANIA)
    denial = statement(RURITANIA, "denies", GRAUSTARK)
    assert disputed(denial, by_organ, statement(TREASURY, "partOf", GRAUSTARK)) == [by_organ]
    assert disputed(denial, by_organ) == []


@pytest.mark.parametrize("act", ["sanctions", "charges", "expels"])
def test_a_measure_is_disputed_when_the_denial_names_its_author(act):
    measure = statement(GRAUSTARK, act, RURITANIA)
    assert disputed(statement(RURITANIA, "denies", GRAUSTARK), measure) == [measure]


def test_nobody_disputes_what_his_own_side_says():
    own = statement(ATTACK, "attributedTo", RURITANIA, claimant=SERVICE)
    assert disputed(DENIES, SERVICE_OF_STATE, own) == []


def test_a_denial_without_accuser_answers_only_its_own_article():
    assert disputed(DENIES, more=(ACCUSES,)) == []


def test_a_denial_with_accuser_answers_articles_of_the_same_weeks():
    denial = statement(RURITANIA, "denies", GRAUSTARK)
    assert disputed(denial, more=(ACCUSES,)) == [ACCUSES]
    assert disputed(denial, more=(ACCUSES,), dates=("2020-10-24", "2018-03-04")) == []


def test_a_negated_statement_disputes_the_same_affirmed_by_others():
    no = statement(GUILD, "targets", GRAUSTARK, polarity=NEGATED, claimant=GUILD)
    yes = statement(GUILD, "targets", GRAUSTARK, claimant=GRAUSTARK)
    own = statement(GUILD, "targets", GRAUSTARK, claimant=GUILD)
    assert disputed(no, own, more=(yes,)) == [yes]


def test_pairs_are_sorted_and_each_comes_once():
    articles = [("2020-10-24", [DENIES, ACCUSES, statement(GUILD, "accuses", RURITANIA)])] * 2
    pairs = list(find_disputes(articles, ONTOLOGY))
    assert pairs == sorted(set(pairs))
    assert len(pairs) == 2


def test_a_circle_of_wholes_ends():
    circle = (statement(SERVICE, "partOf", EMBASSY), statement(EMBASSY, "partOf", SERVICE))
    assert disputed(DENIES, ACCUSES, *circle) == [ACCUSES]


def denials_of(*texts):
    """The same speaker's denials without an accuser in articles of these ids."""
    return [replace(statement(RURITANIA, "denies", None), article=name) for name in texts]


def test_denials_without_an_object_in_two_articles_are_two_statements():
    one, other = denials_of("one", "two")
    assert one.id != other.id
    assert statement(RURITANIA, "denies", GRAUSTARK).article == ""


def test_a_denial_in_one_article_does_not_dispute_what_another_says():
    elsewhere = statement(ATTACK, "attributedTo", RURITANIA, claimant=GRAUSTARK)
    one, other = denials_of("one", "two")
    pairs = find_disputes([(None, [one, ACCUSES]), (None, [other, elsewhere])], ONTOLOGY)
    assert {(d.denial, d.disputed) for d in pairs} == {
        (one.id, ACCUSES.id),
        (other.id, elsewhere.id),
    }


def test_a_dispute_says_in_which_articles_both_stand():
    denial = statement(RURITANIA, "denies", GRAUSTARK)
    articles = [("2020-10-24", [denial]), ("2018-01-01", []), ("2020-10-26", [ACCUSES])]
    assert list(find_disputes(articles, ONTOLOGY)) == [Dispute(denial.id, ACCUSES.id, 0, 2)]


def test_a_denial_of_one_affair_does_not_answer_another_of_the_same_weeks():
    denial = statement(RURITANIA, "denies", GRAUSTARK)
    here = statement(RURITANIA, "targets", GUILD, claimant=GRAUSTARK)
    there = statement(RURITANIA, "targets", TREASURY, claimant=GRAUSTARK)
    assert disputed(denial, here, more=(there,)) == [here]
    same = statement(ATTACK, "attributedTo", RURITANIA, claimant=GRAUSTARK)
    assert set(disputed(denial, here, more=(same, here))) == {here, same}


def test_an_act_of_years_ago_is_not_what_a_denial_is_about():
    ago = statement(GRAUSTARK, "accuses", RURITANIA, claimant=POLICE, date="2012")
    assert disputed(DENIES, ACCUSES, ago) == [ACCUSES]
    assert disputed(DENIES, ago) == [ago]


def test_what_is_denied_in_detail_answers_only_that():
    no = statement(RURITANIA, "targets", GUILD, claimant=RURITANIA, polarity=NEGATED)
    guild = statement(RURITANIA, "targets", GUILD, claimant=GRAUSTARK)
    treasury = statement(RURITANIA, "targets", TREASURY, claimant=GRAUSTARK)
    assert set(disputed(DENIES, no, guild, treasury)) == {guild}
    assert set(disputed(DENIES, guild, treasury)) == {guild, treasury}
