"""Feeds broken, hostile and foreign input to the readers, and some of it to the whole pipeline.

usage: python benchmarks/fuzz.py [--cases 10000] [--seed 1] [--read 300] [--parsed 10000 --minutes 60] [--huge]

Each case is one file between two good articles.  Whatever is in it, there must be an article or one
line that says why not, no exception, no id or message with a line break or a control character, and
both neighbours.  --read: how many of the articles also go through the parser, the rules, a store and
every text export.  --parsed: how many more go through parser and rules under the usual limits, for at most
--minutes; one over its limit counts as broken.  --huge: also 100 MB in one line, a million short lines and packed bombs.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from graphbuild.export import EXPORTERS, writer
from graphbuild.ingest.reader import read_articles
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Article, Issue
from graphbuild.store import open_store

SLOW = 65.0  # seconds that one case may take to be read or refused: the limit, and some more
LIMIT = 10.0  # seconds for the rules to read one article, here
GOOD = "Sweden accused Russia of jamming its radars, the defence ministry said on Friday.\n"
DENIED = 'Moscow denied it. "We had nothing to do with it," said the spokesman, Ivan Petrov.\n'
SENTENCES = (
    GOOD.strip(),
    DENIED.strip(),
    "The United States sanctioned the GRU on Thursday under Executive Order 13694.",
    "The hackers, known as Fancy Bear, attacked three banks in Estonia, prosecutors said.",
    "On July 4 2021 the court charged two officers with theft, according to the indictment.",
)
FOREIGN = {
    "de": "Der Minister wies am Freitag die Vorwürfe zurück, die mehrere Länder gegen das Land erhoben "
    "hatten, und sagte, dass davon nichts wahr sei und man die Sache prüfen werde.",
    "fr": "Le ministre a rejeté vendredi les accusations portées contre le pays par plusieurs voisins, "
    "et il a affirmé que rien de tout cela ne s'était passé dans la capitale.",
    "es": "El ministro rechazó el viernes las acusaciones que varios países han hecho contra el suyo y "
    "afirmó que nada de eso había ocurrido en la capital ni en otras ciudades.",
    "ru": "Министр отверг в пятницу обвинения, выдвинутые рядом стран, и назвал их нелепыми.",
    "zh": "外交部长星期五否认了几个国家提出的指控，并称这些指控是荒谬的。",
    "ar": "رفض الوزير يوم الجمعة الاتهامات التي وجهتها عدة دول ووصفها بأنها سخيفة.",
    "uk": "Міністр у п'ятницю відкинув звинувачення кількох країн і назвав їх безглуздими.",
    "fa": "وزیر خارجه روز جمعه اتهامات چند کشور را رد کرد و آنها را بی اساس خواند.",
}
INVISIBLE = "\u200b\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2069"
ODD = (
    INVISIBLE
    + "\U0001f600\U0001f1f7\U0001f1fa\u0301\u0600\ufffe\uffff\x85\u2028\u2029\x1b\x7f\x00\ud800\udfff"
)
MARKUP = (
    "<script>alert(1)</script>", "</script>", "<![CDATA[", "]]>", "<!--", "-->", "<img src=x onerror=y>",
    "=HYPERLINK(\"http://a.example\")", "@SUM(1)", "'; DROP GRAPH <x> ; #", "> . } INSERT DATA { <a> <b>",
    "\\u0022", '"""', "%00", "../../etc/passwd", "{{7*7}}", "${x}", "&lt;b&gt;", "&#0;", "javascript:alert(1)",
)  # fmt: skip
DATES = (
    "0000-00-00", "9999-12-31", "10000-01-01", "2021-02-30", "-1", "1e400", "99999999999999999999",
    "31/31/3131", "١٤٤٢-٠١-٠١", "2021-W53-7", "24:61:61", "yesterday", "0001-01-01T00:00:00+99:99",
)  # fmt: skip
NAMES = (
    "a b",
    "ä",
    "x\ny",
    "x\ty",
    "-rf",
    "--help",
    "x;y",
    "$(x)",
    "\x1b[31m",
    "e\u0301",
    "😀",
    "'\"",
    "%2e%2e",
    "a" * 200,
)


class Case(NamedTuple):
    """One file: what kind of trouble, its ending, its bytes, and the stem of its name."""

    kind: str
    ending: str
    data: bytes
    name: str = "m"


class Broken(Exception):
    """A case that did what none may do."""


def page(choose: random.Random, n: int = 6) -> str:
    return "\n\n".join(choose.choice(SENTENCES) for _ in range(choose.randrange(1, n)))


