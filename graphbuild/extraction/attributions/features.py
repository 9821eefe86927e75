"""The features that the classifiers read about cues and proposals, as lists of numbers.

Their order is that of the columns of the trees in the weights file: after a change here the
classifiers must be trained again (benchmarks/train_attributions.py).
"""

from __future__ import annotations

import math

from graphbuild.extraction.attributions.contents import Content
from graphbuild.extraction.attributions.context import CueContext, code
from graphbuild.extraction.attributions.sources import Source
from graphbuild.extraction.attributions.tree import Span, shared_tokens

FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our"})
SECOND_PERSON = frozenset({"you", "your"})
THIRD_PERSON = frozenset({"he", "she", "they", "him", "her", "them", "his", "their"})
IMPERSONAL = frozenset({"it", "there", "this", "that", "which", "what"})
CHILDREN = ("ccomp", "xcomp", "dobj", "acomp", "prep", "advcl", "attr", "oprd", "dative", "acl")
MODALS = frozenset({"would", "could", "should", "may", "might", "can", "must"})


def describe_cue(
    cue: int, contents: list[Content], sources: list[tuple[float, Source]], context: CueContext
) -> list[float]:
    """The features of a possible cue, for the classifier of cues."""
    row = context.rows[cue]
    rates = sorted((row.get(c.kind, 0.0) for c in contents), reverse=True)[:3]
    best = max(contents, key=lambda c: row.get(c.kind, 0.0), default=None)
    return [
        row["share"],
        math.log(row["n"]),
        rates[0] if rates else 0.0,
        rates[1] if len(rates) > 1 else 0.0,
        sum(rates),
        code(context, "kind", best.kind) if best else -1.0,
        float(best.spans[-1][1] - best.spans[0][0]) if best else 0.0,
        float(len(contents)),
        *_morphology(cue, context),
        *_surroundings(cue, context),
        *_first_source(cue, sources, context),
        *_position(cue, context),
    ]


def _morphology(cue: int, context: CueContext) -> list[float]:
    tree = context.tree
    deps = {tree.deps[c]: c for c in tree.children[cue]}
    auxiliaries = [tree.words[c] for c in tree.children[cue] if tree.deps[c].startswith("aux")]
    ccomp = deps.get("ccomp")
    prep = deps.get("prep")
    return [
        code(context, "tag", tree.tags[cue]),
        code(context, "dep", tree.deps[cue]),
        code(context, "pos", tree.pos[cue]),
        float("auxpass" in deps),
        float("neg" in deps),
        float(any(a in MODALS for a in auxiliaries)),
        float("will" in auxiliaries),
        float("to" in auxiliaries),
        float(any(a in ("has", "have", "had", "'ve") for a in auxiliaries)),
        float("prt" in deps),
        *(float(dep in deps) for dep in CHILDREN),
        float(ccomp is not None and any(tree.words[c] == "that" for c in tree.children[ccomp])),
        float(ccomp is not None and ccomp < cue),
        code(context, "prep", tree.words[prep]) if prep is not None else -1.0,
        *(
            code(context, dep, tree.lemmas[deps[dep]]) if dep in deps else -1.0
            for dep in ("dobj", "ccomp", "xcomp", "advmod")
        ),
    ]


def _surroundings(cue: int, context: CueContext) -> list[float]:
    tree = context.tree
    first, last = tree.sentences[cue]
    head = tree.heads[cue]
    around = context.quoted[max(cue - 5, first) : cue + 6]
    before = tree.words[cue - 1] if cue > first else ""
    after = tree.words[cue + 1] if cue + 1 < last else ""
    parent = context.rows.get(head) if head != cue else None
    return [
        float(context.quoted[cue] >= 0),
        float(any(q >= 0 for q in around)),
        float(before in (",", "”", '"', "''")),
        float(after in (",", ":", "“", '"', "``", "''")),
        float(after == ":"),
        float(any(q >= 0 for q in context.quoted[first:last])),
        parent["share"] if parent else 0.0,
        float(cue > head),
        code(context, "tag", tree.tags[head]) if head != cue else -1.0,
        code(context, "next", tree.pos[cue + 1]) if after else -1.0,
        code(context, "previous", tree.pos[cue - 1]) if before else -1.0,
    ]


def _first_source(
    cue: int, sources: list[tuple[float, Source]], context: CueContext
) -> list[float]:
    if not sources:
        return [-1.0] * 12
    tree = context.tree
    rate, source = max(sources, key=lambda pair: pair[0])
    return [
        rate,
        *_phrase(cue, source, context),
        code(context, "subject", tree.lemmas[source.head]),
    ]


def _phrase(cue: int, source: Source, context: CueContext) -> list[float]:
    tree, head = context.tree, source.head
    word, entity = tree.words[head], tree.entities[head]
    return [
        float(word in FIRST_PERSON),
        float(word in SECOND_PERSON),
        float(word in THIRD_PERSON),
        float(word in IMPERSONAL),
        float(word == "who"),
        float(tree.pos[head] == "PROPN"),
        float(tree.tags[head] == "NNS"),
        float(entity == "PERSON"),
        float(entity in ("ORG", "GPE", "NORP")),
        float(cue - head),
    ]


def _position(cue: int, context: CueContext) -> list[float]:
    tree = context.tree
    first, last = tree.sentences[cue]
    return [
        float(last - first),
        float(cue - first),
        float(last - cue),
        float(tree.words[last - 1] == "?"),
        float(tree.paragraphs[cue][0] == 0),
        float(min(cue, 500)),
        float(tree.paragraphs[cue][1] - tree.paragraphs[cue][0]),
    ]


