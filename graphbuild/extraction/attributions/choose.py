"""Chooses the content and the source of each cue among the proposals, by counts or by classifiers."""

from __future__ import annotations

from collections import Counter

from graphbuild.extraction.attributions.classifiers import Classifiers
from graphbuild.extraction.attributions.context import CueContext
from graphbuild.extraction.attributions.continuation import long_quotations
from graphbuild.extraction.attributions.cue_words import describe_part, parts_of
from graphbuild.extraction.attributions.cues import cue_parts
from graphbuild.extraction.attributions.features import (
    describe_content,
    describe_cue,
    describe_source,
)
from graphbuild.extraction.attributions.proposals import Candidate, Choice
from graphbuild.extraction.attributions.quotes import QuotedSpan, quotes_from
from graphbuild.extraction.attributions.sources import Source
from graphbuild.extraction.attributions.tree import Span

# Thresholds were set on a sixth of PolNeAR's training part that the classifiers had not seen; F1 moves by
# less than half a point within 0.05 of each.
LIKELY_BY_TABLE = 0.3
LIKELY_CUE = 0.08
LIKELY = 0.25
LIKELY_FOR_QUOTATION = 0.02
LIKELY_SOURCE = 0.12
LIKELY_UNDERGOER = 0.5
LIKELY_PART = 0.45
MOST_OF = 0.8  # of a quotation's tokens, in a content that accounts for it
BOUND = frozenset(["det", "amod", "compound", "poss", "nummod"])


def choose_by_table(candidates: list[Candidate], context: CueContext) -> list[Choice]:
    """The content of each cue that the cue table has seen it take most often, with the best source."""
    choices = []
    for cue, contents, sources in candidates:
        rates = [context.rows[cue].get(content.kind, 0.0) for content in contents]
        if max(rates) >= LIKELY_BY_TABLE:
            spans = contents[rates.index(max(rates))].spans
            choices.append(Choice(max(rates), cue, spans, _best_source(sources, spans)))
    return choices


def _best_source(sources: list[tuple[float, Source]], content: tuple[Span, ...]) -> Span | None:
    outside = [(rate, s) for rate, s in sources if not any(a <= s.head < b for a, b in content)]
    rate, source = max(outside, key=lambda pair: pair[0], default=(0.0, None))
    return source.span if source is not None and rate >= LIKELY_SOURCE else None


def choose_by_classifiers(
    candidates: list[Candidate], context: CueContext, classifiers: Classifiers
) -> list[Choice]:
    """The likeliest content and source of each likely cue, decided in this order: cue, content, source."""
    likely = classifiers.cue.ask([describe_cue(*c, context) for c in candidates])
    kept = [(c, p) for c, p in zip(candidates, likely, strict=True) if p >= LIKELY_CUE]
    asked = [(n, i) for n, (c, _) in enumerate(kept) for i in range(len(c.contents))]
    fits = classifiers.content.ask(
        [
            describe_content(kept[n][0].cue, kept[n][1], i, kept[n][0].contents, context)
            for n, i in asked
        ]
    )
    rated = [
        (fit, kept[n][0], kept[n][0].contents[i].spans)
        for (n, i), fit in zip(asked, fits, strict=True)
    ]
    return _with_sources(_best_contents(rated, context), context, classifiers)


Rated = tuple[float, Candidate, tuple[Span, ...]]


def _best_contents(rated: list[Rated], context: CueContext) -> list[Rated]:
    """The best proposal of each cue that is likely, or that accounts for a quotation."""
    best: dict[int, Rated] = {}
    for proposal in rated:
        cue = proposal[1].cue
        if proposal[0] >= LIKELY and (cue not in best or proposal[0] > best[cue][0]):
            best[cue] = proposal
    open_ones = [p for p in rated if p[1].cue not in best]
    uncovered = long_quotations([spans for _, _, spans in best.values()], context)
    for fitting in _accounting(open_ones, uncovered):
        free = (p for p in fitting if p[1].cue not in best)
        found = max(free, key=lambda p: p[0], default=None)
        if found is not None and found[0] >= LIKELY_FOR_QUOTATION:
            best[found[1].cue] = found
    return [best[cue] for cue in sorted(best)]


