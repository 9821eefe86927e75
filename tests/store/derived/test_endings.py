from dataclasses import replace

from support.factories import GRAUSTARK, GUILD, RURITANIA, article, entity, evidence, statement

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import PLANNED
from graphbuild.query.named import bound, named_query
from graphbuild.store import open_store
from graphbuild.store.answers import plain
from graphbuild.store.derived.endings import Endings

ONTOLOGY = Ontology.load()
TREASURY = entity("Treasury of Graustark", "GovernmentBody")
COURT = entity("Court of Graustark", "GovernmentBody")
SANCTIONS = statement(GRAUSTARK, "sanctions", GUILD, date="2018")
TREASURY_OF_STATE = statement(TREASURY, "partOf", GRAUSTARK)
COURT_OF_STATE = statement(COURT, "partOf", GRAUSTARK)


def lifts(who=GRAUSTARK, effect="ended", **how):
    return replace(statement(who, "lifts", GUILD, **how), qualifiers=(("effect", effect),))


def over(*articles):
    """(what is over, by whom, when) of articles of 2018 and 2020, whose statements these are."""
    endings = Endings(ONTOLOGY)
    for said, published in zip(articles, ("2018-03-01", "2020-05-05", "2022-01-01"), strict=False):
        endings.read(said, published)
    return [(e.statement, e.agent, e.day) for e in endings.found()]


def test_what_is_lifted_is_over_since_that_day():
    found = over([SANCTIONS], [lifts(date="2020-05-04")])
    assert found == [(SANCTIONS.id, GRAUSTARK.id, "2020-05-04")]


def test_without_a_day_it_is_that_of_the_article():
    assert over([SANCTIONS], [lifts()]) == [(SANCTIONS.id, GRAUSTARK.id, "2020-05-05")]


def test_what_is_only_eased_suspended_or_planned_goes_on():
    unended = (lifts(effect="eased"), lifts(effect="suspended"), lifts(modality=PLANNED))
    assert not any(over([SANCTIONS], [each]) for each in unended)


def test_nobody_ends_what_another_state_imposed():
    assert over([SANCTIONS], [lifts(RURITANIA)]) == []


def test_a_state_ends_what_its_treasury_imposed():
    imposed = statement(TREASURY, "sanctions", GUILD)
    assert over([imposed], [lifts(), TREASURY_OF_STATE])
    assert not over([imposed], [lifts()])


def test_a_court_ends_what_its_state_or_a_fellow_body_imposed():
    imposed = statement(TREASURY, "sanctions", GUILD)
    assert over([SANCTIONS], [lifts(COURT), COURT_OF_STATE])
    assert over([imposed], [lifts(COURT), COURT_OF_STATE, TREASURY_OF_STATE])
    assert not over([SANCTIONS], [lifts(COURT)])


def test_what_was_imposed_anew_is_not_over():
    anew = statement(GRAUSTARK, "sanctions", GUILD, date="2021-06")
    assert over([SANCTIONS], [lifts(date="2020-05-04")], [anew]) == []


def test_a_withdrawn_accusation_is_over_and_another_is_not():
    accuses = statement(GRAUSTARK, "accuses", GUILD)
    other = statement(RURITANIA, "accuses", GUILD)
    taken = replace(statement(GRAUSTARK, "withdraws", GUILD), qualifiers=(("effect", "ended"),))
    found = over([accuses, other, SANCTIONS], [taken])
    assert found == [(accuses.id, GRAUSTARK.id, "2020-05-05")]


def test_a_store_marks_what_is_over_and_the_question_about_sanctions_says_so():
    one, two = article("one", published="2018-03-01"), article("two", published="2020-05-05")
    lifted = lifts(date="2020-05-04")
    with open_store("memory:") as store:
        store.replace(one, [statement(GRAUSTARK, "sanctions", GUILD, evidence(one))])
        store.replace(two, [replace(lifted, evidence=(evidence(two),))])
        store.refresh()
        assert list(store.endings()) == [(SANCTIONS.id, lifted.id)]
        answer = store.query(bound(named_query("sanctions"), {}, store))
        [row] = [dict(zip(answer.variables, map(plain, row), strict=True)) for row in answer.rows]
    assert (row["authority"], row["ended"], row["ended_by"]) == (
        "Graustark",
        "2020-05-04",
        "Graustark",
    )
