"""Made articles of realistic lengths, and a reader of them that stands in for the parser.

usage: python benchmarks/corpus.py FILE.jsonl N [--seed S]

The same seed gives the same bytes.  `read` finds statements in them by a pattern, some thousand
articles a second, so that what surrounds the parser can be tried at any size.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from graphbuild.knowledge.ontology import ENTITY_BASE
from graphbuild.model import AFFIRMED, ASSERTED, Article, Entity, Evidence, Statement

MEDIAN_WORDS, SPREAD = 420, 0.6  # of the log-normal lengths of news articles
PLACES = (
    "Ruritania",
    "Graustark",
    "Strelsau",
    "Hentzau",
    "Zenda",
    "Edelweiss",
    "Borduria",
    "Syldavia",
)
PARTS = ("North", "East", "West", "Upper", "Lower", "New", "Old", "Great")
BODIES = ("Ministry", "Guild", "Institute", "Agency", "Brigade", "Company", "Bureau", "League")
ACTS = ("hacking a power company", "jamming its radars", "stealing the plans", "cutting a cable")
FILLERS = (
    "Traffic on the river was light in the morning, and the markets opened a little higher.",
    "The talks had begun in the spring and were to go on until the end of the year.",
    "Nobody was hurt, but the repairs will take some weeks, a spokesman said.",
    "It was not clear on Friday who would pay for the new bridge.",
    "The weather had been mild for the season in most parts of the country.",
    "Last year the two sides had agreed to share what they know about such cases.",
)
CLAIM = re.compile(
    r"The ([A-Z][a-z]+(?: [A-Z][a-z]+)*) accused the ([A-Z][a-z]+(?: [A-Z][a-z]+)*) of "
    r"([a-z ]+) on Friday\."
)


def records(n: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Records of JSON lines, with an address, a title, a date and a text."""
    for number in range(n):
        choose = random.Random(seed * 1_000_003 + number)
        day = f"20{choose.randrange(15, 25)}-{choose.randrange(1, 13):02}-{choose.randrange(1, 28):02}"
        yield {
            "url": f"https://paper{number % 97}.example/{day}/{number}",
            "title": f"{_name(choose)} accuses {_name(choose)}",
            "published": day,
            "text": _text(choose),
        }


def write(path: Path, n: int, seed: int = 1) -> Path:
    """Write that many records, a line each."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records(n, seed))
    return path


def read(articles: Iterable[Article]) -> Iterator[tuple[Article, list[Statement]]]:
    """Each article with what its accusations say, in order."""
    for article in articles:
        found = {s.id: s for m in CLAIM.finditer(article.text) for s in [_statement(article, m)]}
        yield article, list(found.values())


def _statement(article: Article, match: re.Match[str]) -> Statement:
    accuser, accused = (_entity(match[group]) for group in (1, 2))
    place = (article.id, match.start(), match.end(), match[0], "made.accuse", 0.9)
    seen = Evidence(*place, f"the {match[1]}", f"the {match[2]}")
    conduct = (("conduct", match[3]),)
    parts = (accuser, "accuses", accused, None, AFFIRMED, ASSERTED, article.published)
    return Statement(*parts, (seen,), qualifiers=conduct)


def _entity(name: str) -> Entity:
    return Entity(
        f"{ENTITY_BASE}organization/{name.lower().replace(' ', '-')}", name, "Organization"
    )


def _text(choose: random.Random) -> str:
    wanted = min(6 * MEDIAN_WORDS, int(choose.lognormvariate(0, SPREAD) * MEDIAN_WORDS))
    lines: list[str] = []
    n_words = 0
    while n_words < wanted:
        sentences = [_sentence(choose) for _ in range(choose.randrange(2, 5))]
        lines.append(" ".join(sentences))
        n_words += len(lines[-1].split())
    return "\n\n".join(lines or [_sentence(choose)])


def _sentence(choose: random.Random) -> str:
    if choose.random() < 0.3:
        act = choose.choice(ACTS)
        return f"The {_name(choose)} accused the {_name(choose)} of {act} on Friday."
    number, filler = choose.randrange(2, 900), choose.choice(FILLERS)
    return f"In case {number}, {filler[0].lower()}{filler[1:]}"


def _name(choose: random.Random) -> str:
    return f"{choose.choice(PARTS)} {choose.choice(PLACES)} {choose.choice(BODIES)}"


def main() -> None:
    """Write a corpus."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("n", type=int)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write(given.file, given.n, given.seed)


if __name__ == "__main__":
    main()