def _accounting(proposals: list[Rated], quotes: list[QuotedSpan]) -> list[list[Rated]]:
    """For each quotation, the proposals that hold most of it and whose cue stands outside it."""
    found: list[list[Rated]] = [[] for _ in quotes]
    for proposal in proposals:
        _, candidate, spans = proposal
        shared: Counter[int] = Counter()
        for first, last in spans:
            for n in range(max(0, quotes_from(quotes, first) - 1), quotes_from(quotes, last)):
                shared[n] += max(0, min(last, quotes[n].last) - max(first, quotes[n].first))
        for n, size in shared.items():
            first, last, _ = quotes[n]
            if size > MOST_OF * (last - first) and not first <= candidate.cue < last:
                found[n].append(proposal)
    return found


def _with_sources(
    found: list[Rated], context: CueContext, classifiers: Classifiers
) -> list[Choice]:
    asked = [(n, pair) for n, (_, c, _) in enumerate(found) for pair in c.sources]
    fits = classifiers.source.ask(
        [
            describe_source(found[n][1].cue, rate, source, found[n][2], context)
            for n, (rate, source) in asked
        ]
    )
    best: dict[int, tuple[float, Span]] = {}
    for (n, (_, source)), fit in zip(asked, fits, strict=True):
        doubtful = _undergoes(found[n][1].cue, source, context)
        floor = LIKELY_UNDERGOER if doubtful else LIKELY_SOURCE
        if fit >= floor and fit > best.get(n, (0.0, (0, 0)))[0]:
            best[n] = (fit, source.span)
    for n, (_, candidate, _) in enumerate(found):
        inverted = _after_quotation(candidate, context) if n not in best else None
        if inverted is not None:
            best[n] = (0.0, inverted)
    return [
        Choice(fit, candidate.cue, spans, best[n][1] if n in best else None)
        for n, (fit, candidate, spans) in enumerate(found)
    ]


def _undergoes(cue: int, source: Source, context: CueContext) -> bool:
    """Whether the proposal is who is told or accused: the subject of a passive, full or reduced."""
    tree = context.tree
    auxiliaries = [tree.deps[c] for c in tree.children[cue] if tree.deps[c].startswith("aux")]
    if "auxpass" in auxiliaries:
        return source.kind.startswith(("nsubjpass", "^"))
    return tree.tags[cue] == "VBN" and not auxiliaries and source.kind.startswith("^")


def _after_quotation(candidate: Candidate, context: CueContext) -> Span | None:
    """The noun phrase after a verb that itself follows a quotation: "…," tweeted the envoy."""
    if (
        candidate.cue == 0
        or context.quoted[candidate.cue - 1] < 0
        or context.quoted[candidate.cue] >= 0
    ):
        return None
    for _, source in candidate.sources:
        if source.span[0] == candidate.cue + 1:
            return source.span
    return None


def tabled_parts(choices: list[Choice], context: CueContext) -> list[list[int]]:
    """The other words of each cue (tokens), by rule: auxiliaries, particle, preposition."""
    found = []
    for choice in choices:
        _, free = parts_of(choice.cue, choice.source, choice.content, context.tree)
        parts = cue_parts(choice.cue, choice.content, context.tree)
        found.append([part for part in parts if part in free])
    return found


def classified_parts(
    choices: list[Choice], context: CueContext, classifiers: Classifiers
) -> list[list[int]]:
    """The other words of each cue (tokens, in order), as the classifier of cue words decides."""
    asked, rows = [], []
    for n, choice in enumerate(choices):
        parts, free = parts_of(choice.cue, choice.source, choice.content, context.tree)
        for token in free:
            asked.append((n, token))
            rows.append(describe_part(token, parts, context))
    found: list[list[int]] = [[] for _ in choices]
    for (n, token), fit in zip(asked, classifiers.part.ask(rows), strict=True):
        if fit >= LIKELY_PART:
            found[n].append(token)
    return [_whole(v, parts, context) for v, parts in zip(choices, found, strict=True)]


def _whole(choice: Choice, parts: list[int], context: CueContext) -> list[int]:
    """The parts without articles and prepositions whose nouns are missing, and the other way."""
    tree = context.tree
    content = {i for first, last in choice.content for i in range(first, last)}
    objects_of = {tree.heads[t] for t in parts if tree.deps[t] == "pobj"}
    added = {t for t in objects_of if tree.heads[t] == choice.cue and t not in content}
    kept = {choice.cue, *parts, *added}
    for token in sorted(parts, reverse=True):
        objects = [c for c in tree.children[token] if tree.deps[c] in ("pobj", "pcomp")]
        if tree.deps[token] == "prep":
            left = objects and not any(c in kept or c in content for c in objects)
        else:
            left = tree.deps[token] in BOUND and tree.heads[token] not in kept
        if left:
            kept.discard(token)
    return sorted(kept - {choice.cue})
