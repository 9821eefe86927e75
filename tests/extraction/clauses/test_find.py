"""Who does what to whom, whatever the syntax: the real parser on sentences about one thing each."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from spacy.language import Language
from support.sentences import document, documents

from graphbuild.extraction.clauses.find import Clause, find_clauses
from graphbuild.nlp.tokens import Doc

pytestmark = pytest.mark.model

NOUNS = frozenset(
    {"attack", "hack", "poisoning", "sanction", "involvement", "accusation", "expulsion"}
)
ADJECTIVES = frozenset({"responsible", "guilty"})


class Case(NamedTuple):
    """A sentence, the lemma of one of its predicates and what that clause should hold.

    Arguments are heads, joined by blanks; None: not looked at.
    """

    text: str
    lemma: str
    actor: str | None = None
    undergoer: str | None = None
    recipient: str | None = None
    attribute: str | None = None
    complement: str | None = None
    prepositions: dict[str, str] | None = None
    negated: bool = False
    modal: str | None = None


KNOWN_FAILURES: dict[str, str] = {}

VOICE = [
    Case("The agents poisoned the defector.", "poison", "agents", "defector"),
    Case("The defector was poisoned by the agents.", "poison", "agents", "defector"),
    Case("The defector was poisoned.", "poison", "", "defector"),
    Case("The defector has been poisoned with a toxin.", "poison", "", "defector"),
    Case("The ministry is being hacked by students.", "hack", "students", "ministry"),
    Case("The bank got hacked last week.", "hack", "", "bank"),
    Case("Moscow was sanctioned by Washington on Tuesday.", "sanction", "Washington", "Moscow"),
    Case("The envoys were expelled and arrested by Norway.", "expel", None, "envoys"),
    Case("The envoys were expelled and arrested by Norway.", "arrest", "Norway", "envoys"),
    Case("The police gave the envoy a letter.", "give", "police", "letter", "envoy"),
]
RELATIVE = [
    Case("The officers hired by the ministry left.", "hire", "ministry", "officers"),
    Case("The officers who hacked the bank left.", "hack", "officers", "bank"),
    Case("The group that attacked Norway is small.", "attack", "group", "Norway"),
    Case("The bank that the officers hacked is small.", "hack", "officers", "bank"),
    Case("The officers the ministry accused left.", "accuse", "ministry", "officers"),
    Case("The officers, who were arrested by police, left.", "arrest", "police", "officers"),
    Case("The gang, which hacked the bank and fled, is known.", "flee", "gang"),
    Case("A company which was sanctioned by Norway closed.", "sanction", "Norway", "company"),
    Case("The officers working for the ministry left.", "work", "officers"),
    Case("Hackers using stolen passwords attacked the bank.", "use", "Hackers", "passwords"),
    Case("The malware used in the raid was old.", "use", "", "malware"),
]
CONTROL = [
    Case("Norway tried to hack the bank.", "hack", "Norway", "bank"),
    Case("Norway asked Sweden to leave.", "leave", "Sweden", modal="ask"),
    Case("Norway promised Sweden to leave.", "leave", "Norway", modal="promise"),
    Case("Norway ordered the envoys to leave the country.", "leave", "envoys", modal="order"),
    Case("The officers seem to have hacked the bank.", "hack", "officers", "bank"),
    Case("The officers are believed to have hacked the bank.", "hack", "officers", "bank"),
    Case("Norway is accused of hacking the bank.", "hack", "Norway", "bank"),
    Case("The hackers attacked the bank, stealing millions.", "steal", "hackers", "millions"),
    Case("The hackers fled after attacking the bank.", "attack", "hackers", "bank"),
    Case("The hackers got in by guessing the password.", "guess", "hackers", "password"),
    Case("Backed by Norway, the hackers attacked the bank.", "back", "Norway", "hackers"),
    Case("The gang used a tool to hack the bank.", "hack", "gang", "bank"),
]
GERUNDS = [
    Case("Norway accused Sweden of hacking the bank.", "hack", "Sweden", "bank"),
    Case("Police charged two men with hacking the bank.", "hack", "men", "bank"),
    Case("Norway blamed Sweden for poisoning the lake.", "poison", "Sweden", "lake"),
    Case("Norway sanctioned two firms for helping the army.", "help", "firms", "army"),
    Case("Norway imposed sanctions on two men for hacking the bank.", "hack", "men", "bank"),
    Case("The men were charged with hacking the bank.", "hack", "men", "bank"),
    Case("The men are suspected of stealing secrets.", "steal", "men", "secrets"),
    Case("Norway denied hacking the bank.", "hack", "Norway", "bank"),
    Case("The minister took part in hacking the bank.", "hack", "minister", "bank"),
]
COORDINATION = [
    Case("Norway and Sweden accused the firm.", "accuse", "Norway Sweden", "firm"),
    Case("Norway accused the firm and the bank.", "accuse", "Norway", "firm bank"),
    Case("Norway hacked the firm and expelled an envoy.", "expel", "Norway", "envoy"),
    Case("Norway, Sweden and Finland expelled envoys.", "expel", "Norway Sweden Finland"),
    Case("The gang developed and sold spyware.", "develop", "gang", "spyware"),
    Case("The gang developed and sold spyware.", "sell", "gang", "spyware"),
    Case("A number of officials accused Norway.", "accuse", "officials", "Norway"),
    Case("Norway expelled dozens of diplomats.", "expel", "Norway", "diplomats"),
]
NOUN_CLAUSES = [
    Case("An attack by Norway was foiled.", "attack", "Norway", prepositions={"by": "Norway"}),
    Case("Norway's attack on the bank failed.", "attack", "Norway", prepositions={"on": "bank"}),
    Case("The hack of the bank failed.", "hack", "", prepositions={"of": "bank"}),
    Case(
        "Sanctions against the firm were lifted.",
        "sanction",
        "",
        prepositions={"against": "firm"},
    ),
    Case("Norway's involvement in the raid is known.", "involvement", "Norway"),
    Case("Norwegian sanctions hurt the firm.", "sanction", "", attribute="Norwegian"),
    Case("There was no attack on the bank.", "attack", "", negated=True),
    Case("Norway's expulsion of envoys was no surprise.", "expulsion", "Norway"),
]
LIGHT_VERBS = [
    Case("The gang carried out an attack.", "carry out", "gang", "attack"),
    Case("An attack was carried out by the gang.", "carry out", "gang", "attack"),
    Case("Norway lashed out at Sweden.", "lash out", "Norway", prepositions={"at": "Sweden"}),
    Case("Norway imposed sanctions on the firm.", "impose", "Norway", "sanctions"),
    Case("Norway put forward a proposal.", "put forward", "Norway", "proposal"),
    Case("The emails were traced back to Norway.", "trace back", "", "emails"),
]
PREDICATIVE = [
    Case("Norway holds Sweden responsible.", "hold", "Norway", "Sweden", attribute="responsible"),
    Case("Norway was behind the attack.", "be", "Norway", prepositions={"behind": "attack"}),
    Case("The gang is part of the army.", "be", "gang", attribute="part"),
    Case("Norway called the charges absurd.", "call", "Norway", "charges", attribute="absurd"),
    Case("Norway declared the envoy persona non grata.", "declare", "Norway", "envoy"),
    Case(
        "The gang responsible for the raid fled.",
        "responsible",
        "gang",
        prepositions={"for": "raid"},
    ),
]
NEGATION = [
    Case("Norway did not hack the bank.", "hack", "Norway", "bank", negated=True),
    Case("Norway didn't hack the bank.", "hack", "Norway", "bank", negated=True),
    Case("Norway never hacked the bank.", "hack", "Norway", "bank", negated=True),
    Case("No official accused Norway.", "accuse", "official", "Norway", negated=True),
    Case("Norway accused no other state.", "accuse", "Norway", "state", negated=True),
    Case("Neither Norway nor Sweden hacked the bank.", "hack", None, "bank", negated=True),
    Case("Norway failed to hack the bank.", "hack", "Norway", "bank", negated=True),
    Case(
        "Norway refused to expel the envoy.", "expel", None, "envoy", negated=True, modal="refuse"
    ),
    Case("Norway left without accusing Sweden.", "accuse", "Norway", "Sweden", negated=True),
    Case("The men do not appear to have hacked the bank.", "hack", "men", "bank", negated=True),
    Case("Norway tried not to hack the bank.", "hack", "Norway", "bank", negated=True),
]
MODALITY = [
    Case("Norway will expel the envoy.", "expel", "Norway", "envoy", modal="will"),
    Case("Norway would expel the envoy.", "expel", "Norway", "envoy", modal="would"),
    Case("Norway can hack the bank.", "hack", "Norway", "bank", modal="can"),
    Case("Norway can't hack the bank.", "hack", "Norway", "bank", negated=True, modal="can"),
    Case("Norway must expel the envoy.", "expel", "Norway", "envoy", modal="must"),
    Case("Norway threatened to expel the envoy.", "expel", "Norway", "envoy", modal="threaten"),
    Case("Norway plans to expel the envoy.", "expel", "Norway", "envoy", modal="plan"),
    Case("Norway is going to expel the envoy.", "expel", "Norway", "envoy", modal="will"),
    Case("If Norway hacked the bank, Sweden will leave.", "hack", "Norway", "bank", modal="if"),
    Case("Police asked whether Norway hacked the bank.", "hack", "Norway", "bank", modal="whether"),
    Case("Norway's decision to expel the envoy is wise.", "expel", None, "envoy", modal="decision"),
    Case("Norway is ready to expel the envoy.", "expel", "Norway", "envoy", modal="ready"),
    Case(
        "Norway will expel the envoy and close the port.", "close", "Norway", "port", modal="will"
    ),
    Case("Norway might have hacked the bank.", "hack", "Norway", "bank", modal="might"),
    Case("Norway managed to hack the bank.", "hack", "Norway", "bank"),
]
ALL = [
    *VOICE,
    *RELATIVE,
    *CONTROL,
    *GERUNDS,
    *COORDINATION,
    *NOUN_CLAUSES,
    *LIGHT_VERBS,
    *PREDICATIVE,
    *NEGATION,
    *MODALITY,
]


def name_of(case: Case) -> str:
    return f"{case.text} [{case.lemma}]"


def cases() -> list[object]:
    return [
        pytest.param(
            case,
            id=name_of(case),
            marks=[pytest.mark.xfail(strict=True, reason=KNOWN_FAILURES[name_of(case)])]
            if name_of(case) in KNOWN_FAILURES
            else [],
        )
        for case in ALL
    ]


@pytest.fixture(scope="module")
def parsed(nlp) -> dict[str, list[tuple[Doc, Clause]]]:
    """The clauses of each sentence, all parsed in one batch."""
    texts = list(dict.fromkeys(case.text for case in ALL))
    return {
        text: [(each.doc, clause) for clause in find_clauses(each, NOUNS, ADJECTIVES)]
        for text, each in zip(texts, documents(texts, nlp), strict=True)
    }


def words(doc: Doc, heads: tuple[int, ...]) -> str:
    return " ".join(doc[i].text for i in heads)


@pytest.mark.parametrize("case", cases())
def test_clause(case, parsed):
    found = [(doc, clause) for doc, clause in parsed[case.text] if clause.lemma == case.lemma]
    assert len(found) == 1, [clause.lemma for _, clause in parsed[case.text]]
    [(doc, clause)] = found
    wanted = {
        "actor": case.actor,
        "undergoer": case.undergoer,
        "recipient": case.recipient,
        "attribute": case.attribute,
        "complements": case.complement,
    }
    looked_at = {name: value for name, value in wanted.items() if value is not None}
    assert {name: words(doc, getattr(clause, name)) for name in looked_at} == looked_at
    for preposition, objects in (case.prepositions or {}).items():
        own = [heads for name, heads in clause.prepositions if name == preposition]
        assert [words(doc, heads) for heads in own] == [objects]
    assert (clause.negated, clause.modal) == (case.negated, case.modal)


def clauses(text: str, nlp: Language) -> list[Clause]:
    return list(find_clauses(document(text, nlp), NOUNS, ADJECTIVES))


def test_clauses_come_in_reading_order(nlp):
    found = clauses("Norway said that Sweden, which hacked the bank, denied the attack.", nlp)
    assert [c.lemma for c in found] == ["say", "hack", "deny", "attack"]
    assert [c.head for c in found] == sorted(c.head for c in found)


def test_kind_tells_verbs_nouns_and_adjectives_apart(nlp):
    found = clauses("The gang responsible for the attack fled.", nlp)
    assert [(c.lemma, c.kind) for c in found] == [
        ("responsible", "adjective"),
        ("attack", "noun"),
        ("flee", "verb"),
    ]


def test_nouns_are_clauses_only_when_asked_for(nlp):
    parsed = document("Norway's attack on the bank failed.", nlp)
    assert [c.lemma for c in find_clauses(parsed)] == ["fail"]


def test_auxiliaries_are_no_clauses(nlp):
    assert [c.lemma for c in clauses("Norway has been accused.", nlp)] == ["accuse"]


def test_passive_is_noted(nlp):
    [was, did] = clauses("The bank was hacked. Norway hacked it.", nlp)
    assert (was.passive, did.passive) == (True, False)


def test_complement_is_the_head_of_the_clause(nlp):
    parsed = document("Norway said that Sweden hacked the bank.", nlp)
    say = next(c for c in find_clauses(parsed) if c.lemma == "say")
    assert [parsed.doc[i].text for i in say.complements] == ["hacked"]


def test_nested_prepositions_are_joined(nlp):
    parsed = document("Norway kicked the envoy out of the country.", nlp)
    [kick] = find_clauses(parsed)
    names = [name for name, _ in kick.prepositions]
    assert "out of" in names or kick.lemma == "kick out"


def test_no_clause_in_a_text_without_a_verb(nlp):
    assert clauses("Norway and Sweden.", nlp) == []
