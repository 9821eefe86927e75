"""Document -> Attributions: who says what, by which words, and what is said.

Every word of the cue table is a possible cue. For each, the parse and the quotation marks propose
what it may report and who may be its source; judges learned from annotated news say which proposals
are likely enough. To add a cue, add a row to ontology/cues.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphbuild.annotate import Document
from graphbuild.attributions import features
from graphbuild.attributions.contents import Content, propose_contents
from graphbuild.attributions.cues import cue_class, cue_spans
from graphbuild.attributions.judges import Judges, load_judges
from graphbuild.attributions.quotes import find_quotes, is_quoted
from graphbuild.attributions.sources import Source, propose_sources
from graphbuild.attributions.tree import Span, read_tree
from graphbuild.model import Attribution
from graphbuild.tables import table

LIKELY_BY_TABLE = 0.3
LIKELY_CUE = 0.08
LIKELY = 0.3
LIKELY_SOURCE = 0.15


class Candidate(NamedTuple):
    """A possible cue with its rated proposals."""

    cue: int
    contents: list[Content]
    sources: list[tuple[float, Source]]


class Verdict(NamedTuple):
    """What a candidate reports, how likely that is, and who says it."""

    likely: float
    cue: int
    content: tuple[Span, ...]
    source: Span | None


def find_attributions(document: Document, *, learned: bool = True) -> list[Attribution]:
    """All attributions in reading order of their cues; nested ones each on their own.

    learned: ask the learned judges; otherwise the cue table decides alone.
    """
    tables = table("cues.toml")
    judges = load_judges() if learned else None
    page = _page(document, tables, judges.codes if judges else {})
    candidates = [_candidate(cue, page, tables["sources"]) for cue in page.rows]
    candidates = [c for c in candidates if c.contents]
    verdicts = _judged(candidates, page, judges) if judges else _looked_up(candidates, page)
    return [_attribution(verdict, page) for verdict in verdicts]


def _page(document: Document, tables: Mapping[str, Any], codes: features.Codes) -> features.Page:
    tree = read_tree(document)
    rows = {}
    for i, (pos, lemma) in enumerate(zip(tree.pos, tree.lemmas, strict=True)):
        words = tables["cues"].get(pos)
        if words is not None and lemma in words:
            rows[i] = words[lemma]
    return features.read_page(tree, find_quotes(tree), rows, codes)


def _candidate(
    cue: int, page: features.Page, rates: Mapping[str, Mapping[str, float]]
) -> Candidate:
    row = rates.get(cue_class(cue, page.tree), {})
    sources = propose_sources(cue, page.tree)
    return Candidate(
        cue,
        propose_contents(cue, page.tree, page.quotes),
        [(row.get(source.kind, 0.0), source) for source in sources],
    )


def _looked_up(candidates: list[Candidate], page: features.Page) -> list[Verdict]:
    """What the cue table alone makes of the candidates."""
    verdicts = []
    for cue, contents, sources in candidates:
        rates = [page.rows[cue].get(content.kind, 0.0) for content in contents]
        if max(rates) >= LIKELY_BY_TABLE:
            spans = contents[rates.index(max(rates))].spans
            verdicts.append(Verdict(max(rates), cue, spans, _best_source(sources, spans)))
    return verdicts


def _best_source(sources: list[tuple[float, Source]], content: tuple[Span, ...]) -> Span | None:
    outside = [(rate, s) for rate, s in sources if not any(a <= s.head < b for a, b in content)]
    rate, source = max(outside, key=lambda pair: pair[0], default=(0.0, None))
    return source.span if source is not None and rate >= LIKELY_SOURCE else None


def _judged(candidates: list[Candidate], page: features.Page, judges: Judges) -> list[Verdict]:
    """What the judges make of the candidates: first the cue, then the content, then the source."""
    likely = judges.cue.ask([features.describe_cue(*c, page) for c in candidates])
    kept = [(c, p) for c, p in zip(candidates, likely, strict=True) if p >= LIKELY_CUE]
    asked = [(n, i) for n, (c, _) in enumerate(kept) for i in range(len(c.contents))]
    fits = judges.content.ask(
        [
            features.describe_content(kept[n][0].cue, kept[n][1], i, kept[n][0].contents, page)
            for n, i in asked
        ]
    )
    best: dict[int, tuple[float, int]] = {}
    for (n, i), fit in zip(asked, fits, strict=True):
        if fit >= LIKELY and fit > best.get(n, (0.0, 0))[0]:
            best[n] = (fit, i)
    found = [(fit, kept[n][0], kept[n][0].contents[i].spans) for n, (fit, i) in best.items()]
    return _with_sources(found, page, judges)


def _with_sources(
    found: list[tuple[float, Candidate, tuple[Span, ...]]], page: features.Page, judges: Judges
) -> list[Verdict]:
    asked = [(n, pair) for n, (_, c, _) in enumerate(found) for pair in c.sources]
    fits = judges.source.ask(
        [
            features.describe_source(found[n][1].cue, rate, source, found[n][2], page)
            for n, (rate, source) in asked
        ]
    )
    best: dict[int, tuple[float, Span]] = {}
    for (n, (_, source)), fit in zip(asked, fits, strict=True):
        if fit >= LIKELY_SOURCE and fit > best.get(n, (0.0, (0, 0)))[0]:
            best[n] = (fit, source.span)
    return [
        Verdict(fit, candidate.cue, spans, best[n][1] if n in best else None)
        for n, (fit, candidate, spans) in enumerate(found)
    ]


def _attribution(verdict: Verdict, page: features.Page) -> Attribution:
    content = verdict.content
    return Attribution(
        verdict.source,
        cue_spans(verdict.cue, verdict.source, content, page.tree),
        content,
        verdict.cue,
        is_quoted(content, page.quotes, page.tree),
    )