def describe_content(
    cue: int, likely: float, n: int, contents: list[Content], context: CueContext
) -> list[float]:
    """The features of the n-th proposed content, for the classifier of contents."""
    tree, row, content = context.tree, context.rows[cue], contents[n]
    rates = [row.get(c.kind, 0.0) for c in contents]
    best = rates.index(max(rates))
    spans = content.spans
    first, last = spans[0][0], spans[-1][1]
    size = sum(b - a for a, b in spans)
    begin, end = tree.sentences[cue]
    after = tree.words[last] if last < len(tree.words) else ""
    before = tree.words[first - 1] if first else ""
    return [
        likely,
        row["share"],
        rates[n],
        rates[n] - rates[best],
        float(len([r for r in rates if r > rates[n]])),
        code(context, "kind", content.kind),
        code(context, "kind", content.kind.rstrip("+-~")),
        float(content.kind.endswith("~")),
        float(content.kind.rstrip("~").endswith("+")),
        math.log(size),
        size / (end - begin),
        float(len(spans)),
        float(first - cue),
        float(last - cue),
        float(first - begin),
        float(end - last),
        *_overlaps(spans, contents[best].spans, size),
        *_quotation(cue, spans, context),
        *_inside(cue, spans, context),
        *_what_follows(cue, last, context),
        *_content_head(spans[0], context),
        code(context, "first", tree.words[first]),
        code(context, "before", before),
        code(context, "after", after),
        code(context, "first tag", tree.tags[first]),
        float(len(contents)),
        float(tree.paragraphs[first] != tree.paragraphs[cue]),
    ]


def _content_head(span: Span, context: CueContext) -> list[float]:
    """The topmost word of a content: its lemma and tag."""
    tree = context.tree
    first, last = span
    tops = [i for i, head in enumerate(tree.heads[first:last], first) if not first <= head < last]
    head = tops[0] if tops else first
    return [
        code(context, "head", tree.lemmas[head]),
        code(context, "head tag", tree.tags[head]),
        float(len(tops)),
    ]


def _overlaps(spans: tuple[Span, ...], best: tuple[Span, ...], size: int) -> list[float]:
    shared = shared_tokens(spans, best)
    other = sum(b - a for a, b in best)
    return [shared / size, shared / other]


def _quotation(cue: int, spans: tuple[Span, ...], context: CueContext) -> list[float]:
    whole = context.quoted[cue]
    size = sum(b - a for a, b in spans)
    inside = sum(context.n_quoted[b] - context.n_quoted[a] for a, b in spans)
    if whole >= 0:
        inside -= sum(context.quoted[a:b].count(whole) for a, b in spans)
    ends = [spans[0][0], spans[-1][1] - 1]
    cut = [
        q
        for q in {context.quoted[i] for i in ends} - {-1, whole}
        if context.quotes[q].first < spans[0][0] or context.quotes[q].last > spans[-1][1]
    ]
    return [inside / size, float(whole >= 0), float(len(cut))]


def _inside(cue: int, spans: tuple[Span, ...], context: CueContext) -> list[float]:
    """What the content has in it: verbs, subjects, the cue's own subject, other cues.

    Last, verbs without a subject of their own that have the cue's form: "said X and promised Y".
    """
    tree = context.tree
    children = [c for c in tree.children[cue] if tree.deps[c].startswith("nsubj")]
    verbs = subjects = own = shared = 0
    other = 0.0
    for first, last in spans:
        verbs += context.n_verbs[last] - context.n_verbs[first]
        subjects += context.n_subjects[last] - context.n_subjects[first]
        own += len([c for c in children if first <= c < last])
        other = max(other, *context.shares[first:last])
        shared += context.conjuncts[first:last].count(tree.tags[cue])
    return [float(verbs), float(subjects), float(own), other, float(shared)]


def _what_follows(cue: int, last: int, context: CueContext) -> list[float]:
    """What the proposal leaves out after its end: another predicate of the cue's form, a cue."""
    tree = context.tree
    end = tree.sentences[min(last, len(tree.words) - 1)][1]
    while last < end and tree.words[last] in (",", "and", "but", "-", "–", "—"):
        last += 1
    if last >= end:
        return [-1.0, -1.0, 0.0]
    row = context.rows.get(last)
    same = context.conjuncts[last] == tree.tags[cue]
    return [code(context, "following", tree.tags[last]), row["share"] if row else 0.0, float(same)]


def describe_source(
    cue: int, rate: float, source: Source, content: tuple[Span, ...], context: CueContext
) -> list[float]:
    """The features of a proposed source, for the classifier of sources."""
    tree, head = context.tree, source.head
    return [
        rate,
        code(context, "source kind", source.kind),
        float(source.kind.count("^")),
        *_phrase(cue, source, context),
        float(abs(cue - head)),
        code(context, "subject", tree.lemmas[head]),
        code(context, "source pos", tree.pos[head]),
        float(source.span[1] - source.span[0]),
        float(any(a <= head < b for a, b in content)),
        float(context.quoted[head] >= 0),
        float(context.quoted[head] == context.quoted[cue]),
        float(tree.sentences[head] == tree.sentences[cue]),
        float(any(tree.deps[c] == "auxpass" for c in tree.children[cue])),
        code(context, "tag", tree.tags[cue]),
        code(context, "dep", tree.deps[cue]),
        context.rows[cue]["share"],
        float(content[0][0] > cue),
    ]
