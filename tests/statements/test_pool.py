from dataclasses import replace

from support.factories import GRAUSTARK, GUILD, RURITANIA, article, evidence, statement

from graphbuild.model import ALLEGED, PLANNED
from graphbuild.statements.pool import pool, pool_entities

ONE, TWO, THREE = article("one"), article("two"), article("three")
FIRST = statement(RURITANIA, "accuses", GUILD, evidence(ONE), modality=ALLEGED, date="2020")
SECOND = statement(RURITANIA, "accuses", GUILD, evidence(TWO), date="2020-10")
THIRD = statement(RURITANIA, "accuses", GUILD, evidence(THREE), modality=PLANNED, date="2020-09")


def test_one_statement_for_each_key_with_all_evidence():
    [pooled] = pool([FIRST, SECOND, THIRD])
    assert [e.article for e in pooled.evidence] == ["one", "three", "two"]


def test_the_strongest_modality_and_the_most_precise_earliest_date_win():
    [pooled] = pool([FIRST, SECOND, THIRD])
    assert (pooled.modality, pooled.date) == ("asserted", "2020-09")


def test_the_order_of_the_input_makes_no_difference():
    assert pool([FIRST, SECOND, THIRD]) == pool([THIRD, FIRST, SECOND])


def test_the_same_evidence_counts_once():
    [pooled] = pool([FIRST, FIRST])
    assert len(pooled.evidence) == 1


def test_statements_of_different_claimants_stay_apart():
    assert len(pool([FIRST, replace(FIRST, claimant=GRAUSTARK)])) == 2


def test_the_commonest_label_wins_and_the_others_are_aliases():
    old, new = replace(GUILD, label="Old Guild"), replace(GUILD, label="Guild", aliases=("GG",))
    [pooled] = pool_entities([new, old, new]).values()
    assert (pooled.label, pooled.aliases) == ("Guild", ("GG", "Old Guild", "the Guild"))


def test_qualifiers_of_all_articles_are_kept():
    both = [replace(FIRST, qualifiers=(("conduct", c),)) for c in ("theft", "arson")]
    [pooled] = pool(both)
    assert pooled.qualifiers == (("conduct", "arson"), ("conduct", "theft"))
