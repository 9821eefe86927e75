"""Two articles as agencies write them, built into a store, and each of their facts asked for by SPARQL.

Their kinds: an envoy whose denial an agency relays, a head of state who denies meddling, the day of a
measure; charges of which some members are named two paragraphs above, a period, a firm behind a possessor
that is no target, a spokeswoman's accusation, "they" who admit later, an agent who is tied to no thing.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from spacy.language import Language
from support.sentences import article

from graphbuild.building.build import store_articles
from graphbuild.building.runs import Report
from graphbuild.pipeline import Rules, build
from graphbuild.records import Program
from graphbuild.store import Store, open_store
from graphbuild.store.answers import plain

ENVOY = """\
"Our country fully rejects the accusations brought by the Norwegian government against the Institute of Applied Optics," Ambassador Sadykov said, quoted by the embassy press service, Kazinform reported.
"Kazakhstan, unlike Norway, does not break into the networks of ministries," the ambassador stated. "We urge Norway to give up the vicious habit of groundless accusations."
The Norwegian Ministry of Finance announced on Thursday that Norway had imposed sanctions on Kazakhstan's Almaty Institute of Applied Optics (AIAO). According to the Norwegian authorities, the institute is "connected to the destructive Frostwheel malware".
Astana has repeatedly rejected such accusations.
On Wednesday, May 15, President Erlan Tokhtarov said at a forum that Kazakhstan doesn't "meddle" in the affairs of its neighbours. The Kazakh leader also offered to open talks on the safety of networks.
"""
SPOKESWOMAN = """\
Whoever accuses Kazakhstan of cyberattacks will have to apologise one day, Kazakh Foreign Ministry spokeswoman Aigerim Bekova told the Khabar television channel on Sunday.
She recalled an affair of 2004, when officers of the Kazakh National Security Committee exposed the newest tool of the Danish intelligence service to keep contact with its agents that was disguised as a brick.
"They denied it all at the time. But some years later, the Danish side had to apologise and admit that the brick was its own," she said.
The West is seeking to discredit Kazakhstan's idea of a treaty on networks, that is why it is accusing Kazakhstan of planning a cyberattack on the World Seed Archive (WSA), Aigerim Bekova said.
On February 3, Danish Defence Minister Mette Lund claimed at a news conference that Danish military intelligence had foiled an attack by Kazakh hackers against the WSA. She alleged that four Kazakhs - Timur Akhmetov, Ruslan Bekov, Daulet Omarov and Marat Ibraev - were involved in the incident. Lund claimed that all the four worked for the National Security Committee.
Also on February 3, Swedish Foreign Minister Karin Holm blamed the National Security Committee for a series of cyberattacks.
The Canadian authorities followed suit and brought charges in absentia against seven presumed Kazakh intelligence officers. Along with the above mentioned persons, the list has the names of Yerlan Sarsenov, Askar Nurpeisov and Bolat Zhumabekov. The Canadian side claims that from October 2014 to at least June 2017 these people hacked computers of international organisations in various parts of the world, including the World Curling Union (WCU), the Canadian Centre for Fair Play (CCFP) and Canada's Bombardex.
"""
INSTITUTE = "Almaty Institute of Applied Optics"
SEVEN = "seven presumed Kazakh intelligence officers"

# What is asked of each statement: subject, predicate, object, claimant, date, period.
ASKED = """
SELECT DISTINCT ?s ?p ?o ?c ?date ?period {
  ?statement rdf:subject ?subject ; rdf:predicate ?predicate .
  ?subject skos:prefLabel ?s .
  OPTIONAL { ?statement rdf:object ?object . OPTIONAL { ?object skos:prefLabel ?label } }
  OPTIONAL { ?statement gb:claimant ?by . ?by skos:prefLabel ?c }
  OPTIONAL { ?statement gb:date ?date }
  OPTIONAL { ?statement gb:period ?period }
  FILTER NOT EXISTS { ?statement gb:polarity "negated" }
  BIND (STRAFTER(STR(?predicate), "#") AS ?p)
  BIND (COALESCE(STR(?label), STR(?object), "") AS ?o)
}
"""


@pytest.fixture(scope="module")
def store(nlp: Language, rules: Rules) -> Iterator[Store]:
    """The two articles, read by the rules alone."""
    texts = [
        article(ENVOY, "2019-05-18", "envoy"),
        article(SPOKESWOMAN, "2020-02-10", "spokeswoman"),
    ]
    with open_store("memory:") as opened:
        store_articles(
            opened,
            texts,
            lambda articles: build(articles, nlp=nlp, rules=rules),
            Report(),
            program=Program("p"),
        )
        yield opened


@pytest.fixture(scope="module")
def rows(store: Store) -> list[dict[str, str]]:
    """The answer to ASKED, a row by its columns."""
    answer = store.query(ASKED)
    return [
        {name: plain(term) for name, term in zip(answer.variables, row, strict=True) if term}
        for row in answer.rows
    ]


def found(rows: list[dict[str, str]], **wanted: str) -> list[dict[str, str]]:
    """The rows with these values; an empty value: a column that is empty."""
    return [r for r in rows if all(r.get(k, "") == v for k, v in wanted.items())]


@pytest.mark.parametrize(
    "fact",
    [
        {"s": "Norway", "p": "sanctions", "o": INSTITUTE, "date": "2019-05-16"},
        {"s": "Sadykov", "p": "condemns", "o": "Norway"},
        {"s": "Sadykov", "p": "accuses", "o": "Norway"},
        {"s": "Sadykov", "p": "demands", "o": "Norway"},
        {"s": "Sadykov", "p": "denies", "o": "Norway", "c": ""},
        {"s": "Kazakhstan", "p": "denies"},
        {"s": "Erlan Tokhtarov", "p": "denies", "date": "2019-05-15", "c": ""},
        {"s": "Erlan Tokhtarov", "p": "proposes"},
        {"s": "Frostwheel", "p": "linkedTo", "o": INSTITUTE, "c": "Norway"},
        {"s": "Aigerim Bekova", "p": "accuses", "o": "The West"},
        {"s": "The West", "p": "accuses", "o": "Kazakhstan", "c": "Aigerim Bekova"},
        {"s": "Denmark", "p": "denies", "c": "Aigerim Bekova"},
        {"s": "Denmark", "p": "confirms", "c": "Aigerim Bekova"},
        {"s": "Karin Holm", "p": "accuses", "o": "Kazakh National Security Committee"},
        {"s": SEVEN, "p": "targets", "o": "Bombardex", "period": "2014-10/2017-06", "c": "Canada"},
        {"s": SEVEN, "p": "targets", "o": "World Curling Union", "date": ""},
    ],
    ids=lambda fact: " ".join(fact.values()),
)
def test_a_fact_is_in_the_store(rows: list[dict[str, str]], fact: dict[str, str]) -> None:
    assert found(rows, **fact), [r for r in rows if r["s"] == fact["s"]]


@pytest.mark.parametrize(
    "fact",
    [
        {"s": SEVEN, "p": "targets", "o": "Canada"},
        {"s": "Norway", "p": "sanctions", "o": "Kazakhstan"},
        {"s": "Kazinform", "p": "says"},
        {"p": "denies", "c": "embassy press service"},
        {"p": "denies", "c": "Kazinform"},
        {"s": "Erlan Tokhtarov", "p": "accuses"},
    ],
    ids=lambda fact: " ".join(fact.values()),
)
def test_what_nobody_says_is_not(rows: list[dict[str, str]], fact: dict[str, str]) -> None:
    assert not found(rows, **fact)


def test_the_charges_are_against_seven_of_whom_four_stand_above(
    rows: list[dict[str, str]],
) -> None:
    charged = {r["o"] for r in found(rows, s="Canada", p="charges")} - {SEVEN}
    assert charged == {
        *("Timur Akhmetov", "Ruslan Bekov", "Daulet Omarov", "Marat Ibraev"),
        *("Yerlan Sarsenov", "Askar Nurpeisov", "Bolat Zhumabekov"),
    }


def test_the_officers_who_found_the_tool_deny_and_admit_nothing(
    rows: list[dict[str, str]],
) -> None:
    denying = {r["s"] for r in rows if r["p"] in ("denies", "confirms")}
    assert denying == {"Sadykov", "Kazakhstan", "Erlan Tokhtarov", "Denmark"}


def test_no_agent_is_linked_to_the_brick(rows: list[dict[str, str]]) -> None:
    linked = [(r["s"], r["o"]) for r in found(rows, p="linkedTo")]
    assert not [pair for pair in linked if any("agent" in a or "brick" in a for a in pair)]