def sprinkle(text: str, parts: tuple[str, ...] | str, choose: random.Random, n: int = 8) -> str:
    for _ in range(choose.randrange(1, n)):
        at = choose.randrange(len(text) + 1)
        text = text[:at] + choose.choice(parts) + text[at:]
    return text


def mutate(data: bytes, choose: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(choose.randrange(1, 20)):
        at = choose.randrange(len(out) + 1)
        action = choose.randrange(4)
        if action == 0:
            del out[at : at + choose.randrange(1, 40)]
        elif action == 1:
            out[at:at] = choose.randbytes(choose.randrange(1, 12))
        elif action == 2:
            out[at:at] = out[at : at + 30] * choose.randrange(1, 5)
        elif at < len(out):
            out[at] ^= 1 << choose.randrange(8)
    return bytes(out)


def noise(choose: random.Random) -> Case:
    ending = choose.choice([".txt", ".html", ".jsonl", ".jsonl.gz", ".jsonl.bz2", ".md", ".warc"])
    return Case("noise", ending, choose.randbytes(choose.randrange(1, 4000)))


def bent_text(choose: random.Random) -> Case:
    encoding = choose.choice(
        ["utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "koi8-r", "utf-7"]
    )
    return Case("bent text", ".txt", mutate(page(choose).encode(encoding, "replace"), choose))


def odd_characters(choose: random.Random) -> Case:
    text = sprinkle(page(choose), ODD, choose, 40)
    return Case("odd characters", ".txt", text.encode("utf-8", "surrogatepass"))


def hostile_text(choose: random.Random) -> Case:
    return Case(
        "hostile text",
        choose.choice([".txt", ".md"]),
        sprinkle(page(choose), MARKUP, choose).encode(),
    )


def foreign(choose: random.Random) -> Case:
    return Case("foreign", ".txt", FOREIGN[choose.choice(sorted(FOREIGN))].encode())


def html(choose: random.Random, text: str) -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n\n"))
    day = choose.choice(DATES)
    return (
        f"<html><head><title>{choose.choice(MARKUP)}</title><meta property='og:site_name' content='{day}'>"
        f"<meta property='article:published_time' content='{day}'></head>"
        f"<body><article>{paragraphs}</article></body></html>"
    ).encode()


def bent_html(choose: random.Random) -> Case:
    return Case("bent HTML", ".html", mutate(html(choose, page(choose)), choose))


def hostile_html(choose: random.Random) -> Case:
    return Case("hostile HTML", ".html", html(choose, sprinkle(page(choose), MARKUP, choose)))


def deep_html(choose: random.Random) -> Case:
    depth, tag = (
        choose.choice([50, 300, 3000]),
        choose.choice(["div", "b", "table", "ul", "svg", "p"]),
    )
    return Case("deep HTML", ".html", f"<{tag}>".encode() * depth + html(choose, page(choose)))


def entities(choose: random.Random) -> Case:
    levels = "".join(
        f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, choose.randrange(3, 12))
    )
    body = f"<?xml version='1.0'?><!DOCTYPE html [<!ENTITY l0 'lol'>{levels}]>"
    return Case(
        "entities",
        choose.choice([".html", ".xhtml"]),
        body.encode() + html(choose, "&l9; &l2; " + page(choose)),
    )


def record(choose: random.Random) -> dict[str, Any]:
    odd: list[Any] = [
        None,
        True,
        0,
        -1e308,
        10**30,
        "",
        [],
        {},
        {"name": "x"},
        *DATES,
        *MARKUP,
        *NAMES,
        "\ud800",
        "\0",
    ]
    fields = {name: choose.choice(odd) for name in ("id", "url", "title", "publisher", "published")}
    return {
        **fields,
        choose.choice(["text", "html"]): sprinkle(page(choose), (*MARKUP, *ODD), choose),
    }


def records(choose: random.Random) -> Case:
    lines = [json.dumps(record(choose)) for _ in range(choose.randrange(1, 4))]
    lines += choose.sample(
        [
            "[" * 5000,
            '{"text": ' * 2000,
            '{"text": 1e999999}',
            '{"a": ' + "9" * 5000 + "}",
            "{}",
            "null",
            '{"text":',
        ],
        k=choose.randrange(3),
    )
    choose.shuffle(lines)
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    ending, pack = choose.choice(
        [(".jsonl", bytes), (".jsonl.gz", gzip.compress), (".jsonl.bz2", bz2.compress)]
    )
    data = pack(data)
    return Case("records", ending, mutate(data, choose) if choose.random() < 0.3 else data)


def archive(choose: random.Random) -> Case:
    body = html(choose, page(choose))
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {choose.choice(['text/html', 'text/plain', 'x'])}\r\n\r\n".encode()
    size = len(head + body) + choose.choice([0, 0, -5, 10**6, 10**30])
    about = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {choose.choice(MARKUP)}\r\nContent-Length: {size}\r\n\r\n"
    data = (about.encode() + head + body + b"\r\n\r\n") * choose.randrange(1, 3)
    data = gzip.compress(data) if choose.random() < 0.5 else data
    return Case("archive", ".warc", mutate(data, choose) if choose.random() < 0.7 else data)


def nothing(choose: random.Random) -> Case:
    data = choose.choice(
        [b"", b"\n" * 1000, b"\0" * 100, b"\xef\xbb\xbf", b" ", b"\xff\xfe", b"\r\r\r"]
    )
    return Case("nothing", choose.choice([".txt", ".html", ".jsonl", ".warc", ".jsonl.gz"]), data)


def dates(choose: random.Random) -> Case:
    lines = [
        choose.choice(DATES),
        f"Published: {choose.choice(DATES)}",
        f"date: {choose.choice(DATES)}",
    ]
    return Case("dates", ".txt", "\n".join([*lines, "", page(choose)]).encode())


def file_names(choose: random.Random) -> Case:
    return Case("file names", ".txt", page(choose).encode(), choose.choice(NAMES))


def repeats(choose: random.Random) -> Case:
    unit = choose.choice(
        ["a ", ".", "(", "\n", '"', "“ ", "- ", "[x](", "said ", "<", "1 ", ", and ", "...", "@a "]
    )
    return Case("repeats", ".txt", (page(choose) + unit * choose.randrange(1, 20_000)).encode())


KINDS: tuple[Callable[[random.Random], Case], ...] = (
    noise, bent_text, odd_characters, hostile_text, foreign, bent_html, hostile_html, deep_html, entities,
    records, archive, nothing, dates, file_names, repeats,
)  # fmt: skip


def cases(n: int, seed: int) -> Iterator[Case]:
    """That many cases, the kinds in turn."""
    for number in range(n):
        choose = random.Random(seed * 1_000_003 + number)
        yield KINDS[number % len(KINDS)](choose)


def huge() -> Iterator[Case]:
    """What is only large."""
    yield Case("100 MB in one line", ".txt", b"x" * 100_000_000)
    yield Case("100 MB in one line", ".jsonl", b'{"text": "' + b"x " * 50_000_000 + b'"}')
    yield Case("100 MB in one line", ".html", b"<p>" + b"x " * 50_000_000)
    yield Case("a million short lines", ".txt", b"Yes.\n" * 1_000_000)
    yield Case("a million sentences", ".txt", (GOOD.encode() + b"\n") * 300_000)
    yield Case("a million tags", ".html", b"<p>" * 1_000_000)
    yield Case("a bomb, gzip", ".jsonl.gz", gzip.compress(b"\0" * 1_500_000_000, 1))
    yield Case("a bomb, bzip2", ".jsonl.bz2", bz2.compress(b"{" * 1_500_000_000))


def check(case: Case, folder: Path) -> list[Article]:
    """The articles that a case gives; Broken when it does what none may do."""
    folder.mkdir()
    (folder / "a-good.txt").write_text(GOOD, encoding="utf-8")
    (folder / "zz-good.txt").write_text(DENIED, encoding="utf-8")
    (folder / "loop").symlink_to(folder)
    (folder / f"{case.name}{case.ending}").write_bytes(case.data)
    issues: list[Issue] = []
    begin = time.monotonic()
    try:
        articles = list(read_articles([folder], report=issues.append))
    except Exception as exc:  # whatever a reader lets out is what this command looks for
        raise Broken(f"{case.kind}: {exc!r}") from exc
    took = time.monotonic() - begin
    if took > SLOW:
        raise Broken(f"{case.kind}: took {took:.0f} seconds")
    said = [*(a.id for a in articles), *map(str, issues)]
    if odd := [s for s in said if not s.isprintable() and set(s) & set("\n\r\t\x1b\x00")]:
        raise Broken(f"{case.kind}: {odd[0]!r} in an id or a message")
    own = [a for a in articles if not a.id.endswith("-good")]
    if len(articles) - len(own) != 2:
        raise Broken(f"{case.kind}: lost a neighbour")
    if not own and not issues:
        raise Broken(f"{case.kind}: neither an article nor an issue")
    if case.kind == "foreign" and not any("not in English" in str(i) for i in issues):
        raise Broken("foreign: not recognised")
    return own


def run(wanted: Iterator[Case]) -> tuple[Counter[str], list[Article], list[str]]:
    """Check each case; what was read and refused, the articles, what broke."""
    counts, kept, broken = Counter[str](), [], []
    with tempfile.TemporaryDirectory() as scratch:
        for number, case in enumerate(wanted):
            try:
                own = check(case, Path(scratch) / str(number))
            except Broken as exc:
                broken.append(f"case {number}: {exc}")
                counts["broken"] += 1
                continue
            counts["with an article" if own else "refused"] += 1
            kept += own
    return counts, kept, broken


def parse(articles: Iterable[Article], n: int, minutes: float) -> tuple[int, list[str]]:
    """Parse articles and read them by the rules; how many, and each that was over its limit or met an error.

    It stops after so many articles, or minutes.
    """
    from dataclasses import replace

    from graphbuild.nlp.load import load_model
    from graphbuild.pipeline import Rules, build

    nlp, rules = load_model(), Rules.load()
    broken: list[str] = []
    until = time.monotonic() + 60 * minutes
    unique = (replace(a, id=f"{number}-{a.id}") for number, a in enumerate(articles))
    n_parsed = 0

    def note(issue: Issue) -> None:
        if issue.stage == "extract":
            broken.append(str(issue))

    for _ in islice(build(unique, nlp=nlp, rules=rules, report=note), n):
        n_parsed += 1
        if time.monotonic() > until:
            break
    return n_parsed + len(broken), broken


def articles_of(wanted: Iterator[Case]) -> Iterator[Article]:
    """The articles of cases, one case on the disk at a time; cases that break are passed over."""
    for case in wanted:
        with tempfile.TemporaryDirectory() as scratch, suppress(Broken):
            yield from check(case, Path(scratch) / "case")


def read_all(articles: list[Article], folder: Path) -> tuple[int, list[Issue]]:
    """Parse, store and export; how many statements there are, and what was left out."""
    from dataclasses import replace

    from graphbuild.nlp.load import load_model
    from graphbuild.pipeline import Rules, build

    nlp, rules = load_model(), Rules.load()
    n_statements, issues = 0, list[Issue]()
    with open_store(folder / "store") as store:
        unique = (replace(a, id=f"{n}-{a.id}") for n, a in enumerate(articles))
        found = build(unique, nlp=nlp, rules=rules, seconds=LIMIT, report=issues.append)
        for article, statements in found:
            store.replace(article, statements)
            n_statements += len(statements)
        store.refresh()
        for name in EXPORTERS:
            if name != "stix":  # an extra
                writer(name)(store, folder / f"graph{EXPORTERS[name].suffix}", Ontology.load())
    return n_statements, issues


def main() -> None:
    """Run, and print what was read, refused and broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--read", type=int, default=300)
    parser.add_argument("--huge", action="store_true")
    parser.add_argument("--parsed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=60)
    given = parser.parse_args()
    begin = time.monotonic()
    counts, kept, broken = run(cases(given.cases, given.seed))
    print(f"{given.cases} cases in {time.monotonic() - begin:.0f} s: {dict(counts)}")
    if given.huge:
        for case in huge():
            begin = time.monotonic()
            counts, _, failed = run(iter([case]))
            broken += failed
            print(
                f"{case.kind} ({case.ending}): {dict(counts)} in {time.monotonic() - begin:.1f} s"
            )
    if given.read:
        chosen = random.Random(given.seed).sample(kept, min(given.read, len(kept)))
        with tempfile.TemporaryDirectory() as scratch:
            found, issues = read_all(chosen, Path(scratch))
        wrong = [str(i) for i in issues if "took longer" not in i.message]
        broken += wrong
        print(f"{len(chosen)} of the articles parsed, stored and exported: {found} statements,")
        print(f"{len(issues) - len(wrong)} left out because they took longer than {LIMIT:g} s")
    if given.parsed:
        begin = time.monotonic()
        endless = articles_of(cases(100 * given.parsed, given.seed + 1))
        n_parsed, wrong = parse(endless, given.parsed, given.minutes)
        broken += wrong
        print(f"{n_parsed} more articles parsed and read in {time.monotonic() - begin:.0f} s")
    print("\n".join(broken) or "nothing broke")
    raise SystemExit(bool(broken))


if __name__ == "__main__":
    main()
